"""The fitted models: the order of candidate cards, and how sure a result is."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from bot.search.bm25 import Features
from bot.search.snapshot import IndexedCard
from bot.search.terms import Term

COEFFICIENTS = Path(__file__).with_name(
    "coefficients.json"
)  # written by `python -m bench.calibrate`


@dataclass(frozen=True, slots=True)
class Coefficients:
    """`ranking` has the weights of the features of a card.

    `first` and `listed` are logistic models of the signals of a result: that the first card is
    right, and that one of the first three is. Their constant has the name "". A result whose
    probability is under `answer_from` is not shown as the answer; under `choices_from` there is no
    list either.
    """

    ranking: dict[str, float]
    first: dict[str, float]
    listed: dict[str, float]
    answer_from: float
    choices_from: float


@cache
def coefficients(kind: str) -> Coefficients:
    """`kind` is 'lexical', or 'semantic' where there is an encoder."""
    return Coefficients(**json.loads(COEFFICIENTS.read_text(encoding="utf-8"))[kind])


class RankedCard(NamedTuple):
    card: IndexedCard
    features: Features
    score: float


def rank(
    candidates: Sequence[tuple[IndexedCard, Features]], weights: Mapping[str, float]
) -> list[RankedCard]:
    """Return the candidates, best first."""
    scored = [(card, features, _score(features, weights)) for card, features in candidates]
    scored.sort(key=lambda each: (-each[2], each[0].number))
    return [RankedCard(*each) for each in scored]


def _score(features: Features, weights: Mapping[str, float]) -> float:
    score = 0.0
    for name, value in features.items():
        score += weights.get(name, 0.0) * value
    return score


def signals(ranked: Sequence[RankedCard], terms: Sequence[Term]) -> Features:
    """Return the features that tell a right result from a wrong one; empty without candidates.

    margin, above: how far the best score is from the second, and from the mean of the next nine.
    unknown: the share of the terms, by weight, that no card contains.
    short: high when a question of a word or two is covered in full.
    """
    if not ranked:
        return {}
    best = ranked[0]
    others = [other.score for other in ranked[1:10]]
    whole = sum(term.weight for term in terms) or 1.0
    return {
        **best.features,
        "score": best.score,
        "margin": best.score - max(others, default=0.0),
        "above": best.score - sum(others) / len(others) if others else best.score,
        "unknown": sum(term.weight for term in terms if not term.known) / whole,
        "words": math.log1p(len(terms)),
        "short": best.features["coverage"] / max(1, len(terms)),
    }


def probability(model: Mapping[str, float], signals: Features) -> float:
    """Return how likely the claim of a logistic model is, 0 to 1; without candidates it is 0."""
    if not signals:
        return 0.0
    products = (model.get(name, 0.0) * value for name, value in signals.items())
    total = model.get("", 0.0) + sum(products)
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, total))))
