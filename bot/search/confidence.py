"""How sure the search may be: two small logistic models, fitted by `bench/calibrate.py`.

Their coefficients, and the weights of ranking, are in `coefficients.json`.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.search.holding import Features
from bot.search.ranking import Ranked
from bot.search.terms import Term

COEFFICIENTS = Path(__file__).with_name("coefficients.json")


@dataclass(frozen=True, slots=True)
class Coefficients:
    """`ranking` weighs the features of a card, `first` and `listed` the signals of a result.

    A model's "" is its constant; a result under a threshold is no answer, or no list.
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


def signals(ranked: Sequence[Ranked], terms: Sequence[Term]) -> Features:
    """Return what tells a right result from a wrong one; nothing when nothing was found."""
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
        "short": best.features["coverage"] / max(1, len(terms)),  # a word or two, held in full
    }


def probability(model: dict[str, float], found: Features) -> float:
    """Return how likely the model's claim holds for this result, 0 to 1."""
    if not found:
        return 0.0
    total = model.get("", 0.0) + sum(model.get(name, 0.0) * value for name, value in found.items())
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, total))))
