"""The questions of a finder, its rules, and the plan to which the answers lead.

Answers are a string that buttons carry: a character for each question, in their order. It is the
code of an option, or `DONT_KNOW`. Codes are for ever, as the buttons are.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bot.events.models import Event
from bot.knowledge.models import LABEL_LENGTH, Link

DONT_KNOW = "0"
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
        """The name of the option, empty for «Не знаю»."""
        return next((name for name, each in self.options.items() if each.code == code), "")

    @property
    def codes(self) -> tuple[str, ...]:
        return (*(each.code for each in self.options.values()), DONT_KNOW)


class FinderRule(_FinderPart):
    """A card that suits those whose answers are `when`: for each question, one of some options."""

    card: str = Field(min_length=1)
    why: str = Field(min_length=1, max_length=120)
    when: dict[str, _Names] = Field(default_factory=dict)

    def fit(self, said: Mapping[str, str]) -> int | None:
        """How many conditions are met, less those of which the person does not know.

        None when an answer is against the rule.
        """
        fit = 0
        for question, wanted in self.when.items():
            if said[question] and said[question] not in wanted:
                return None
            fit += 1 if said[question] else -1
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
        """The names of the chosen options by question, empty for «Не знаю»."""
        asked = zip(self.questions.items(), answers, strict=False)
        return {key: question.chosen(code) for (key, question), code in asked}

    def options_of(self, answers: str) -> tuple[FinderOption, ...]:
        asked = zip(self.questions.values(), answers, strict=False)
        return tuple(filter(None, (question.option(code) for question, code in asked)))

    def paths(self) -> Iterator[str]:
        """Every way to answer all questions."""
        return map("".join, product(*(each.codes for each in self.questions.values())))

    def cards_for(self, answers: str, least: int, most: int) -> tuple[FinderRule, ...]:
        """The best `most` cards in the order of the plan, each once.

        A card of which too little is known comes only when there would be fewer than `least`.
        """
        ranked = _ranked(self.cards, self.said(answers))
        sure = sum(fit >= 0 for fit, _ in ranked)
        chosen = [rule for _, rule in ranked[: min(most, max(least, sure))]]
        return tuple(rule for rule in self.cards if rule in chosen)

    def organisation_for(self, answers: str) -> FinderRule | None:
        ranked = _ranked(self.go_to, self.said(answers))
        return ranked[0][1] if ranked else None


def _ranked(rules: Iterable[FinderRule], said: Mapping[str, str]) -> list[tuple[int, FinderRule]]:
    """What suits, the best first; of the rules of one card the best."""
    best: dict[str, tuple[int, FinderRule]] = {}
    for rule in rules:
        fit = rule.fit(said)
        if fit is not None and (rule.card not in best or fit > best[rule.card][0]):
            best[rule.card] = fit, rule
    return sorted(best.values(), key=lambda ranked: -ranked[0])


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
    saved: bool


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """`words` are the answers in short («продукты · Китай · деньги»)."""

    id: int
    kind: FinderKind
    answers: str
    words: str
