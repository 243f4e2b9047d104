"""The editors' file of the finders, `data/finder.yaml`: reading it and finding what is wrong."""

import re
from collections.abc import Container, Iterator, Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from bot.finder.models import CARDS, UNKNOWN, FinderKind, FinderQuestion, FinderRule, FinderRules
from bot.knowledge.files import AnswerFile, ContentError, read_yaml_file
from bot.knowledge.models import LABEL_LENGTH, Problem

FILE = Path(__file__).parents[2] / "data" / "finder.yaml"

_FIGURE = re.compile(r"\d+")

Rules = Mapping[FinderKind, FinderRules]
NO_RULES: Rules = {}


class _FinderFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    support: FinderRules
    training: FinderRules


@cache
def read_rules(path: Path = FILE) -> Rules:
    """Raises ContentError with every problem of the file by itself; `problems` looks further."""
    parsed = read_yaml_file(path, _FinderFile)
    rules = {FinderKind.SUPPORT: parsed.support, FinderKind.TRAINING: parsed.training}
    wrong = [
        Problem(path.name, f"{kind.name.lower()}.{field}", reason)
        for kind, finder in rules.items()
        for field, reason in _wrong_names(finder)
    ]
    if wrong:
        raise ContentError(tuple(wrong))
    return rules


def problems(
    answers: Mapping[str, AnswerFile], places: Container[str] | None, path: Path = FILE
) -> tuple[Problem, ...]:
    """What is wrong with the file, by itself and beside the content.

    `places` are the countries and branches of the calendar, None where they are not known.
    """
    try:
        rules = read_rules(path)
    except ContentError as error:
        return error.problems
    return tuple(
        Problem(path.name, f"{kind.name.lower()}.{field}", reason)
        for kind, finder in rules.items()
        for field, reason in (
            *_dead_cards(finder, answers),
            *(() if places is None else _unknown_places(finder, places)),
            *_dead_ends(finder, kind),
        )
    )


def _wrong_names(finder: FinderRules) -> Iterator[tuple[str, str]]:
    """Rules that name no question or option; what the options of a question may not be."""
    for key, question in finder.questions.items():
        codes = [each.code for each in question.options.values()]
        if len(codes) != len(set(codes)):
            yield f"questions.{key}", "у двух ответов один code: нужен свой"
        for name, option in question.options.items():
            if len(label := f"{question.name}: {option.said}") > LABEL_LENGTH:
                reason = f"телефон обрежет кнопку после {LABEL_LENGTH} знаков: {label}"
                yield f"questions.{key}.{name}", reason
    for field, rule in _rules(finder):
        for key, wanted in rule.when.items():
            asked = finder.questions.get(key)
            if asked is None:
                yield f"{field}.when", f"нет вопроса «{key}»"
            else:
                yield from _wrong_options(f"{field}.when.{key}", asked, wanted)


def _wrong_options(
    field: str, asked: FinderQuestion, wanted: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    for name in wanted:
        if name not in {*asked.options, UNKNOWN}:
            yield field, f"нет ответа «{name}»"


def _rules(finder: FinderRules) -> Iterator[tuple[str, FinderRule]]:
    for name, rules in (("cards", finder.cards), ("go_to", finder.go_to)):
        yield from ((f"{name}.{at} ({rule.card})", rule) for at, rule in enumerate(rules, 1))


def _dead_cards(
    finder: FinderRules, answers: Mapping[str, AnswerFile]
) -> Iterator[tuple[str, str]]:
    """Cards that are not in the content, and reasons with a figure that the card does not have."""
    for field, rule in _rules(finder):
        answer = answers.get(rule.card)
        if answer is None:
            yield field, f"нет ответа «{rule.card}»"
            continue
        told = _FIGURE.findall(f"{answer.title} {answer.body}")
        for figure in _FIGURE.findall(rule.why):
            if figure not in told:
                yield f"{field}.why", f"числа {figure} в ответе нет"


def _unknown_places(finder: FinderRules, places: Container[str]) -> Iterator[tuple[str, str]]:
    for key, question in finder.questions.items():
        for name, option in question.options.items():
            for place in (*option.countries, *option.branches):
                if place not in places:
                    yield f"questions.{key}.{name}", f"в календаре нет «{place}»"


def _dead_ends(finder: FinderRules, kind: FinderKind) -> Iterator[tuple[str, str]]:
    """Paths with too few cards, or without an organisation where others have one: the first."""
    least, most = CARDS[kind]
    for answers in finder.paths():
        words = ", ".join(f"{key} — {name}" for key, name in finder.said(answers).items())
        if len(finder.cards_for(answers, least, most)) < least:
            yield "cards", f"мало карточек, нужно хотя бы {least}: {words}"
            return
        if finder.go_to and finder.organisation_for(answers) is None:
            yield "go_to", f"некуда обратиться: {words}"
            return
