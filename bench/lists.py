"""Fit where a list of choices begins: `python -m bench.lists`, some minutes.

Writes `listed` and `choices_from` to `bot/search/coefficients.json`. Held-out phrasings of the
content, its keywords, labelled and public questions shall get a list; what has nothing to do with
the content, what only seems to, and each base's questions asked of the other shall get none. The
public questions with which `bench.refusals` measures are left out.
"""

import json
import math
import random
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from bench.calibrate import QUESTIONS, keywords, snapshot_of
from bench.damage import spoil, typo
from bench.fitting import likelihood
from bench.refusals import ASKED, FOREIGN, drawn
from bench.search_sets import XQUAD, content_documents, held_out, xquad
from bot.search.documents import Document
from bot.search.engine import load_vector_store
from bot.search.evaluation import Labelled, read_labelled
from bot.search.index import Snapshot
from bot.search.ranking import (
    COEFFICIENTS,
    Features,
    coefficients,
    probability,
    rank,
    signals,
)
from bot.search.searcher import find_candidates
from bot.search.semantic import VectorStore
from bot.search.small_talk import small_talk

SIGNALS = {
    "lexical": ("unknown", "words", "short", "above", "held", "together"),
    "semantic": ("unknown", "short", "above", "held", "together", "near"),
}
# How much all questions of a group count.
WEIGHTS = {
    "labelled": 1.0,
    "public": 0.35,
    "mistyped": 0.45,
    "clean": 0.3,
    "spoilt": 0.3,
    "keyword": 0.05,
    "gap": 0.2,
    "elsewhere": 0.2,
    "strange": 0.25,
    "offtopic": 0.4,
    "nearmiss": 0.2,
    "chatter": 0.1,
}
MOST = {"offtopic": 0.11, "nearmiss": 0.665}  # the share of these that may get a list
LABELLED = (
    *sorted(QUESTIONS.glob("new_*.jsonl")),
    QUESTIONS / "unseen5_questions.jsonl",
    XQUAD.parents[1] / "questions" / "dev.jsonl",
)
EVERY = 2  # of the public questions one is asked
Right = Callable[[str], bool]


@dataclass(frozen=True)
class Asked:
    """`right`: one of the first three cards answers the question."""

    group: str
    signals: Features
    right: bool


class Asker:
    """Asks one base; questions that no model decides on yield nothing."""

    def __init__(self, snapshot: Snapshot, kind: str) -> None:
        self._snapshot = snapshot
        self._weights = coefficients(kind).ranking

    def ask(self, group: str, question: str, right: Right = lambda _: False) -> Iterator[Asked]:
        found = find_candidates(self._snapshot, question)
        ranked = rank(found.cards, self._weights)
        if ranked and not found.exact and not small_talk(question):
            is_right = any(right(each.card.key) for each in ranked[:3])
            yield Asked(group, signals(ranked, found.terms, self._snapshot.sentences), is_right)


def main() -> None:
    documents, store = content_documents(), load_vector_store()
    fitted = json.loads(COEFFICIENTS.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as name:
        for kind in SIGNALS if store else ("lexical",):
            folder = Path(name) / kind
            folder.mkdir()
            used = store if kind == "semantic" else None
            asked = [*_own(documents, folder, kind, used), *_public(documents, folder, kind, used)]
            fitted[kind] |= _fitted(asked, SIGNALS[kind])
            print(kind, json.dumps(fitted[kind]))
    COEFFICIENTS.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")


def _own(
    documents: Sequence[Document], folder: Path, kind: str, store: VectorStore | None
) -> Iterator[Asked]:
    apart, chance = held_out(documents, 0), random.Random(8)
    without = Asker(snapshot_of(apart.documents, folder / "apart", store), kind)
    for each in apart.questions:
        yield from without.ask("clean", each.question, each.key.__eq__)
        yield from without.ask("spoilt", spoil(each.question, chance), each.key.__eq__)
    whole = Asker(snapshot_of(documents, folder / "whole", store), kind)
    for keyword, right in keywords(documents).items():
        yield from whole.ask("keyword", keyword, right.__contains__)
    texts = {each.key: f"{each.title}\n{each.body}" for each in documents}
    for label in _labelled():
        group = "labelled" if label.expect else "gap"
        yield from whole.ask(group, label.question, partial(_fits, label, texts))
    for group in (*FOREIGN, "chatter"):
        for question in _lines(group):
            yield from whole.ask(group, question)


def _public(
    documents: Sequence[Document], folder: Path, kind: str, store: VectorStore | None
) -> Iterator[Asked]:
    """The public questions of their own base and of ours, and our labelled ones of theirs."""
    if not XQUAD.exists():
        return
    public, chance = xquad(folder), random.Random(8)
    ours = Asker(snapshot_of(documents, folder / "whole", store), kind)
    theirs = Asker(snapshot_of(public.documents, folder / "public", store), kind)
    measured = {each.question for each in drawn(public.questions, ASKED)}
    asked = [each for each in public.questions if each.question not in measured]
    for each in asked[1::EVERY]:
        yield from theirs.ask("public", each.question, each.key.__eq__)
        mistyped = typo(each.question, chance, slips=2)
        yield from theirs.ask("mistyped", mistyped, each.key.__eq__)
        yield from ours.ask("elsewhere", each.question)
    labelled = [each.question for each in _labelled()]
    for question in (*labelled, *_lines("offtopic"), *_lines("nearmiss")):
        yield from theirs.ask("strange", question)


def _labelled() -> Iterator[Labelled]:
    for path in LABELLED:
        if path.exists():
            yield from (each for each in read_labelled(path) if not each.stated)


def _fits(label: Labelled, texts: Mapping[str, str], key: str) -> bool:
    patterns = label.expect or ()
    return bool(patterns) and all(re.search(each, texts[key], re.IGNORECASE) for each in patterns)


def _lines(group: str) -> list[str]:
    return (QUESTIONS / f"{group}.txt").read_text(encoding="utf-8").splitlines()


def _fitted(asked: Sequence[Asked], names: Sequence[str]) -> dict[str, object]:
    counts = Counter(each.group for each in asked)
    rows = np.array([[each.signals[name] for name in names] for each in asked])
    held = np.array([float(each.right) for each in asked])
    weights = np.array([WEIGHTS[each.group] / counts[each.group] for each in asked])
    slopes, constant = likelihood(rows, held, weights)
    model = {"": round(constant, 2), **dict(zip(names, slopes.round(2).tolist(), strict=True))}
    return {"listed": model, "choices_from": _choices_from(asked, model)}


def _choices_from(asked: Sequence[Asked], model: dict[str, float]) -> float:
    """Return the least threshold over which no more questions get a list than `MOST` allows."""
    least = 0.0
    for group, share in MOST.items():
        chances = sorted(probability(model, each.signals) for each in asked if each.group == group)
        allowed = int(share * len(_lines(group)))
        least = max(least, chances[-allowed - 1])
    return math.ceil(1000 * least) / 1000


if __name__ == "__main__":
    main()
