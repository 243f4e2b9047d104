"""Fit the weights of ranking and of confidence: `python -m bench.calibrate`, some minutes.

Writes `bot/search/coefficients.json`. All of it is made of the content itself: every fourth
phrasing is taken out of the content and asked, clean and spoilt, and its card must come first.
The same with that card left out stands for what no card answers, beside the files in
`bench/questions`. Keywords by themselves teach what a question of one word may get: any of the
cards that have it.
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
from bench.fitting import choose, likelihood
from bench.search_content import content_documents
from bench.search_sets import XQUAD, xquad
from bot.search.documents import Document
from bot.search.index import connect, update
from bot.search.ranking import (
    COEFFICIENTS,
    RankedCard,
    probability,
    rank,
    signals,
)
from bot.search.semantic import Semantics, load
from bot.search.small_talk import small_talk
from bot.search.snapshot import Features, IndexedCard, Snapshot
from bot.search.synonyms import Synonyms

Name = tuple[str, int]
QUESTIONS = Path(__file__).parent / "questions"
RANKING = {"lexical": ("bm25", "years"), "semantic": ("bm25", "asks", "answer", "years")}
SIGNALS = ("score", "coverage", "unknown", "words", "short", "above")
# What people ask without an answer, by how much it matters that it gets none.
UNANSWERABLE = {"left out": 0.1, "nearmiss": 0.4, "offtopic": 0.3, "chatter": 0.2}
CHOSEN = {"clean": 0.4, "spoilt": 0.4}
WEIGHTS = UNANSWERABLE | CHOSEN | {"keyword": 0.2}
KEPT = 0.95  # of held-out phrasings keep their list; they are harder than what people ask
# Of the questions below have a card shown alone; half of those cards say what is unknown.
FALSE_ANSWERS = 0.03
FOREIGN = {"nearmiss": 0.5, "offtopic": 0.3, "chatter": 0.2}
EVERY, FOLDS = 4, (0, 2)


@dataclass(frozen=True)
class Asked:
    """A question with all that was considered for it; `right` are its cards."""

    group: str
    considered: Candidates
    right: frozenset[Name] = frozenset()


def main() -> None:
    documents, semantics = content_documents(), load()
    fitted = {}
    with tempfile.TemporaryDirectory() as folder:
        for kind in RANKING if semantics else ("lexical",):
            index = Path(folder) / kind
            meant = semantics if kind == "semantic" else None
            asked = list(_asked(documents, index, meant))
            fitted[kind] = _fitted(asked, [*asked, *_public(index, meant)], RANKING[kind])
            print(kind, json.dumps(fitted[kind]))
    COEFFICIENTS.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")


def _asked(
    documents: Sequence[Document], index: Path, semantics: Semantics | None
) -> Iterator[Asked]:
    chance = random.Random(8)
    for fold in FOLDS:
        kept, held_out = hold_out(documents, fold)
        snapshot = _snapshot(kept, index.with_suffix(f".{fold}"), semantics)
        for question, wanted in held_out:
            for group, text in (("clean", question), ("spoilt", spoil(question, chance))):
                considered = find_candidates(snapshot, text)
                yield Asked(group, considered, frozenset({wanted}))
                if group == "clean":
                    rest = [each for each in considered.cards if _name(each[0]) != wanted]
                    yield Asked("left out", replace(considered, cards=rest))
    snapshot = _snapshot(documents, index.with_suffix(".whole"), semantics)
    for keyword, wanted in _keywords(documents).items():
        yield Asked("keyword", find_candidates(snapshot, keyword), frozenset(wanted))
    for group in ("nearmiss", "offtopic", "chatter"):
        for question in (QUESTIONS / f"{group}.txt").read_text(encoding="utf-8").splitlines():
            if not small_talk(question):
                yield Asked(group, find_candidates(snapshot, question))


def _public(index: Path, semantics: Semantics | None) -> Iterator[Asked]:
    """Another base, where it is there: ranking shall not bend to the habits of one."""
    if XQUAD.exists():
        public = xquad(index.with_suffix(".public"))
        names = {document.key: (document.kind, document.id) for document in public.documents}
        snapshot = _snapshot(public.documents, index.with_suffix(".other"), semantics)
        for each in public.asked:
            right = frozenset({names[each.key]})
            yield Asked("public", find_candidates(snapshot, each.question), right)


def _keywords(documents: Sequence[Document]) -> dict[str, set[Name]]:
    found: dict[str, set[Name]] = {}
    for document in documents:
        for keyword in document.keywords:
            found.setdefault(keyword.casefold(), set()).add((document.kind, document.id))
    return found


def _name(card: IndexedCard) -> Name:
    return card.kind, card.id


def hold_out(
    documents: Sequence[Document], fold: int
) -> tuple[list[Document], list[tuple[str, Name]]]:
    """Take every fourth phrasing out; return what is left, and those with their cards."""
    kept: list[Document] = []
    held_out: list[tuple[str, Name]] = []
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
    update(index, documents, 1, synonyms)
    if semantics:
        with closing(connect(index)) as connection:
            while semantics.make_batch(connection):
                pass
    return Snapshot(index, synonyms, semantics)


def _fitted(
    asked: Sequence[Asked], chosen: Sequence[Asked], names: Sequence[str]
) -> dict[str, object]:
    groups = [
        (
            np.array([[found[name] for name in names] for _, found in each.considered.cards]),
            right,
        )
        for each in chosen
        if each.group in {*CHOSEN, "public"} and (right := _right(each)) is not None
    ]
    weights = choose(groups)
    ranking = dict(zip(names, (weights / weights[0]).round(2).tolist(), strict=True))
    ranked = [rank(each.considered.cards, ranking) for each in asked]
    found = [signals(each, one.considered.terms) for each, one in zip(ranked, asked, strict=True)]
    places = [_place(each, one) for each, one in zip(ranked, asked, strict=True)]
    alone = [place == 0 and len(each.right) == 1 for each, place in zip(asked, places, strict=True)]
    first = _model(asked, found, alone)
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


def _right(asked: Asked) -> int | None:
    cards = asked.considered.cards
    return next((at for at, (card, _) in enumerate(cards) if _name(card) in asked.right), None)


def _place(ranked: Sequence[RankedCard], asked: Asked) -> int:
    """Where the first right card stands; past the end where there is none."""
    places = (at for at, each in enumerate(ranked) if _name(each.card) in asked.right)
    return next(places, len(ranked) + 99)


def _weights(asked: Sequence[Asked]) -> list[float]:
    """Questions with an answer weigh together as much as those without."""
    counts = Counter(each.group for each in asked)
    return [WEIGHTS[each.group] / counts[each.group] for each in asked]


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
