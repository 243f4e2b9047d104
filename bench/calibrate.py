"""Fit the weights of ranking and when one card is sure: `python -m bench.calibrate`, some minutes.

Writes them to `bot/search/coefficients.json` from the content itself; where a list begins is fitted
by `python -m bench.lists`. Every fourth phrasing is taken out of the content and asked, clean and
damaged: its card must come first. The same questions without their card, and the files in
`bench/questions`, are questions that no card answers. Keywords are questions of one word, answered
by any card that has the keyword.
"""

import json
import math
import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bench.damage import spoil
from bench.fitting import Array, choose, likelihood
from bench.search_sets import XQUAD, content_documents, held_out, xquad
from bot.search.documents import Document
from bot.search.engine import load_vector_store
from bot.search.index import Snapshot, connect, update
from bot.search.ranking import COEFFICIENTS, Features, RankedCard, probability, rank, signals
from bot.search.searcher import Candidates, find_candidates
from bot.search.semantic import VectorStore
from bot.search.small_talk import small_talk
from bot.search.vocabulary import Synonyms

QUESTIONS = Path(__file__).parent / "questions"
RANKING = {
    "lexical": ("bm25", "alike", "years"),
    "semantic": ("bm25", "alike", "asks", "answer", "years"),
}
SIGNALS = ("score", "coverage", "unknown", "words", "short", "above")
# How much each group of questions counts: those without an answer, and all.
UNANSWERABLE = {"left out": 0.1, "nearmiss": 0.4, "offtopic": 0.3, "chatter": 0.2}
CHOSEN = {"clean": 0.4, "spoilt": 0.4}
WEIGHTS = UNANSWERABLE | CHOSEN | {"keyword": 0.2}
FALSE_ANSWERS = 0.03  # the share of the questions below that may get one card as the answer
FOREIGN = {"nearmiss": 0.5, "offtopic": 0.3, "chatter": 0.2}
FOLDS = (0, 2)


@dataclass(frozen=True)
class AskedQuestion:
    """A question with the candidates found for it; `right` are the keys of its cards."""

    group: str
    considered: Candidates
    right: frozenset[str] = frozenset()


def main() -> None:
    documents, store = content_documents(), load_vector_store()
    fitted = json.loads(COEFFICIENTS.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        for kind in RANKING if store else ("lexical",):
            index = Path(folder) / kind
            used = store if kind == "semantic" else None
            asked = list(_asked(documents, index, used))
            fitted[kind] |= _fitted(asked, [*asked, *_public(index, used)], RANKING[kind])
            print(kind, json.dumps(fitted[kind]))
    COEFFICIENTS.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")


def _asked(
    documents: Sequence[Document], index: Path, store: VectorStore | None
) -> Iterator[AskedQuestion]:
    for fold in FOLDS:
        yield from _held_out(documents, fold, index.with_suffix(f".{fold}"), store)
    snapshot = snapshot_of(documents, index.with_suffix(".whole"), store)
    for keyword, right in keywords(documents).items():
        yield AskedQuestion("keyword", find_candidates(snapshot, keyword), frozenset(right))
    for group in FOREIGN:
        for question in (QUESTIONS / f"{group}.txt").read_text(encoding="utf-8").splitlines():
            if not small_talk(question):
                yield AskedQuestion(group, find_candidates(snapshot, question))


def _held_out(
    documents: Sequence[Document], fold: int, index: Path, store: VectorStore | None
) -> Iterator[AskedQuestion]:
    chance, base = random.Random(8 + fold), held_out(documents, fold)
    snapshot = snapshot_of(base.documents, index, store)
    for each in base.questions:
        right = frozenset({each.key})
        clean = find_candidates(snapshot, each.question)
        yield AskedQuestion("clean", clean, right)
        spoilt = find_candidates(snapshot, spoil(each.question, chance))
        yield AskedQuestion("spoilt", spoilt, right)
        rest = [pair for pair in clean.cards if pair[0].key != each.key]
        yield AskedQuestion("left out", replace(clean, cards=rest))


def _public(index: Path, store: VectorStore | None) -> Iterator[AskedQuestion]:
    """Return XQuAD's questions, if the file is there: ranking must not fit one base alone."""
    if XQUAD.exists():
        public = xquad(index.with_suffix(".public"))
        snapshot = snapshot_of(public.documents, index.with_suffix(".other"), store)
        for each in public.questions:
            candidates = find_candidates(snapshot, each.question)
            yield AskedQuestion("public", candidates, frozenset({each.key}))


def keywords(documents: Sequence[Document]) -> dict[str, set[str]]:
    """Return the keys of the cards that have each keyword."""
    found: dict[str, set[str]] = {}
    for document in documents:
        for keyword in document.keywords:
            found.setdefault(keyword.casefold(), set()).add(document.key)
    return found


def snapshot_of(documents: Sequence[Document], index: Path, store: VectorStore | None) -> Snapshot:
    synonyms = Synonyms.load()
    update(index, documents, 1, synonyms)
    if store:
        with closing(connect(index)) as connection:
            while store.make_batch(connection):
                pass
    return Snapshot(index, synonyms, store)


def _fitted(
    asked: Sequence[AskedQuestion], chosen: Sequence[AskedQuestion], names: Sequence[str]
) -> dict[str, object]:
    """Return the coefficients: of ranking from `chosen`, of confidence from `asked`."""
    weights = choose(list(_groups(chosen, names)))
    ranking = dict(zip(names, (weights / weights[0]).round(2).tolist(), strict=True))
    ranked = [rank(each.considered.cards, ranking) for each in asked]
    found = [
        signals(each, one.considered.terms, lambda _: ())
        for each, one in zip(ranked, asked, strict=True)
    ]
    places = [_place(each, one) for each, one in zip(ranked, asked, strict=True)]
    alone = [place == 0 and len(each.right) == 1 for each, place in zip(asked, places, strict=True)]
    first = _model(asked, found, alone)
    return {
        "ranking": ranking,
        "first": first,
        "answer_from": _answer_from(asked, [probability(first, each) for each in found]),
    }


def _groups(chosen: Sequence[AskedQuestion], names: Sequence[str]) -> Iterator[tuple[Array, int]]:
    """Return the features of the candidates of each question, and which of them is right."""
    for each in chosen:
        keys = [card.key for card, _ in each.considered.cards]
        right = next((at for at, key in enumerate(keys) if key in each.right), None)
        if each.group in {*CHOSEN, "public"} and right is not None:
            rows = [[features[name] for name in names] for _, features in each.considered.cards]
            yield np.array(rows), right


def _place(ranked: Sequence[RankedCard], asked: AskedQuestion) -> int:
    """Return the place of the first right card, from 0; one past the end when there is none."""
    places = (at for at, each in enumerate(ranked) if each.card.key in asked.right)
    return next(places, len(ranked) + 99)


def _weights(asked: Sequence[AskedQuestion]) -> list[float]:
    """Return how much each question counts: its group counts as `WEIGHTS` says."""
    counts = Counter(each.group for each in asked)
    return [WEIGHTS[each.group] / counts[each.group] for each in asked]


def _model(
    asked: Sequence[AskedQuestion], found: Sequence[Features], held: Sequence[bool]
) -> dict[str, float]:
    rows = np.array([[each.get(name, 0.0) for name in SIGNALS] for each in found])
    slopes, constant = likelihood(rows, np.array(held, float), np.array(_weights(asked)))
    return {"": round(constant, 2), **dict(zip(SIGNALS, slopes.round(2).tolist(), strict=True))}


def _answer_from(asked: Sequence[AskedQuestion], chances: Sequence[float]) -> float:
    """Return the threshold over which few unanswerable questions get one card as the answer."""
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
