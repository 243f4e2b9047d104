"""What a typed question is answered with."""

from dataclasses import dataclass
from enum import StrEnum

from bot.conversation.event_query import EventQuery
from bot.events.filters import EventPage
from bot.events.models import Event, EventCard
from bot.knowledge.models import Answer
from bot.questions.models import AskedQuestion
from bot.search.models import Hit, IndexedCard, SearchResult

Card = Answer | EventCard


@dataclass(frozen=True, slots=True)
class Subject:
    """The card that a follow-up is about.

    `words` are those that led to it, empty for a button; `related` are the cards it links to.
    `offered` is the question for which a specialist was offered, as below a list of cards; 0 where
    no question is stored. Of an exhibition, `near` is the filter of others of its branch.
    """

    hit: Hit
    words: str = ""
    related: tuple[Hit, ...] = ()
    offered: int | None = None
    english: str = ""  # its title in English, where it has one
    near: EventQuery | None = None

    @property
    def searched(self) -> str:
        return self.words or self.hit.title

    def is_near(self, card: Hit | IndexedCard) -> bool:
        """Whether a card is the subject's own, one it links to, or one of its section."""
        if self.hit.is_same(card) or any(each.is_same(card) for each in self.related):
            return True
        section, other = self.hit.key.rpartition("/")[0], card.key.rpartition("/")[0]
        return card.kind == "answer" and section == other


Seen = Subject | EventQuery | None
"""What a person looks at: a card, the list of exhibitions with a filter, or neither."""


class Reaction(StrEnum):
    """A message that asks for nothing new."""

    SEEN = "seen"  # «👍», «?»
    ACCEPTS = "accepts"  # «да» after an offer
    REFUSES = "refuses"


@dataclass(frozen=True, slots=True)
class QuestionReply:
    """The reply to a question.

    `card` is set when one result is clearly right; else `cards` are those of the hits, None where
    one is gone. Of a follow-up, `subject` is what it was taken to be about; `unheld` when no card
    says what is asked of it. `words` led to the first card. `second` are those of the latter
    of two questions, whose card is the second hit. `passage` is the sentence of the card that says
    what was asked, where its first lines do not.
    """

    asked: AskedQuestion
    question_id: int
    found: SearchResult
    card: Card | None = None
    cards: tuple[Card | None, ...] = ()
    events: "EventList | None" = None
    subject: Subject | None = None
    unheld: bool = False
    reaction: Reaction | None = None
    words: str = ""
    second: str = ""
    passage: str = ""


@dataclass(frozen=True, slots=True)
class EventList:
    """Exhibitions asked for in words.

    `page` shows the filter, which `words` say, or where nothing fits it the nearest wider one;
    then `nearest` is the first event of the page. It `refines` what is seen where the message told
    a part of the filter only.
    """

    query: EventQuery
    page: EventPage
    words: str
    fits: bool = True
    nearest: Event | None = None
    refines: bool = False


@dataclass(frozen=True, slots=True)
class InlinePage:
    """A page of cards for inline mode; `next_offset` is empty on the last page."""

    cards: tuple[Card, ...]
    next_offset: str
