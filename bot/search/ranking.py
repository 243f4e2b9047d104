"""One explainable score for each candidate: a weighted sum of a few features."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.search.snapshot import Card
from bot.search.terms import Term

_K1 = 1.2
Features = dict[str, float]


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


def features(card: Card, terms: Sequence[Term]) -> Features:
    """Return what words say about a card.

    bm25: the question's words in all fields, by field weight and length (BM25F).
    coverage: what share of the question's telling words the card holds at all, 0 to 1.
    years: how many of the years asked about the card does not name.
    """
    whole = bm25 = covered = years = 0.0
    for term in terms:
        best = most = 0.0  # how well the card holds it, itself or a stand-in; and how often
        for variant, how in term.variants.items():
            if often := card.tokens.get(variant):
                best = max(best, how)
                most = max(most, how * often)
        whole += term.weight
        covered += term.weight * best
        bm25 += term.weight * (_K1 + 1) * most / (_K1 + most)
        years += term.is_year and not best
    return {"bm25": bm25, "coverage": covered / (whole or 1.0), "years": years}
