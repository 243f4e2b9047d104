"""One explainable score for each candidate: a weighted sum of a few features."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.search.holding import Features
from bot.search.snapshot import Card


@dataclass(frozen=True, slots=True)
class Ranked:
    card: Card
    features: Features
    score: float


def rank(candidates: Sequence[tuple[Card, Features]], weights: Mapping[str, float]) -> list[Ranked]:
    """Return the candidates, best first."""
    scored = [
        Ranked(
            card, features, sum(weights.get(name, 0.0) * value for name, value in features.items())
        )
        for card, features in candidates
    ]
    return sorted(scored, key=lambda ranked: (-ranked.score, ranked.card.number))
