"""The questions of a finder, its rules, and the plan to which the answers lead.

Answers are a string that buttons carry: a character for each question, in their order. It is the
code of an option, or `DONT_KNOW`. Codes are for ever, as the buttons are.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Annotated, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bot.events.models import Event
from bot.knowledge.models import LABEL_LENGTH, Link

DONT_KNOW = "0"
UNKNOWN = "unknown"  # the name of that option in rules
MOST_OPTIONS = 5  # beside «Не знаю»
MOST_QUESTIONS = 5


class FinderKind(StrEnum):
    SUPPORT = "b"
    TRAINING = "t"


# The fewest and the most cards of a plan.
CARDS = {FinderKind.SUPPORT: (3, 6), FinderKind.TRAINING: (1, 4)}


def _as_list(value: object) -> object:
    return (value,) if isinstance(value, str) else value


_Names = Annotated[tuple[str, ...], BeforeValidator(_as_list)]
_Label = Annotated[str, Field(min_length=1, max_length=LABEL_LENGTH)]


class _FinderPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class FinderOption(_FinderPart):
    """`said` is the answer in a summary («продукты»).

    `countries` and `branches` choose exhibitions, as the calendar names them. People who have this
    `role` in the bot have chosen the option already.
    """

    code: str = Field(pattern=r"^[a-z]$")
    label: _Label
    said: str = Field(min_length=1, max_length=40)
    countries: _Names = ()
    branches: _Names = ()
    role: str = Field("", pattern=r"^(business|student)?$")


class FinderQuestion(_FinderPart):
    """`name` stands before the answer in a summary («Что делаете»)."""

    ask: str = Field(min_length=1, max_length=120)
    name: str = Field(min_length=1, max_length=24)
    unknown: _Label
    options: dict[str, FinderOption] = Field(min_length=2, max_length=MOST_OPTIONS)

    def option(self, code: str) -> FinderOption | None:
        return next((each for each in self.options.values() if each.code == code), None)

    def chosen(self, code: str) -> str:
        """The name of the option."""
        return next((name for name, each in self.options.items() if each.code == code), UNKNOWN)

    @property
    def codes(self) -> tuple[str, ...]:
        return (*(each.code for each in self.options.values()), DONT_KNOW)


class FinderRule(_FinderPart):
    """A card that suits those whose answers are `when`: for each question, one of some options.

    With `UNKNOWN` among others, not to know the answer is no obstacle; alone, it is what is wanted.
    """

    card: str = Field(min_length=1)
    why: str = Field(min_length=1, max_length=120)
    when: dict[str, _Names] = Field(default_factory=dict)

    def fit(self, said: Mapping[str, str]) -> int | None:
        """How many conditions are met, less those that the person did not know an answer to.

        None when an answer is against the rule.
        """
        fit = 0
        for question, wanted in self.when.items():
            if said[question] in wanted:
                fit += said[question] != UNKNOWN or len(wanted) == 1
            elif said[question] == UNKNOWN:
                fit -= 1
            else:
                return None
        return fit


class FinderRules(_FinderPart):
    """One finder: its questions in their order, its cards in the order of a plan.

    `go_to` are the cards of the organisations that help.
    """

    questions: dict[str, FinderQuestion] = Field(min_length=1, max_length=MOST_QUESTIONS)
    cards: tuple[FinderRule, ...] = Field(min_length=1)
    go_to: tuple[FinderRule, ...] = ()

    def known(self, answers: str) -> str:
        """The answers up to the first that the finder does not have (any more)."""
        asked = zip(answers, self.questions.values(), strict=False)
        for at, (code, question) in enumerate(asked):
            if code not in question.codes:
                return answers[:at]
        return answers[: len(self.questions)]

    def chosen_by(self, role: str | None) -> str:
        """The answer that is known from the person's role, empty when the first question is open.

        Only the first question can have one.
        """
        first = next(iter(self.questions.values()))
        return next(
            (each.code for each in first.options.values() if role and each.role == role), ""
        )

    def is_complete(self, answers: str) -> bool:
        return len(answers) == len(self.questions)

    def said(self, answers: str) -> dict[str, str]:
        """The names of the chosen options by question."""
        asked = zip(self.questions.items(), answers, strict=False)
        return {key: question.chosen(code) for (key, question), code in asked}

    def options_of(self, answers: str) -> tuple[FinderOption, ...]:
        asked = zip(self.questions.values(), answers, strict=False)
        return tuple(filter(None, (question.option(code) for question, code in asked)))

    def paths(self) -> Iterator[str]:
        """Every way to answer all questions."""
        return map("".join, product(*(each.codes for each in self.questions.values())))

    def cards_for(self, answers: str, least: int, most: int) -> tuple[FinderRule, ...]:
        """The best `most` cards in the order of the plan, each once, without the organisation's.

        A card of which too little is known comes only when there would be fewer than `least`.
        """
        organisation = self.organisation_for(answers)
        beside = organisation.card if organisation else ""
        ranked = [each for each in _ranked(self.cards, self.said(answers)) if each.card != beside]
        sure = sum(each.fit > 0 or not each.conditions for each in ranked)
        chosen = ranked[: min(most, max(least, sure))]
        return tuple(self.cards[place] for place in sorted(each.place for each in chosen))

    def organisation_for(self, answers: str) -> FinderRule | None:
        ranked = _ranked(self.go_to, self.said(answers))
        return self.go_to[ranked[0].place] if ranked else None


class _Ranked(NamedTuple):
    """A rule that suits: its place in the file, and how well it does."""

    place: int
    card: str
    fit: int
    conditions: int


def _ranked(rules: Iterable[FinderRule], said: Mapping[str, str]) -> list[_Ranked]:
    """What suits, the best first, of equals those with fewer conditions; one rule for a card."""
    best: dict[str, _Ranked] = {}
    for place, rule in enumerate(rules):
        fit = rule.fit(said)
        if fit is not None and (rule.card not in best or fit > best[rule.card].fit):
            best[rule.card] = _Ranked(place, rule.card, fit, len(rule.when))
    return sorted(best.values(), key=lambda each: (-each.fit, each.conditions, each.place))


@dataclass(frozen=True, slots=True)
class PlanCard:
    """A card of a plan, and a line why it is in it."""

    link: Link
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What the answers lead to.

    `events` are the nearest exhibitions of the branch and country. With `elsewhere`, there is none
    in the country, and they are those of the branch.
    """

    cards: tuple[PlanCard, ...]
    organisation: PlanCard | None
    events: tuple[Event, ...]
    elsewhere: bool
    courses: tuple[int, ...]  # those of the cards that can be compared
    saved: bool = False


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """`words` are the answers in short («продукты · Китай · деньги»)."""

    id: int
    kind: FinderKind
    answers: str
    words: str
