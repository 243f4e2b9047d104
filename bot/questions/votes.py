"""What people think of an answer."""

from dataclasses import dataclass
from enum import StrEnum

from bot.questions.wilson import lower_bound


class Reason(StrEnum):
    """Why an answer was of no use."""

    WRONG = "wrong"
    OUTDATED = "outdated"
    OFF_TOPIC = "off topic"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Ballot:
    """`question_id` is the question that led straight to the answer, 0 where there was none."""

    answer_id: int
    person_id: int
    useful: bool
    reason: Reason | None = None
    question_id: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """The votes for the present version of an answer."""

    answer_id: int
    title: str
    label: str  # of its button
    useful: int
    useless: int
    reasons: dict[Reason, int]
    comments: tuple[str, ...] = ()  # the newest first

    @property
    def bound(self) -> float:
        return lower_bound(self.useful, self.useful + self.useless)


@dataclass(frozen=True, slots=True)
class TallyPage:
    tallies: tuple[Tally, ...]
    page: int
    pages: int
