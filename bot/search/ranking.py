"""One explainable score for each candidate: a weighted sum of a few features."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bot.search.holding import Features
from bot.search.snapshot import Card


class Ranked(NamedTuple):
    card: Card
    features: Features
    score: float


def rank(candidates: Sequence[tuple[Card, Features]], weights: Mapping[str, float]) -> list[Ranked]:
    """Return the candidates, best first."""
    scored = [(card, features, _score(features, weights)) for card, features in candidates]
    scored.sort(key=lambda each: (-each[2], each[0].number))
    return [Ranked(*each) for each in scored]


def _score(features: Features, weights: Mapping[str, float]) -> float:
    score = 0.0
    for name, value in features.items():
        score += weights.get(name, 0.0) * value
    return score
