"""Drafts of what editors write, changes of the content, its history."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from bot.errors import BotError
from bot.events.models import Event
from bot.knowledge.merging import changed_fields
from bot.knowledge.models import WITHDRAWN, Answer, ContentKind, Fields, Link, Problem
from bot.search.models import Hit


class RepeatedQuestionError(BotError):
    """People already see another answer with this question, or title: two would be found for it."""

    def __init__(self, question: str, owner: str) -> None:
        super().__init__(f"{question!r} is asked of {owner!r}")
        self.question = question
        self.owner = owner  # its title


class DraftKind(StrEnum):
    ANSWER = "answer"
    EXHIBITION = "exhibition"
    DATE = "date"

    @property
    def content(self) -> ContentKind:
        return ContentKind.ANSWER if self is DraftKind.ANSWER else ContentKind.EVENT


class DraftField(StrEnum):
    """What an editor is asked for; one may set several fields of the content."""

    TITLE = "title"
    SECTION = "section"
    AUDIENCE = "audience"
    BODY = "body"
    SOURCE = "source"
    QUESTIONS = "questions"
    KEYWORDS = "keywords"
    RELATED = "related"
    BUTTONS = "buttons"
    UNKNOWN = "unknown"
    PLACE = "place"
    TERMS = "terms"
    ENGLISH = "english"
    GROUP = "group"
    WHERE = "where"
    DAYS = "days"
    STATUS = "status"
    CATEGORY = "category"
    FORMAT = "format"
    INDUSTRY = "industry"
    APPLY_BY = "apply"
    ORGANISER = "organiser"
    MOSCOW = "moscow"
    WEBSITE = "website"
    RULE = "rule"
    MONTH = "month"
    COMMENT = "comment"  # the note on the card of an event
    NOTE = "note"  # why it is changed
    FORM = "form"  # all of them in one message


class ContentId(NamedTuple):
    """An answer or an event that is edited."""

    kind: ContentKind
    id: int


def kind_of(content: ContentKind, fields: Fields) -> DraftKind:
    """Of events, only dates say their kind."""
    if content is ContentKind.ANSWER:
        return DraftKind.ANSWER
    return DraftKind.DATE if "kind" in fields else DraftKind.EXHIBITION


def title_of(fields: Fields) -> str:
    return str(fields.get("title") or fields.get("name") or "")


@dataclass(frozen=True, slots=True)
class Draft:
    """`base` is what its subject said when the change was begun; empty for something new.

    `section_key` and `trail` are empty until a section is chosen.
    """

    id: int
    revision: int
    author_id: int
    state: str
    kind: DraftKind
    subject_id: int | None
    base: Fields
    fields: Fields
    section_key: str = ""
    trail: tuple[str, ...] = ()
    note: str = ""
    missing: tuple[DraftField, ...] = ()  # in the order in which they are asked for
    author: str = ""  # their name

    @property
    def is_waiting(self) -> bool:
        """For a second person."""
        return self.state == "waiting"

    @property
    def is_new(self) -> bool:
        return not self.base

    @property
    def is_withdrawn(self) -> bool:
        return WITHDRAWN in self.fields

    @property
    def is_published(self) -> bool:
        return self.state == "published"

    @property
    def subject(self) -> ContentId | None:
        return None if self.subject_id is None else ContentId(self.kind.content, self.subject_id)

    @property
    def title(self) -> str:
        return title_of(self.fields)

    @property
    def questions(self) -> tuple[str, ...]:
        return tuple(self.fields.get("questions", ()))

    @property
    def changed(self) -> tuple[str, ...]:
        return changed_fields(self.base, self.fields)

    @property
    def unverifiable(self) -> bool:
        """Whether its only source has neither an address nor a date."""
        match self.fields.get("sources"):
            case [{"title": _, **others}]:
                return not others
        return False


@dataclass(frozen=True, slots=True)
class DraftStep:
    """The field of a draft that is asked for; `links` are the choices where it has some.

    `in_use` is what other events say there, where the calendar is filtered by it.
    """

    draft: Draft
    field: DraftField
    links: tuple[Link, ...] = ()
    in_use: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftReview:
    """A draft, its card, what keeps it from being published, and what resembles it."""

    draft: Draft
    card: Answer | Event
    problems: tuple[Problem, ...]
    similar: tuple[Hit, ...] = ()


class Outcome(StrEnum):
    """What publishing a draft has led to."""

    DONE = "done"
    CHANGED = "changed"  # the draft, since the editor saw it, or it has problems
    CLASHED = "clashed"  # somebody else has changed the same fields
    WAITING = "waiting"  # for a second person
