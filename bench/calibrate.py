"""Fit the weights of ranking and of confidence: `python -m bench.calibrate`, some minutes.

Writes `bot/search/coefficients.json`. All of it is made of the content itself: every fourth
phrasing is taken out of the content and asked, clean and spoilt, and its card must come first.
The same with that card left out stands for what no card answers, beside the files in
`bench/questions`.
"""

import json
import math
import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bench.damage import spoil
from bench.fitting import choose, likelihood
from bench.search_content import content_documents
from bot.search.confidence import COEFFICIENTS, probability, signals
from bot.search.considering import Considered, consider
from bot.search.documents import Document
from bot.search.index import refresh
from bot.search.index_file import connect
from bot.search.ranking import Features, Ranked, rank
from bot.search.semantic import Semantics, load
from bot.search.small_talk import small_talk
from bot.search.snapshot import Snapshot
from bot.search.synonyms import Synonyms

QUESTIONS = Path(__file__).parent / "questions"
RANKING = {"lexical": ("bm25", "years"), "semantic": ("bm25", "asks", "answer", "years")}
SIGNALS = ("score", "coverage", "unknown", "words", "above")
# What people ask without an answer, by how much it matters that it gets none.
UNANSWERABLE = {"left out": 0.2, "nearmiss": 0.5, "offtopic": 0.2, "chatter": 0.1}
KEPT = 0.91  # of held-out phrasings keep their list; they are harder than what people ask
FALSE_ANSWERS = 0.02  # of the questions below have a card shown alone
FOREIGN = {"nearmiss": 0.5, "offtopic": 0.3, "chatter": 0.2}
EVERY, FOLDS = 4, (0, 2)


@dataclass(frozen=True)
class Asked:
    """A question with all that was considered for it; `right` is the place of its card there."""

    group: str
    considered: Considered
    right: int | None = None


def main() -> None:
    documents, semantics = content_documents(), load()
    fitted = {}
    with tempfile.TemporaryDirectory() as folder:
        for kind in RANKING if semantics else ("lexical",):
            index = Path(folder) / kind
            asked = list(_asked(documents, index, semantics if kind == "semantic" else None))
            fitted[kind] = _fitted(asked, RANKING[kind])
            print(kind, json.dumps(fitted[kind]))
    COEFFICIENTS.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")


def _asked(
    documents: Sequence[Document], index: Path, semantics: Semantics | None
) -> Iterator[Asked]:
    chance = random.Random(8)
    for fold in FOLDS:
        kept, held_out = _hold_out(documents, fold)
        snapshot = _snapshot(kept, index.with_suffix(f".{fold}"), semantics)
        for question, wanted in held_out:
            for group, text in (("clean", question), ("spoilt", spoil(question, chance))):
                considered = consider(snapshot, text)
                cards = [(card.kind, card.id) for card, _ in considered.cards]
                right = cards.index(wanted) if wanted in cards else None
                yield Asked(group, considered, right)
                if right is not None and group == "clean":
                    rest = considered.cards[:right] + considered.cards[right + 1 :]
                    yield Asked("left out", replace(considered, cards=rest))
    for group in ("nearmiss", "offtopic", "chatter"):
        for question in (QUESTIONS / f"{group}.txt").read_text(encoding="utf-8").splitlines():
            if not small_talk(question):
                yield Asked(group, consider(snapshot, question))


def _hold_out(
    documents: Sequence[Document], fold: int
) -> tuple[list[Document], list[tuple[str, tuple[str, int]]]]:
    """Take every fourth phrasing out; return what is left, and those with their cards."""
    kept: list[Document] = []
    held_out: list[tuple[str, tuple[str, int]]] = []
    count = 0
    for document in documents:
        left = []
        for phrasing in document.phrasings:
            count += 1
            if count % EVERY == fold:
                held_out.append((phrasing, (document.kind, document.id)))
            else:
                left.append(phrasing)
        kept.append(replace(document, phrasings=tuple(left)))
    return kept, held_out


def _snapshot(documents: Sequence[Document], index: Path, semantics: Semantics | None) -> Snapshot:
    synonyms = Synonyms.load()
    refresh(index, documents, 1, synonyms)
    if semantics:
        with closing(connect(index)) as connection:
            while semantics.make_some(connection):
                pass
    return Snapshot(index, synonyms, semantics)


def _fitted(asked: Sequence[Asked], names: Sequence[str]) -> dict[str, object]:
    groups = [
        (
            np.array([[found[name] for name in names] for _, found in each.considered.cards]),
            each.right,
        )
        for each in asked
        if each.right is not None
    ]
    weights = choose(groups)
    ranking = dict(zip(names, (weights / weights[0]).round(2).tolist(), strict=True))
    ranked = [rank(each.considered.cards, ranking) for each in asked]
    found = [signals(each, one.considered.terms) for each, one in zip(ranked, asked, strict=True)]
    places = [_place(each, one) for each, one in zip(ranked, asked, strict=True)]
    first = _model(asked, found, [place == 0 for place in places])
    listed = _model(asked, found, [place < 3 for place in places])
    kept = [
        probability(listed, signal)
        for one, signal, place in zip(asked, found, places, strict=True)
        if one.group == "clean" and place < 3
    ]
    return {
        "ranking": ranking,
        "first": first,
        "listed": listed,
        "answer_from": _sure_from(asked, [probability(first, each) for each in found]),
        "choices_from": round(float(np.quantile(kept, 1 - KEPT)), 2),
    }


def _place(ranked: Sequence[Ranked], asked: Asked) -> int:
    """Where the right card stands; past the end where there is none."""
    if asked.right is None:
        return len(ranked) + 99
    right, _ = asked.considered.cards[asked.right]
    return next(place for place, each in enumerate(ranked) if each.card is right)


def _weights(asked: Sequence[Asked]) -> list[float]:
    """Questions with an answer weigh together as much as those without."""
    counts = {group: sum(each.group == group for each in asked) for group in UNANSWERABLE}
    answerable = len(asked) - sum(counts.values())
    return [
        UNANSWERABLE[each.group] / counts[each.group] if each.group in counts else 1 / answerable
        for each in asked
    ]


def _model(
    asked: Sequence[Asked], found: Sequence[Features], held: Sequence[bool]
) -> dict[str, float]:
    rows = np.array([[each.get(name, 0.0) for name in SIGNALS] for each in found])
    slopes, constant = likelihood(rows, np.array(held, float), np.array(_weights(asked)))
    return {"": round(constant, 2), **dict(zip(SIGNALS, slopes.round(2).tolist(), strict=True))}


def _sure_from(asked: Sequence[Asked], chances: Sequence[float]) -> float:
    """Find the threshold over which few of the questions of others have a card shown alone."""
    counts = {group: sum(each.group == group for each in asked) for group in FOREIGN}
    over = sorted(
        (
            (chance, FOREIGN[one.group] / counts[one.group])
            for chance, one in zip(chances, asked, strict=True)
            if one.group in FOREIGN
        ),
        reverse=True,
    )
    shown = 0.0
    for chance, weight in over:
        shown += weight
        if shown > FALSE_ANSWERS:
            return math.ceil(chance * 100) / 100
    return 0.5


if __name__ == "__main__":
    main()
