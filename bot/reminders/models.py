import json
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

DAILY_HOUR = 11


class AlertKind(StrEnum):
    EVENT = "event"
    PROGRAMME = "programme"


class NoticeKind(StrEnum):
    """A person's notices of one kind that are due together make one message."""

    DEADLINE = "deadline"
    START = "start"
    CHANGE = "change"
    NEW_EVENT = "new event"
    NEW_PROGRAMME = "new programme"
    APPLICATION = "application"
    HANDLED = "handled"

    @property
    def topic(self) -> str:
        """What a person refuses to hear no more of it; empty for an admin's duties."""
        if self in (NoticeKind.APPLICATION, NoticeKind.HANDLED):
            return ""
        return "training" if self is NoticeKind.NEW_PROGRAMME else "events"


OF_SAVED = (
    NoticeKind.DEADLINE,
    NoticeKind.START,
    NoticeKind.CHANGE,
)  # what is told of a saved event


@dataclass(frozen=True, slots=True)
class Known:
    """What a person knows of a saved event: ISO dates, and its status or «gone»."""

    starts: str | None
    ends: str | None
    apply_by: str | None
    status: str

    @property
    def last_day(self) -> str:
        return self.ends or self.starts or ""


@dataclass(frozen=True, slots=True)
class SavedResult:
    """What following an event leads to; `silenced` is who has asked for no more messages."""

    first_reminder: date | None = None
    silenced: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    before: Known
    after: Known

    def dump(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def load(cls, text: str) -> Self:
        parts = json.loads(text)
        return cls(Known(**parts["before"]), Known(**parts["after"]))


@dataclass(frozen=True, slots=True)
class Subject:
    """What a notice is about: the id of an event, an answer or an application."""

    id: int
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """A filter whose new matches a person wants to hear of; `title` is the filter in words."""

    id: int
    kind: AlertKind
    title: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to one person."""

    person_id: int
    kind: NoticeKind
    quiet: bool
    subjects: tuple[Subject, ...]


def remind_on(deadline: date, days: int, saved_on: date) -> date | None:
    """The day to remind: `days` before, but not the day it was saved; None when there is none.

    Who saves an exhibition later than that is reminded the next day, while there is still time.
    """
    day = max(deadline - timedelta(days), saved_on + timedelta(1))
    return day if days and day <= deadline else None
