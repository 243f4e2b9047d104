"""How well labelled questions are answered: the figures behind `python -m bot evaluate`."""

import json
import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.search.engine import Search
from bot.search.models import Found, Hit, SearchOutcome

CardText = Callable[[Hit], Awaitable[str]]  # the words of a card as a person reads them


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question, and patterns that the right card's text must all match.

    `expect` is None where there is no answer; `stated` where a card rightly says that this is not
    known.
    """

    question: str
    kind: str
    expect: tuple[str, ...] | None
    stated: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """`place` is where the first right card stands, from 1; 0 where none of those shown is."""

    labelled: Labelled
    found: Found
    place: int = 0

    @property
    def false(self) -> bool:
        """Whether something was offered where there is no answer."""
        return (
            self.labelled.expect is None
            and not self.labelled.stated
            and self.found.outcome is not SearchOutcome.NOTHING
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares, 0 to 1, of `questions` that have an answer; false ones of `unanswerable`."""

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
    misses: tuple[Judged, ...] = field(default=())  # not among the first three, or false


def read_labelled(path: Path) -> list[Labelled]:
    """Read a file of one JSON object a line: `q`, `class`, `expect`, `gap`.

    Raises `ValueError` or `KeyError` for a line that is none.
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
    """Ask every question and judge what is shown: nothing is shown where nothing was found."""
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


async def _judge(search: Search, labelled: Labelled, text: CardText) -> Judged:
    found = await search.find(labelled.question)
    if labelled.expect is None or found.outcome is SearchOutcome.NOTHING:
        return Judged(labelled, found)
    for place, hit in enumerate(found.hits, start=1):
        words = await text(hit)
        if all(re.search(pattern, words) for pattern in labelled.expect):
            return Judged(labelled, found, place)
    return Judged(labelled, found)


def _figures(judged: Sequence[Judged]) -> Figures:
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
            each.false and each.found.outcome is SearchOutcome.ANSWER for each in false
        ),
    )


def _share(claims: Iterable[bool]) -> float:
    held = list(claims)
    return sum(held) / max(1, len(held))
