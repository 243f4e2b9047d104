"""The statistics report and the counted events behind it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class CountedKind(StrEnum):
    """How a person came to an answer."""

    ANSWERED = "answered"  # a typed question was answered at once
    OPENED = "opened"  # reached by a button
    LINKED = "linked"  # opened by a deep link


@dataclass(frozen=True, slots=True)
class RankedItem:
    """A title or a question, and how often it occurred."""

    text: str
    times: int


@dataclass(frozen=True, slots=True)
class PeopleFigures:
    """`new` and `active` within the period; roles and the rest as they are now."""

    total: int
    new: int
    active: int
    business: int
    student: int
    blocked: int
    unsubscribed: int  # from at least one topic


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """Subscriptions as they are now, and how many people have them."""

    saved_events: int
    event_savers: int
    alerts: int
    alert_owners: int


@dataclass(frozen=True, slots=True)
class Sent:
    """Broadcasts that began within the period, and how many people got one of them."""

    broadcasts: int
    delivered: int


@dataclass(frozen=True, slots=True)
class DialogueFigures:
    """Answers of the specialists within the period; `waiting` is how many people wait now.

    `median_seconds` of working time passed before an answer; `reasons` say why dialogues that are
    closed now were closed within the period.
    """

    answered: int
    median_seconds: int
    waiting: int
    reasons: dict[str, int]


@dataclass(frozen=True, slots=True)
class VoteFigures:
    useful: int
    useless: int


@dataclass(frozen=True, slots=True)
class Day:
    """Questions of one day by outcome, and people who came for the first time."""

    day: date
    answered: int
    choices: int
    nothing: int
    new_people: int

    @property
    def questions(self) -> int:
        return self.answered + self.choices + self.nothing


@dataclass(frozen=True, slots=True)
class StatsReport:
    """The whole report on the last `days` days."""

    days: int
    people: PeopleFigures
    subscriptions: Subscriptions
    by_day: tuple[Day, ...]  # the oldest first, no day left out
    taken: int  # of the questions without a sure answer, those where something was opened
    votes: VoteFigures
    sent: Sent
    dialogues: DialogueFigures
    top_answers: tuple[RankedItem, ...]
    top_misses: tuple[RankedItem, ...]

    @property
    def answered(self) -> int:
        return sum(day.answered for day in self.by_day)

    @property
    def choices(self) -> int:
        return sum(day.choices for day in self.by_day)

    @property
    def nothing(self) -> int:
        return sum(day.nothing for day in self.by_day)

    @property
    def questions(self) -> int:
        return self.answered + self.choices + self.nothing

    @property
    def share_answered(self) -> float:
        """Answered at once, or by a choice that was taken; 0 to 1."""
        if not self.questions:
            return 0.0
        return (self.answered + self.taken) / self.questions
