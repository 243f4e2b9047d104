"""What an editor types for a field, and what is shown to be copied and corrected."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from bot.editing.field_values import (
    NOTHING,
    TERMS,
    UnreadableFieldError,
    Wanted,
    blocks,
    labelled,
    parse_audience,
    parse_body,
    parse_buttons,
    parse_day,
    parse_english,
    parse_event_days,
    parse_link,
    parse_month,
    parse_place,
    parse_source,
    parse_terms,
    parse_unknown,
    parse_where,
    show_day,
    show_english,
    show_event_days,
    show_place,
    show_source,
    show_terms,
    show_unknown,
)
from bot.editing.models import DraftField, DraftKind
from bot.events.models import Status
from bot.knowledge.models import Fields


class FieldSpec(NamedTuple):
    """`parse` reads what `show` writes; `names` are the fields of the content that it sets."""

    names: tuple[str, ...]
    parse: Callable[[str], Fields]
    show: Callable[[Fields], str]
    required: bool = False
    by_button: bool = False  # chosen, never typed
    alone: bool = False  # never typed together with the others


def parse(spec: FieldSpec, text: str) -> Fields:
    """The values of the field's names, None for what is left out.

    Raises UnreadableFieldError.
    """
    if not spec.required and text.strip().casefold() in NOTHING:
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
            values |= _parse_labelled(spec, label, words)
        elif not spec.required:
            values |= dict.fromkeys(spec.names)
    if not values:
        raise UnreadableFieldError(text, Wanted.VALUE)
    return values


def _parse_labelled(spec: FieldSpec, label: str, words: str) -> Fields:
    try:
        return parse(spec, words)
    except UnreadableFieldError as error:
        raise error.of(label) from None


def typed_fields(kind: DraftKind) -> tuple[DraftField, ...]:
    """Those of the form."""
    specs = SPECS[kind].items()
    return tuple(field for field, spec in specs if not (spec.by_button or spec.alone))


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


def _day(name: str) -> FieldSpec:
    return FieldSpec(
        (name,), lambda text: {name: parse_day(text)}, lambda fields: show_day(fields.get(name))
    )


_BODY = FieldSpec(
    ("body",),
    parse_body,
    lambda fields: str(fields.get("body", "")),
    required=True,
)


_SOURCES = FieldSpec(
    ("sources",),
    lambda text: {"sources": [parse_source(block) for block in blocks(text)]},
    lambda fields: "\n\n".join(map(show_source, fields.get("sources", ()))),
    required=True,
)


_LINK = FieldSpec(
    ("source_url", "source_date"),
    parse_link,
    lambda fields: "\n".join(filter(None, (fields.get("source_url"), fields.get("source_date")))),
    required=True,
)


_BUTTONS = FieldSpec(
    ("buttons",),
    parse_buttons,
    lambda fields: "\n".join(
        f"{each['label']} — {each['url']}" for each in fields.get("buttons", ())
    ),
)


_WHERE = FieldSpec(
    ("country", "city"),
    parse_where,
    lambda fields: ", ".join(filter(None, (fields.get("country"), fields.get("city")))),
    required=True,
)


def _choice(name: str, values: Iterable[str], *, required: bool = False) -> FieldSpec:
    allowed = tuple(values)

    def read(text: str) -> Fields:
        if text not in allowed:
            raise UnreadableFieldError(text, Wanted.CHOICE)
        return {name: text}

    return FieldSpec(
        (name,), read, lambda fields: str(fields.get(name, "")), required, by_button=True
    )


_AUDIENCE = FieldSpec(
    ("audience",),
    parse_audience,
    lambda fields: ",".join(fields.get("audience", ())),
    required=True,
    by_button=True,
)
_SECTION = FieldSpec((), lambda _: {}, lambda _: "", required=True, by_button=True)
_RELATED = FieldSpec(("related",), lambda _: {}, lambda _: "", by_button=True)
_DAYS = FieldSpec(("start", "end"), parse_event_days, show_event_days, required=True)
_MONTH = FieldSpec(("usual_month",), parse_month, lambda fields: str(fields.get("usual_month", "")))

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
        DraftField.UNKNOWN: FieldSpec(("unknown",), parse_unknown, show_unknown),
        DraftField.PLACE: FieldSpec(("place",), parse_place, show_place),
        DraftField.TERMS: FieldSpec(tuple(TERMS.values()), parse_terms, show_terms),
        DraftField.ENGLISH: FieldSpec(("english",), parse_english, show_english, alone=True),
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
