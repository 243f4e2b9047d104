"""What a search returns."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from bot.search.question import Term
from bot.search.small_talk import SmallTalk


class SearchOutcome(StrEnum):
    ANSWER = "answer"  # the first card is surely right
    CHOICES = "choices"  # one of up to five cards is probably right
    NOTHING = "nothing"  # no card is right; the nearest may still be offered as such


@dataclass(frozen=True, slots=True)
class IndexedCard:
    number: int  # its id in the index
    kind: str
    id: int  # in the content table of its kind
    key: str
    title: str
    label: str
    unknown: str  # one a line


class Candidate(NamedTuple):
    """A card considered for a question.

    `words` is its score by words alone; `coverage` is the share of the question that it has.
    """

    card: IndexedCard
    score: float
    words: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Hit:
    kind: str  # "answer" or "event"
    id: int  # in the content table of its kind
    key: str  # "export/money/grant"; of an event "events/<key>"
    title: str
    label: str  # of its button
    score: float
    asks_unknown: bool = False  # the question asks for what the card says no source tells

    def is_same(self, other: "Hit | IndexedCard") -> bool:
        """Whether both are the same card."""
        return (self.kind, self.id) == (other.kind, other.id)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`hits` are best first; `understood` is the question if it was repaired, else empty.

    `candidates` are the best cards that were considered, also beyond the hits; `terms` is what the
    question was looked for by.
    """

    question: str
    outcome: SearchOutcome
    hits: tuple[Hit, ...] = ()
    understood: str = ""
    small_talk: SmallTalk | None = None
    confidence: float = 0.0
    candidates: tuple[Candidate, ...] = field(default=(), compare=False, repr=False)
    terms: tuple[Term, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class FeatureScore:
    """One feature of a card or of a result: its value, and the value times its weight."""

    feature: str
    value: float
    score: float


@dataclass(frozen=True, slots=True)
class ExplainedHit:
    hit: Hit
    parts: tuple[FeatureScore, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a question led to its outcome, for those who maintain the content."""

    result: SearchResult
    terms: tuple[str, ...]  # "грант: грант 1.00, =субсид 0.90 (weight 0.41)"
    candidates: tuple[ExplainedHit, ...]
    signals: tuple[FeatureScore, ...]  # from which the confidence was computed
