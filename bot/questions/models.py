from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.events.marks import EventCard
from bot.knowledge.models import Answer, Link
from bot.search.models import Found

Card = Answer | EventCard


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it arrived; chat and message find the reply when the question is edited."""

    person_id: int | None
    chat_id: int
    message_id: int
    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What to say: `card` when one is clearly right, `home` when there is nothing."""

    question_id: int
    found: Found
    card: Card | None = None
    home: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class InlinePage:
    cards: tuple[Card, ...]
    next_offset: str  # empty on the last page


class Cause(StrEnum):
    """Why a question waits for an editor."""

    NOTHING = "nothing"
    UNCHOSEN = "unchosen"  # choices were offered and none was taken
    MISSED = "missed"  # the answer was voted «не о том»


@dataclass(frozen=True, slots=True)
class Open:
    """A question that waits for an editor; `phrase` is what was understood, masked."""

    id: int
    person_id: int | None
    phrase: str
    words: str
    cause: Cause
    chosen_id: int | None  # an answer that was opened from the list
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Phrase:
    text: str
    times: int


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that ask the same; `id` is the earliest of them and addresses the group."""

    id: int
    question_ids: tuple[int, ...]
    phrases: tuple[Phrase, ...]  # the most frequent first
    people: int
    since: datetime
    causes: dict[Cause, int]
    chosen: tuple[int, ...]  # answers that people opened from the list, the most frequent first

    @property
    def times(self) -> int:
        return len(self.question_ids)


@dataclass(frozen=True, slots=True)
class GroupPage:
    groups: tuple[Group, ...]
    page: int
    pages: int
    total: int  # groups on all pages
    waiting: int  # questions in all groups
