"""What a search gives back."""

from dataclasses import dataclass
from enum import StrEnum

from bot.conversation.small_talk import SmallTalk


class SearchOutcome(StrEnum):
    ANSWER = "answer"  # one card, surely
    CHOICES = "choices"  # one of up to five
    NOTHING = "nothing"  # what comes nearest may still be offered as such


@dataclass(frozen=True, slots=True)
class Hit:
    kind: str  # "answer" or "event"
    id: int  # in the content table of its kind
    key: str  # "export/money/grant"; of an event "events/<key>"
    title: str
    label: str  # of its button
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """`hits` are best first; `understood` is the repaired question where repair changed it."""

    question: str
    outcome: SearchOutcome
    hits: tuple[Hit, ...] = ()
    understood: str = ""
    small_talk: SmallTalk | None = None
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Part:
    """One feature of a candidate: its value, and the value times its weight."""

    feature: str
    value: float
    score: float


@dataclass(frozen=True, slots=True)
class Candidate:
    hit: Hit
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a question came to its outcome, for people who care for the content."""

    found: Found
    terms: tuple[str, ...]  # "грант: грант 1.00, =субсид 0.90 (weight 0.41)"
    candidates: tuple[Candidate, ...]
    signals: tuple[Part, ...]  # what the confidence was made of
