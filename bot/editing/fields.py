"""What an editor types for a field, and what is shown to be copied and corrected."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from html import escape
from typing import NamedTuple

from bot.editing.models import DraftField, DraftKind
from bot.events.models import Status, parse_days
from bot.knowledge.markup import to_markdown
from bot.knowledge.models import Fields

_URL = re.compile(r"https?://\S+")
_RUSSIAN_DATE = re.compile(r"(?:(\d{1,2})\.)?(\d{1,2})\.(\d{4})")
_LABELLED = re.compile(r"([^\W\d_][^:\n]{0,40}):[^\S\n]*(.*)")
_NOTHING = {"-", "—", "нет", "не знаю", "неизвестно"}


class UnreadableFieldError(ValueError):
    """What was typed cannot be understood."""


class FieldSpec(NamedTuple):
    """`parse` reads what `show` writes; `names` are the fields of the content that it sets."""

    names: tuple[str, ...]
    parse: Callable[[str], Fields]
    show: Callable[[Fields], str]
    required: bool = False
    by_button: bool = False  # chosen, never typed


def parse(spec: FieldSpec, text: str) -> Fields:
    """The values of the field's names, None for what is left out.

    Raises UnreadableFieldError.
    """
    if not spec.required and text.strip().casefold() in _NOTHING:
        return dict.fromkeys(spec.names)
    return spec.parse(text.strip())


def parse_form(kind: DraftKind, names: Mapping[DraftField, str], text: str) -> Fields:
    """The values of all fields in a message of lines «Название: …»; `names` are their labels.

    Of a required field an empty line says nothing. Raises UnreadableFieldError.
    """
    fields = {names[field]: field for field in typed_fields(kind)}
    values: Fields = {}
    for label, words in labelled(text, fields):
        spec = SPECS[kind][fields[label]]
        if words:
            values |= parse(spec, words)
        elif not spec.required:
            values |= dict.fromkeys(spec.names)
    if not values:
        raise UnreadableFieldError
    return values


def typed_fields(kind: DraftKind) -> tuple[DraftField, ...]:
    return tuple(field for field, spec in SPECS[kind].items() if not spec.by_button)


def _line(name: str, *, required: bool = False) -> FieldSpec:
    return FieldSpec(
        (name,),
        lambda text: {name: " ".join(text.split()) or None},
        lambda fields: str(fields.get(name, "")),
        required,
    )


def _titled(name: str) -> FieldSpec:
    """A name, and on a second line what buttons say."""

    def read(text: str) -> Fields:
        first, *rest = [" ".join(line.split()) for line in text.splitlines()] or [""]
        return {name: first or None, "short": " ".join(filter(None, rest)) or None}

    return FieldSpec(
        (name, "short"),
        read,
        lambda fields: "\n".join(filter(None, (fields.get(name), fields.get("short")))),
        required=True,
    )


def _lines(name: str, *, required: bool = False) -> FieldSpec:
    def read(text: str) -> Fields:
        lines = (" ".join(line.strip("•- ").split()) for line in text.splitlines())
        return {name: list(dict.fromkeys(filter(None, lines)))}

    return FieldSpec((name,), read, lambda fields: "\n".join(fields.get(name, ())), required)


def _text(name: str) -> FieldSpec:
    return FieldSpec(
        (name,), lambda text: {name: text or None}, lambda fields: str(fields.get(name, ""))
    )


def parse_day(text: str) -> str:
    """The day in ISO notation; raises UnreadableFieldError."""
    days = parse_days(text)
    if days is None or days[0] != days[1]:
        raise UnreadableFieldError
    return days[0].isoformat()


def show_day(value: str | None) -> str:
    return f"{date.fromisoformat(value):%d.%m.%Y}" if value else ""


def _day(name: str) -> FieldSpec:
    return FieldSpec(
        (name,), lambda text: {name: parse_day(text)}, lambda fields: show_day(fields.get(name))
    )


def _parse_event_days(text: str) -> Fields:
    if text.casefold() in _NOTHING:
        return {"start": None, "end": None, "status": str(Status.UNCONFIRMED)}
    if (days := parse_days(text)) is None:
        raise UnreadableFieldError
    start, end = (day.isoformat() for day in days)
    return {"start": start, "end": end}


def _show_event_days(fields: Fields) -> str:
    start, end = (show_day(fields.get(name)) for name in ("start", "end"))
    return f"{start} – {end}" if end and end != start else start


_UNKNOWN_LINE = re.compile(r"(?m:^)[^\S\n]*+(?:❔\s*+)?Пока не знаем:\s*+(\S[^\n]*+)\s*+$")
_ITEM = re.compile(r"(?<![^,(])([^,(]++)(?:\(([^)]{0,300}+)\)\s*+)?(?:,|$)")


def _parse_body(text: str) -> Fields:
    """A last line «Пока не знаем: цены (скажут весной), адрес» is no part of the body."""
    found = _UNKNOWN_LINE.search(text)
    if found is None:
        return {"body": text or None}
    items = _ITEM.findall(found[1].rstrip().removesuffix("."))
    unknown = [{what.strip(): why} if why else what.strip() for what, why in items]
    return {"body": text[: found.start()].rstrip() or None, "unknown": unknown}


_BODY = FieldSpec(
    ("body",),
    _parse_body,
    lambda fields: str(fields.get("body", "")),
    required=True,
)
_TYPED_MARKS = re.compile(r"\*\*|(?<!\w)\*\S|\]\(|`|~~")


def body_of(text: str, html: str) -> str:
    """The Markdown of a message: its native bold, italic, links and lists, or typed marks."""
    is_plain = html == escape(text, quote=False)
    return text if is_plain and _TYPED_MARKS.search(text) else to_markdown(html)


def parse_source(text: str) -> dict[str, str]:
    """A title, then optionally an address and a date, each on a line of its own in any order.

    Raises UnreadableFieldError when there is no title, or a line is neither an address nor a date.
    """
    title, *rest = [line.strip() for line in text.splitlines() if line.strip()] or [""]
    url = next((line for line in rest if _URL.fullmatch(line)), None)
    words = [line for line in rest if line != url]
    if not title or title.startswith("http") or len(words) > 1 or len(title) > 100:  # noqa: PLR2004 - as `Source`
        raise UnreadableFieldError
    found = {"title": title, "url": url, "date": _iso(words[0]) if words else None}
    return {name: value for name, value in found.items() if value}


def _show_source(source: dict[str, str]) -> str:
    """A source of which a line would be taken for another part has it in one message only."""
    return "\n".join(filter(None, (source.get(name) for name in ("title", "url", "date"))))


def _iso(words: str) -> str:
    """«05.12.2025» as 2025-12-05, «12.2025» as 2025-12; anything else unchanged."""
    found = _RUSSIAN_DATE.fullmatch(words)
    if not found:
        return words
    day, month, year = found.groups()
    return "-".join(filter(None, (year, f"{month:0>2}", day and f"{day:0>2}")))


_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")


def _blocks(text: str) -> Iterator[str]:
    yield from filter(None, (block.strip() for block in _EMPTY_LINE.split(text)))


_SOURCES = FieldSpec(
    ("sources",),
    lambda text: {"sources": [parse_source(block) for block in _blocks(text)]},
    lambda fields: "\n\n".join(map(_show_source, fields.get("sources", ()))),
    required=True,
)


def _parse_link(text: str) -> Fields:
    """Of an event: an address, and a date on a line of its own."""
    url = next((line.strip() for line in text.splitlines() if _URL.fullmatch(line.strip())), None)
    words = [line.strip() for line in text.splitlines() if line.strip() not in ("", url)]
    if len(words) > 1 or not (url or words):
        raise UnreadableFieldError
    return {"source_url": url, "source_date": _iso(words[0]) if words else None}


_LINK = FieldSpec(
    ("source_url", "source_date"),
    _parse_link,
    lambda fields: "\n".join(filter(None, (fields.get("source_url"), fields.get("source_date")))),
    required=True,
)


def _parse_buttons(text: str) -> Fields:
    buttons = []
    for line in filter(None, map(str.strip, text.splitlines())):
        label, _, url = line.rpartition(" ")
        if not (_URL.fullmatch(url) and (label := label.rstrip(" —–-:"))):
            raise UnreadableFieldError
        buttons.append({"label": label, "url": url})
    return {"buttons": buttons}


_BUTTONS = FieldSpec(
    ("buttons",),
    _parse_buttons,
    lambda fields: "\n".join(
        f"{each['label']} — {each['url']}" for each in fields.get("buttons", ())
    ),
)


def _parse_unknown(text: str) -> Fields:
    """A line «цены: скажут весной» for each."""
    lines = (line.strip("•- ") for line in text.splitlines())
    items = (line.partition(":") for line in lines if line)
    return {
        "unknown": [
            {what.strip(): why.strip()} if why.strip() else what.strip() for what, _, why in items
        ]
    }


def _show_unknown(fields: Fields) -> str:
    return "\n".join(
        ": ".join(next(iter(each.items()))) if isinstance(each, dict) else each
        for each in fields.get("unknown", ())
    )


_PLACE = {
    "Название": "name",
    "Район": "district",
    "Адрес": "address",
    "Телефон": "phone",
    "Сайт": "website",
}
_COORDINATES = "Координаты"
_NUMBERS = re.compile(r"(-?\d{1,3}[.,]\d+)[;,]?\s+(-?\d{1,3}[.,]\d+)")


def _parse_place(text: str) -> Fields:
    place: Fields = {}
    for label, value in labelled(text, (*_PLACE, _COORDINATES)):
        if label == _COORDINATES and value:
            place |= _coordinates(value)
        elif value:
            place[_PLACE[label]] = value
    if not place:
        raise UnreadableFieldError
    return {"place": place}


def _coordinates(text: str) -> Fields:
    found = _NUMBERS.fullmatch(text)
    if found is None:
        raise UnreadableFieldError
    latitude, longitude = (float(each.replace(",", ".")) for each in found.groups())
    return {"latitude": latitude, "longitude": longitude}


def _show_place(fields: Fields) -> str:
    place = fields.get("place", {})
    both = " ".join(str(place[name]) for name in ("latitude", "longitude") if name in place)
    lines = [f"{label}: {place.get(name, '')}" for label, name in _PLACE.items()]
    return "\n".join((*lines, f"{_COORDINATES}: {both}")) if place else ""


_TERMS = {
    "Действует с": "valid_from",
    "Действует до": "valid_until",
    "Перепроверить до": "review_by",
}


def _parse_terms(text: str) -> Fields:
    found = dict.fromkeys(_TERMS.values())
    lines = list(labelled(text, _TERMS))
    if not lines:
        raise UnreadableFieldError
    for label, value in lines:
        found[_TERMS[label]] = parse_day(value) if value and value not in _NOTHING else None
    return dict(found)


def _show_terms(fields: Fields) -> str:
    return "\n".join(f"{label}: {show_day(fields.get(name))}" for label, name in _TERMS.items())


def labelled(text: str, labels: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The values of lines «Название: …»; one may go on in the lines below it.

    Raises UnreadableFieldError for words before the first label.
    """
    known = {each.casefold(): each for each in labels}
    label, lines = "", list[str]()
    for line in text.splitlines():
        found = _LABELLED.match(line.strip())
        if found and found[1].strip().casefold() in known:
            if label:
                yield label, "\n".join(lines).strip()
            label, lines = known[found[1].strip().casefold()], [found[2]]
        elif label:
            lines.append(line)
        elif line.strip():
            raise UnreadableFieldError
    if label:
        yield label, "\n".join(lines).strip()


def _parse_where(text: str) -> Fields:
    country, _, city = text.partition(",")
    return {"country": " ".join(country.split()) or None, "city": " ".join(city.split()) or None}


_WHERE = FieldSpec(
    ("country", "city"),
    _parse_where,
    lambda fields: ", ".join(filter(None, (fields.get("country"), fields.get("city")))),
    required=True,
)


def _parse_month(text: str) -> Fields:
    if not (text.isdecimal() and len(text) <= 2 and 1 <= int(text) <= 12):  # noqa: PLR2004 - months
        raise UnreadableFieldError
    return {"usual_month": int(text)}


def _choice(name: str, values: Iterable[str], *, required: bool = False) -> FieldSpec:
    allowed = tuple(values)

    def read(text: str) -> Fields:
        if text not in allowed:
            raise UnreadableFieldError
        return {name: text}

    return FieldSpec(
        (name,), read, lambda fields: str(fields.get(name, "")), required, by_button=True
    )


def _parse_audience(text: str) -> Fields:
    chosen = text.split(",")
    if not set(chosen) <= {"business", "student"}:
        raise UnreadableFieldError
    return {"audience": chosen}


_AUDIENCE = FieldSpec(
    ("audience",),
    _parse_audience,
    lambda fields: ",".join(fields.get("audience", ())),
    required=True,
    by_button=True,
)
_SECTION = FieldSpec((), lambda _: {}, lambda _: "", required=True, by_button=True)
_RELATED = FieldSpec(("related",), lambda _: {}, lambda _: "", by_button=True)
_DAYS = FieldSpec(("start", "end"), _parse_event_days, _show_event_days, required=True)
_MONTH = FieldSpec(
    ("usual_month",), _parse_month, lambda fields: str(fields.get("usual_month", ""))
)

SPECS: dict[DraftKind, dict[DraftField, FieldSpec]] = {
    DraftKind.ANSWER: {
        DraftField.TITLE: _titled("title"),
        DraftField.SECTION: _SECTION,
        DraftField.AUDIENCE: _AUDIENCE,
        DraftField.BODY: _BODY,
        DraftField.SOURCE: _SOURCES,
        DraftField.QUESTIONS: _lines("questions", required=True),
        DraftField.KEYWORDS: _lines("keywords"),
        DraftField.RELATED: _RELATED,
        DraftField.BUTTONS: _BUTTONS,
        DraftField.UNKNOWN: FieldSpec(("unknown",), _parse_unknown, _show_unknown),
        DraftField.PLACE: FieldSpec(("place",), _parse_place, _show_place),
        DraftField.TERMS: FieldSpec(tuple(_TERMS.values()), _parse_terms, _show_terms),
    },
    DraftKind.EXHIBITION: {
        DraftField.TITLE: _titled("name"),
        DraftField.WHERE: _WHERE,
        DraftField.DAYS: _DAYS,
        DraftField.CATEGORY: _line("category", required=True),
        DraftField.FORMAT: _line("format", required=True),
        DraftField.SOURCE: _LINK,
        DraftField.STATUS: _choice("status", Status),
        DraftField.APPLY_BY: _day("apply_by"),
        DraftField.INDUSTRY: _line("industry"),
        DraftField.ORGANISER: _line("organiser"),
        DraftField.WEBSITE: _line("website"),
        DraftField.MOSCOW: _choice("moscow", ("yes", "no", "unknown")),
        DraftField.MONTH: _MONTH,
        DraftField.COMMENT: _text("note"),
        DraftField.QUESTIONS: _lines("questions"),
        DraftField.KEYWORDS: _lines("keywords"),
    },
    DraftKind.DATE: {
        DraftField.TITLE: _titled("name"),
        DraftField.GROUP: _choice("kind", ("study", "business"), required=True),
        DraftField.CATEGORY: _line("category", required=True),
        DraftField.AUDIENCE: _line("audience", required=True),
        DraftField.DAYS: _DAYS,
        DraftField.SOURCE: _LINK,
        DraftField.STATUS: _choice("status", Status),
        DraftField.WHERE: _line("place"),
        DraftField.RULE: _line("rule"),
        DraftField.COMMENT: _text("note"),
        DraftField.QUESTIONS: _lines("questions"),
        DraftField.KEYWORDS: _lines("keywords"),
    },
}
# What something new says until an editor says otherwise.
DEFAULTS: dict[DraftKind, Fields] = {
    DraftKind.ANSWER: {},
    DraftKind.EXHIBITION: {"status": str(Status.CONFIRMED), "moscow": "unknown"},
    DraftKind.DATE: {"status": str(Status.CONFIRMED)},
}


_LONGEST_SLUG = 32
_LATIN_WORD = re.compile("[a-z0-9]+")
_LATIN = str.maketrans(
    dict(zip("абвгдеёзийклмнопрстуфыэ", "abvgdeeziyklmnoprstufye", strict=True))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya"}
    | {"ъ": "", "ь": ""}
)


def slug(title: str) -> str:
    """Latin letters, digits and hyphens: «Как получить грант?» is `kak-poluchit-grant`."""
    words = _LATIN_WORD.findall(title.lower().translate(_LATIN))
    return "-".join(words)[:_LONGEST_SLUG].strip("-") or "answer"


def missing(kind: DraftKind, fields: Fields, section_key: str) -> tuple[DraftField, ...]:
    """The required fields that are still empty, in the order in which they are asked for."""
    return tuple(
        field
        for field, spec in SPECS[kind].items()
        if spec.required and not _is_filled(field, spec, fields, section_key)
    )


def _is_filled(field: DraftField, spec: FieldSpec, fields: Fields, section_key: str) -> bool:
    match field:
        case DraftField.SECTION:
            return bool(section_key)
        case DraftField.DAYS:  # an editor may say that no source names them
            return "start" in fields or fields.get("status") == Status.UNCONFIRMED
    return spec.names[0] in fields


def field_of(kind: DraftKind, name: str) -> DraftField | None:
    """Where an editor says what the field `name` of the content has."""
    found = (field for field, spec in SPECS[kind].items() if name in spec.names)
    return next(found, None)
