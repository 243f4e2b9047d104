from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    ANSWER = "answer"
    CHOICES = "choices"
    NOTHING = "nothing"


class SmallTalk(StrEnum):
    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    ABOUT = "about"
    ABUSE = "abuse"


@dataclass(frozen=True, slots=True)
class Hit:
    kind: str
    id: int
    key: str
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    question: str
    outcome: Outcome
    hits: tuple[Hit, ...]
    understood: str
    small_talk: SmallTalk | None
    confidence: float
