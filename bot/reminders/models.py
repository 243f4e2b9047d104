"""Saved events, alerts, and the notices about them."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple, Self

DAILY_HOUR = 11


class AlertKind(StrEnum):
    EVENT = "event"
    PROGRAMME = "programme"


class NoticeKind(StrEnum):
    """All notices of one kind that are due for a person make one message."""

    DEADLINE = "deadline"
    START = "start"
    CHANGE = "change"
    NEW_EVENT = "new event"
    NEW_PROGRAMME = "new programme"
    APPLICATION = "application"
    HANDLED = "handled"
    CONFLICT = "conflict"  # of a file and an editor
    REVIEW = "review"  # of the answers of an editor, once a week
    APPROVAL = "approval"  # a draft that waits for a second person
    LINK = "link"  # an address that leads nowhere any more

    @property
    def topic(self) -> str:
        """The topic by which a person opts out of it; empty for what admins cannot opt out of."""
        if self in DUTIES:
            return ""
        return "training" if self is NoticeKind.NEW_PROGRAMME else "events"


DUTIES = (
    NoticeKind.APPLICATION,
    NoticeKind.HANDLED,
    NoticeKind.CONFLICT,
    NoticeKind.REVIEW,
    NoticeKind.LINK,
    NoticeKind.APPROVAL,
)
OF_SAVED_EVENT = (NoticeKind.DEADLINE, NoticeKind.START, NoticeKind.CHANGE)


class EventSnapshot(NamedTuple):
    """A saved event as its person was last told: ISO dates, and its status or «gone»."""

    starts: str | None
    ends: str | None
    apply_by: str | None
    status: str

    @property
    def last_day(self) -> str:
        return self.ends or self.starts or ""


@dataclass(frozen=True, slots=True)
class SavedResult:
    """What saving an event leads to; `silenced`: the person has switched all messages off."""

    first_reminder: date | None = None
    silenced: bool = False


@dataclass(frozen=True, slots=True)
class EventChange:
    before: EventSnapshot
    after: EventSnapshot

    def dump(self) -> str:
        return json.dumps({"before": self.before._asdict(), "after": self.after._asdict()})

    @classmethod
    def load(cls, text: str) -> Self:
        parts = json.loads(text)
        return cls(EventSnapshot(**parts["before"]), EventSnapshot(**parts["after"]))


@dataclass(frozen=True, slots=True)
class NoticeSubject:
    """The id of the event, answer or application that a notice is about."""

    id: int
    change: EventChange | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """A filter whose new matches are sent to a person; `title` is the filter in words."""

    id: int
    kind: AlertKind
    title: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to one person."""

    person_id: int
    kind: NoticeKind
    quiet: bool
    subjects: tuple[NoticeSubject, ...]


def remind_on(deadline: date, days: int, saved_on: date) -> date | None:
    """The day of the reminder: `days` before the deadline, but after the day of saving.

    None when reminders are off (`days` is 0) or when the deadline comes before that day.
    """
    day = max(deadline - timedelta(days), saved_on + timedelta(1))
    return day if days and day <= deadline else None
