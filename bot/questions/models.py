from dataclasses import dataclass

from bot.events.models import Event
from bot.knowledge.models import Answer, Link
from bot.search.models import Found

Card = Answer | Event


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
