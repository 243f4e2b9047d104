"""What a typed question is answered with."""

from dataclasses import dataclass

from bot.events.models import EventCard
from bot.knowledge.models import Answer, Link
from bot.search.models import SearchResult

Card = Answer | EventCard


@dataclass(frozen=True, slots=True)
class QuestionReply:
    """The reply to a question.

    `card` is set when one result is clearly right, `home` (the top sections) when nothing was
    found.
    """

    question_id: int
    found: SearchResult
    card: Card | None = None
    home: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class InlinePage:
    """A page of cards for inline mode; `next_offset` is empty on the last page."""

    cards: tuple[Card, ...]
    next_offset: str
