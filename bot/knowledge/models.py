"""Sections and answers; the parts of a content file; revisions."""

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Literal, TypeAlias
from zlib import crc32

from pydantic import BaseModel, ConfigDict, Field

from bot.people.models import Language

LABEL_LENGTH = 32  # characters with emoji: a phone cuts the label of a button after that


@cache
def label_number(label: str) -> int:
    """A number by which another button can carry this label («Китай»), never 0.

    It depends on the label alone, so it is the same in every release. 24 bits, because a button has
    64 bytes for everything: two of a hundred labels collide once in three thousand calendars.
    """
    return crc32(label.casefold().encode()) >> 8 or 1


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong in which field of which file, in words for an editor."""

    file: str
    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.field + ': ' if self.field else ''}{self.reason}"


Audience = Literal["business", "student"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Source(_Part):
    """Where a statement comes from; `date` is 2025, 2025-12, 2025-12-05 or words."""

    title: str = Field(min_length=1, max_length=100)
    url: str | None = Field(None, pattern=r"^https?://\S+$")
    date: str | None = Field(None, max_length=40)


class Place(_Part):
    """Only what a source says; a map is offered only with both coordinates."""

    name: str = Field(min_length=1, max_length=100)
    district: str | None = Field(None, max_length=40)
    address: str | None = None
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)
    website: str | None = Field(None, pattern=r"^https?://\S+$")
    phone: str | None = None


class Unknown(_Part):
    """Something that no source tells, in the words of those who ask for it; why, where known."""

    what: str = Field(min_length=1, max_length=80)
    reason: str | None = Field(None, min_length=1, max_length=120)


class LinkButton(_Part):
    label: str = Field(min_length=1, max_length=40)
    url: str = Field(pattern=r"^https?://\S+$")


class Programme(_Part):
    """A centre or programme as the catalogue filters it; a field without a value is not known."""

    name: str | None = Field(None, max_length=40)
    kind: Literal["centre", "programme"]
    audience: tuple[Literal["college", "university", "adult", "school"], ...] = Field(alias="for")
    directions: tuple[str, ...] = ()
    length: str | None = None
    capacity: str | None = None
    cost: str | None = None
    enrol: str | None = None


class English(_Part):
    """An answer in English: words alone. Sources, dates and places are those of the Russian text.

    `translates` is the `text_code` of the Russian text that was translated. The answers with the
    lowest `order` are in the English menu.
    """

    title: str = Field(min_length=1, max_length=80)
    short: str = Field("", max_length=LABEL_LENGTH)
    questions: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    order: int = Field(100, ge=0)
    translates: str = Field("", max_length=10)
    body: str = Field(min_length=1)

    @property
    def label(self) -> str:
        return self.short or self.title


def text_code(title: str, plain: str) -> str:
    """Letters that change when this text does; no YAML reads them as a number."""
    digest = hashlib.sha256(f"{title}\n{plain}".encode()).digest()
    return "".join(chr(ord("a") + each % 26) for each in digest[:6])


class Details(_Part):
    """The parts of an answer that are shown but never queried: one JSON column."""

    sources: tuple[Source, ...]
    place: Place | None = None
    buttons: tuple[LinkButton, ...] = ()
    programme: Programme | None = None
    unknown: tuple[Unknown, ...] = ()
    steps: tuple[str, ...] = ()  # keys of the answers that the numbers in the text lead to
    english: English | None = None

    @property
    def as_of(self) -> str | None:
        """The month, or the year, of the newest source; None where none has a date."""
        return max(
            filter(None, (month(source.date or "") for source in self.sources)), default=None
        )


_STEMS = ["янв", "фев", "март", "апр", "ма[йя]", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"]
_MONTHS = [re.compile(rf"\b{stem}") for stem in _STEMS]
_ISO_MONTH = re.compile(r"\b(\d{4}-\d\d)\b")
_RUSSIAN_MONTH = re.compile(r"\b(\d\d)\.(\d{4})\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def month(words: str) -> str | None:
    """«2026-03» for «2026-03-11», «11.03.2026» and «около марта 2026».

    Where only years are named, the last of them; None without one.
    """
    if written := _ISO_MONTH.search(words):
        return written[1]
    if written := _RUSSIAN_MONTH.search(words):
        return f"{written[2]}-{written[1]}"
    if not (years := _YEAR.findall(words)):
        return None
    named = (at for at, name in enumerate(_MONTHS, start=1) if name.search(words))
    number = next(named, 0)
    return f"{years[-1]}-{number:02}" if number else str(years[-1])


# The fields of an answer or an event as its file has them, in JSON; an absent one has its default.
Fields: TypeAlias = dict[str, Any]

WITHDRAWN = "withdrawn"  # in fields of what people do not see: the key where buttons lead, or ""


class ContentKind(StrEnum):
    ANSWER = "answer"
    EVENT = "event"  # an exhibition or a date


@dataclass(frozen=True, slots=True)
class Revision:
    """What an answer or event said from `at` on; `author_id` is None where a file said it."""

    id: int
    fields: Fields
    author_id: int | None
    at: datetime
    note: str


class Freshness(StrEnum):
    CURRENT = "current"
    REVIEW_DUE = "review due"
    NOT_YET = "not yet"
    EXPIRED = "expired"

    @classmethod
    def of(
        cls,
        valid_from: date | None,
        valid_until: date | None,
        review_by: date | None,
        today: date,
    ) -> "Freshness":
        if valid_until is not None and valid_until < today:
            return cls.EXPIRED
        if valid_from is not None and valid_from > today:
            return cls.NOT_YET
        if review_by is not None and review_by < today:
            return cls.REVIEW_DUE
        return cls.CURRENT


@dataclass(frozen=True, slots=True)
class Link:
    """One button of a menu; `label` is its text, the short title where there is one."""

    kind: Literal["section", "answer"]
    id: int
    title: str
    label: str
    emoji: str = ""
    english: str = ""  # the label of an answer that exists in English


@dataclass(frozen=True, slots=True)
class LinkPage:
    """One page of a list; `page` counts from 0 and is always below `pages`."""

    links: tuple[Link, ...]
    page: int
    pages: int


_Example = Annotated[str, Field(min_length=1, max_length=80)]  # of a question


class Introduction(_Part):
    """What the bot says of itself in one language; plain text, within Telegram's limits."""

    about: str = Field(min_length=1, max_length=400)
    short: str = Field(min_length=1, max_length=120)
    examples: tuple[_Example, ...] = Field((), max_length=3)


Introductions = Mapping[Language, Introduction]


@dataclass(frozen=True, slots=True)
class HomeMenu:
    """What the menu of a person depends on; `form` is the event of an unfinished application."""

    entries: tuple[Link, ...]  # the answers to begin with
    role: str | None = None
    form: tuple[int, str] | None = None  # its id and the label of its button
    is_team: bool = False
    english: tuple[Link, ...] = ()  # the first of those that exist in English


@dataclass(frozen=True, slots=True)
class Section:
    id: int
    key: str
    trail: tuple[str, ...]  # titles from the top down to this section
    emoji: str
    description: str
    content: LinkPage
    label: str  # of its button, and its heading


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as one person sees it."""

    id: int
    key: str
    section_id: int
    trail: tuple[str, ...]
    title: str
    pages: tuple[str, ...]  # Telegram HTML
    details: Details
    checked: date | None  # the day on which a person compared it with its sources
    valid_from: date | None
    valid_until: date | None
    freshness: Freshness
    saved: bool
    related: tuple[Link, ...]
    steps: tuple[Link | None, ...] = ()  # None: the answer left the content
    useful: bool | None = None  # the person's own vote for this version
    can_ask: bool = True  # a specialist, for what is unknown
    can_edit: bool = False
    outdated_english: bool = False  # the Russian text has changed since it was translated

    @property
    def html(self) -> str:
        """The whole text."""
        return "\n\n".join(self.pages)


def shown_related(rows_of_links: int) -> int:
    """How many related answers stand under a card, the editor's first ones: it has few rows."""
    return {0: 2, 1: 1, 2: 1}.get(rows_of_links, 0)


def has_list(key: str) -> bool:
    """Whether a list stands under the answer: the calendar, or the training."""
    return key.partition("/")[0] in {"exhibitions", "training"}


def payload(key: str) -> str:
    """The key as a deep link's `start` parameter, where a slash is not allowed."""
    return key.replace("/", "_")


def key_of_payload(payload: str) -> str:
    """The inverse of `payload`; keys have hyphens and no underscores."""
    return payload.replace("_", "/")


def numbered(wanted: str, taken: Collection[str]) -> str:
    """The key, with a number added where it is taken: «money/grant-2»."""
    others = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(key for key in (wanted, *others) if key not in taken)


@dataclass(frozen=True, slots=True)
class BindingResult:
    """How many phrasings were added, and the titles of answers whose files have the others.

    `waits`: they are added when a second person agrees.
    """

    added: int
    owners: tuple[str, ...]
    waits: bool = False
