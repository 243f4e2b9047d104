"""How well labelled questions are answered: the figures of `python -m bot evaluate`."""

import json
import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.search.engine import Search
from bot.search.models import Hit, SearchOutcome, SearchResult

CardText = Callable[[Hit], Awaitable[str]]  # reads a card as a person sees it


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question with the regular expressions that the text of the right card must all match.

    Case is ignored. `expect` is None when the content has no answer; `stated` is True when a card
    says so itself.
    """

    question: str
    kind: str
    expect: tuple[str, ...] | None
    stated: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """`place` is that of the first right card among those shown, from 1; 0 when none is right."""

    labelled: Labelled
    result: SearchResult
    place: int = 0

    @property
    def false(self) -> bool:
        """Whether a card was shown although there is no answer."""
        return (
            self.labelled.expect is None
            and not self.labelled.stated
            and self.result.outcome is not SearchOutcome.NOTHING
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares, 0 to 1: of the `questions` that have an answer, and of the `unanswerable`."""

    questions: int = 0
    first: float = 0.0
    in_three: float = 0.0
    mrr: float = 0.0
    unanswerable: int = 0
    false_lists: float = 0.0
    false_answers: float = 0.0


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    whole: Figures
    by_kind: dict[str, Figures]
    misses: tuple[Judgement, ...] = field(default=())  # not among the first three, or false


def read_labelled(path: Path) -> list[Labelled]:
    """Read a file with one JSON object a line: `q`, `class`, `expect`, `gap`.

    Raises `ValueError` or `KeyError` for a line of another form.
    """
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [
        Labelled(
            question=row["q"],
            kind=row["class"],
            expect=None if row["expect"] is None else tuple(row["expect"]),
            stated=row.get("gap") == "stated",
        )
        for row in rows
    ]


async def evaluate(
    search: Search, labelled: Iterable[Labelled], text: CardText
) -> EvaluationReport:
    """Ask every question and judge the cards shown; `NOTHING` counts as no card."""
    judged = [await _judge(search, each, text) for each in labelled]
    kinds = dict.fromkeys(each.labelled.kind for each in judged)
    return EvaluationReport(
        whole=_figures(judged),
        by_kind={
            kind: _figures([each for each in judged if each.labelled.kind == kind])
            for kind in kinds
        },
        misses=tuple(
            each
            for each in judged
            if each.false or (each.labelled.expect and not 0 < each.place <= 3)  # noqa: PLR2004
        ),
    )


async def _judge(search: Search, labelled: Labelled, text: CardText) -> Judgement:
    result = await search.find(labelled.question)
    if labelled.expect is None or result.outcome is SearchOutcome.NOTHING:
        return Judgement(labelled, result)
    for place, hit in enumerate(result.hits, start=1):
        words = await text(hit)
        if all(re.search(pattern, words, re.IGNORECASE) for pattern in labelled.expect):
            return Judgement(labelled, result, place)
    return Judgement(labelled, result)


def _figures(judged: Sequence[Judgement]) -> Figures:
    places = [each.place for each in judged if each.labelled.expect is not None]
    false = [each for each in judged if each.labelled.expect is None]
    return Figures(
        questions=len(places),
        first=_share(place == 1 for place in places),
        in_three=_share(0 < place <= 3 for place in places),  # noqa: PLR2004
        mrr=sum(1 / place for place in places if place) / max(1, len(places)),
        unanswerable=len(false),
        false_lists=_share(each.false for each in false),
        false_answers=_share(
            each.false and each.result.outcome is SearchOutcome.ANSWER for each in false
        ),
    )


def _share(claims: Iterable[bool]) -> float:
    held = list(claims)
    return sum(held) / max(1, len(held))
