"""What an editor types for a field is read, and written as it may be typed."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from enum import Enum, auto
from html import escape

from bot.events.models import Status, parse_days
from bot.knowledge.from_html import to_markdown
from bot.knowledge.models import Fields

URL = re.compile(r"https?://\S+")
_RUSSIAN_DATE = re.compile(r"(?:(\d{1,2})\.)?(\d{1,2})\.(\d{4})")
_LABELLED = re.compile(r"([^\W\d_][^:\n]{0,40}):[^\S\n]*(.*)")
NOTHING = {"-", "—", "нет", "не знаю", "неизвестно"}


class Wanted(Enum):
    """What should have been typed."""

    DAY = auto()
    DAYS = auto()
    SOURCE = auto()
    LINK = auto()
    BUTTON = auto()
    LABEL = auto()  # of a line
    VALUE = auto()  # behind a label
    COORDINATES = auto()
    ENGLISH = auto()
    MONTH = auto()
    CHOICE = auto()


class UnreadableFieldError(ValueError):
    """`words` cannot be understood: the line, with the label before it."""

    def __init__(self, words: str, wanted: Wanted) -> None:
        super().__init__(f"{words!r} is no {wanted.name}")
        self.words = words
        self.wanted = wanted

    def of(self, label: str) -> "UnreadableFieldError":
        """The same for words that stood behind a label."""
        return UnreadableFieldError(f"{label}: {self.words}", self.wanted)


def parse_day(text: str) -> str:
    """The day in ISO notation; raises UnreadableFieldError."""
    days = parse_days(text)
    if days is None or days[0] != days[1]:
        raise UnreadableFieldError(text, Wanted.DAY)
    return days[0].isoformat()


def show_day(value: str | None) -> str:
    return f"{date.fromisoformat(value):%d.%m.%Y}" if value else ""


def parse_event_days(text: str) -> Fields:
    if text.casefold() in NOTHING:
        return {"start": None, "end": None, "status": str(Status.UNCONFIRMED)}
    if (days := parse_days(text)) is None:
        raise UnreadableFieldError(text, Wanted.DAYS)
    start, end = (day.isoformat() for day in days)
    return {"start": start, "end": end}


def show_event_days(fields: Fields) -> str:
    start, end = (show_day(fields.get(name)) for name in ("start", "end"))
    return f"{start} – {end}" if end and end != start else start


_UNKNOWN_LINE = re.compile(r"(?m:^)[^\S\n]*+(?:❔\s*+)?Пока не знаем:\s*+(\S[^\n]*+)\s*+$")
_ITEM = re.compile(r"(?<![^,(])([^,(]++)(?:\(([^)]{0,300}+)\)\s*+)?(?:,|$)")


def parse_body(text: str) -> Fields:
    """A last line «Пока не знаем: цены (скажут весной), адрес» is no part of the body."""
    found = _UNKNOWN_LINE.search(text)
    if found is None:
        return {"body": text or None}
    items = _ITEM.findall(found[1].rstrip().removesuffix("."))
    unknown = [{what.strip(): why} if why else what.strip() for what, why in items]
    return {"body": text[: found.start()].rstrip() or None, "unknown": unknown}


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
    url = next((line for line in rest if URL.fullmatch(line)), None)
    words = [line for line in rest if line != url]
    if not title or title.startswith("http") or len(words) > 1 or len(title) > 100:  # noqa: PLR2004 - as `Source`
        raise UnreadableFieldError(text, Wanted.SOURCE)
    found = {"title": title, "url": url, "date": iso(words[0]) if words else None}
    return {name: value for name, value in found.items() if value}


def show_source(source: dict[str, str]) -> str:
    """A source of which a line would be taken for another part has it in one message only."""
    return "\n".join(filter(None, (source.get(name) for name in ("title", "url", "date"))))


def iso(words: str) -> str:
    """«05.12.2025» as 2025-12-05, «12.2025» as 2025-12; anything else unchanged."""
    found = _RUSSIAN_DATE.fullmatch(words)
    if not found:
        return words
    day, month, year = found.groups()
    return "-".join(filter(None, (year, f"{month:0>2}", day and f"{day:0>2}")))


_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")


def blocks(text: str) -> Iterator[str]:
    yield from filter(None, (block.strip() for block in _EMPTY_LINE.split(text)))


def parse_link(text: str) -> Fields:
    """Of an event: an address, and a date on a line of its own."""
    url = next((line.strip() for line in text.splitlines() if URL.fullmatch(line.strip())), None)
    words = [line.strip() for line in text.splitlines() if line.strip() not in ("", url)]
    if len(words) > 1 or not (url or words):
        raise UnreadableFieldError(text, Wanted.LINK)
    return {"source_url": url, "source_date": iso(words[0]) if words else None}


def parse_buttons(text: str) -> Fields:
    buttons = []
    for line in filter(None, map(str.strip, text.splitlines())):
        label, _, url = line.rpartition(" ")
        if not (URL.fullmatch(url) and (label := label.rstrip(" —–-:"))):
            raise UnreadableFieldError(line, Wanted.BUTTON)
        buttons.append({"label": label, "url": url})
    return {"buttons": buttons}


def parse_unknown(text: str) -> Fields:
    """A line «цены: скажут весной» for each."""
    lines = (line.strip("•- ") for line in text.splitlines())
    items = (line.partition(":") for line in lines if line)
    return {
        "unknown": [
            {what.strip(): why.strip()} if why.strip() else what.strip() for what, _, why in items
        ]
    }


def show_unknown(fields: Fields) -> str:
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


def parse_place(text: str) -> Fields:
    return changed_place({}, text)


def changed_place(before: Fields, text: str) -> Fields:
    """Lines that are sent replace their own, an empty one removes its own, the others stay."""
    if text.strip().casefold() in NOTHING:
        return {"place": None}
    sent: Fields = {}
    for label, value in labelled(text, (*_PLACE, _COORDINATES)):
        sent |= _coordinates(value) if label == _COORDINATES else {_PLACE[label]: value or None}
    if not sent:
        raise UnreadableFieldError(text, Wanted.LABEL)
    merged = {name: value for name, value in (before | sent).items() if value is not None}
    return {"place": merged or None}


def _coordinates(text: str) -> Fields:
    if not text:
        return {"latitude": None, "longitude": None}
    found = _NUMBERS.fullmatch(text)
    if found is None:
        raise UnreadableFieldError(f"{_COORDINATES}: {text}", Wanted.COORDINATES)
    latitude, longitude = (float(each.replace(",", ".")) for each in found.groups())
    return {"latitude": latitude, "longitude": longitude}


def show_place(fields: Fields) -> str:
    place = fields.get("place", {})
    both = " ".join(str(place[name]) for name in ("latitude", "longitude") if name in place)
    lines = [f"{label}: {place.get(name, '')}" for label, name in _PLACE.items()]
    return "\n".join((*lines, f"{_COORDINATES}: {both}")) if place else ""


ENGLISH = {
    "Title": "title",
    "Button": "short",
    "Questions": "questions",
    "Unknown": "unknown",
    "Text": "body",
}


def parse_english(text: str) -> Fields:
    """Lines «Title: …»; the questions and what is unknown have a line for each, the text is last.

    Raises UnreadableFieldError without a title or a text.
    """
    found = dict(labelled(text, ENGLISH, last="Text"))
    words = {name: found[label] for label, name in ENGLISH.items() if found.get(label)}
    if not {"title", "body"} <= words.keys():
        raise UnreadableFieldError(text, Wanted.ENGLISH)
    lists = {
        name: [line.strip("•- ") for line in words[name].splitlines() if line.strip("•- ")]
        for name in ("questions", "unknown")
        if name in words
    }
    return {"english": words | lists}


def show_english(fields: Fields) -> str:
    english = fields.get("english")
    if not english:
        return ""
    return "\n".join(f"{label}: {_shown(english.get(name, ''))}" for label, name in ENGLISH.items())


def _shown(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "\n".join(value)


TERMS = {
    "Действует с": "valid_from",
    "Действует до": "valid_until",
    "Перепроверить до": "review_by",
}


def parse_terms(text: str) -> Fields:
    """The lines that were sent: the others stay as they are."""
    lines = list(labelled(text, TERMS))
    if not lines:
        raise UnreadableFieldError(text, Wanted.LABEL)
    return {TERMS[label]: _term(label, value) for label, value in lines}


def _term(label: str, value: str) -> str | None:
    try:
        return parse_day(value) if value and value not in NOTHING else None
    except UnreadableFieldError as error:
        raise error.of(label) from None


def show_terms(fields: Fields) -> str:
    return "\n".join(f"{label}: {show_day(fields.get(name))}" for label, name in TERMS.items())


def labelled(
    text: str, labels: Iterable[str], last: str | None = None
) -> Iterator[tuple[str, str]]:
    """The values of lines «Название: …»; one may go on in the lines below it, `last` to the end.

    Raises UnreadableFieldError for words before the first label.
    """
    known = {each.casefold(): each for each in labels}
    label, lines = "", list[str]()
    for line in text.splitlines():
        found = None if label == last else _LABELLED.match(line.strip())
        if found and found[1].strip().casefold() in known:
            if label:
                yield label, "\n".join(lines).strip()
            label, lines = known[found[1].strip().casefold()], [found[2]]
        elif label:
            lines.append(line)
        elif line.strip():
            raise UnreadableFieldError(line, Wanted.LABEL)
    if label:
        yield label, "\n".join(lines).strip()


def parse_where(text: str) -> Fields:
    country, _, city = text.partition(",")
    return {"country": " ".join(country.split()) or None, "city": " ".join(city.split()) or None}


def parse_month(text: str) -> Fields:
    if not (text.isdecimal() and len(text) <= 2 and 1 <= int(text) <= 12):  # noqa: PLR2004 - months
        raise UnreadableFieldError(text, Wanted.MONTH)
    return {"usual_month": int(text)}


def parse_audience(text: str) -> Fields:
    chosen = text.split(",")
    if not set(chosen) <= {"business", "student"}:
        raise UnreadableFieldError(text, Wanted.CHOICE)
    return {"audience": chosen}
