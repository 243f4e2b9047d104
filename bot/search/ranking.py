"""One explainable score for each candidate: a weighted sum of a few features."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.search.snapshot import Card
from bot.search.terms import Term
from bot.search.text import triples

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


def features(card: Card, terms: Sequence[Term], text: str) -> Features:
    """Return what words and letters say about a card, each from 0 (nothing in common) up.

    bm25: the question's words in all fields, by field weight and length.
    row: the title or phrasing most like the question, word by word.
    letters: the same, letter triple by letter triple.
    coverage: what share of the question's telling words the card holds at all.
    """
    whole = sum(term.weight for term in terms) or 1.0
    return {
        "bm25": sum(term.weight * _saturated(card, term) for term in terms),
        "row": max((_row(row, mass, terms, whole) for row, mass in card.rows), default=0.0),
        "letters": _letters(card, text),
        "coverage": sum(term.weight * _best(card.frequencies, term) for term in terms) / whole,
    }


def _saturated(card: Card, term: Term) -> float:
    frequency = max(
        (weight * card.frequencies.get(variant, 0.0) for variant, weight in term.variants.items()),
        default=0.0,
    )
    return (_K1 + 1) * frequency / (_K1 + frequency)


def _best(tokens: Mapping[str, object] | frozenset[str], term: Term) -> float:
    return max(
        (weight for variant, weight in term.variants.items() if variant in tokens), default=0.0
    )


def _row(row: frozenset[str], mass: float, terms: Sequence[Term], whole: float) -> float:
    shared = sum(term.weight * _best(row, term) for term in terms)
    return shared / float((whole * mass) ** 0.5) if shared else 0.0


def _letters(card: Card, text: str) -> float:
    asked = triples(text)
    return max(
        (2 * len(asked & row) / (len(asked) + len(row) or 1) for row in card.triples), default=0.0
    )
