"""From a question to scored candidates: matches of terms, candidates, ranking, confidence."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from bot.conversation.small_talk import without_small_talk
from bot.search.repair import Question, understand
from bot.search.snapshot import Features, IndexedCard, Snapshot
from bot.search.terms import Term, terms

_BY_WORDS = 30  # candidates; what is nearest by meaning comes to them


@dataclass(frozen=True, slots=True)
class Candidates:
    question: Question
    terms: list[Term]
    cards: list[tuple[IndexedCard, Features]]
    exact: frozenset[int]  # numbers of the cards that have this very question as title or phrasing


def candidates(snapshot: Snapshot, text: str) -> Candidates:
    """Repair a question; gather candidates by words, and by meaning where there is an encoder."""
    question = understand(without_small_talk(text), snapshot.vocabulary)
    found = terms(question, snapshot.vocabulary, snapshot.synonyms)
    exact = snapshot.exact(question.typed) or snapshot.exact(question.text)
    holding = snapshot.holding(found)
    numbers = dict.fromkeys((*exact, *holding.best(_BY_WORDS)))
    meant = snapshot.meaning.compare(question.text, numbers) if snapshot.meaning else {}
    cards = snapshot.cards(list(dict.fromkeys((*numbers, *meant))))
    by_words = holding.features([card.number for card in cards])
    return Candidates(
        question=question,
        terms=found,
        cards=[
            (card, said | meant[card.number] if card.number in meant else said)
            for card, said in zip(cards, by_words, strict=True)
        ],
        exact=frozenset(exact),
    )


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


def signals(ranked: Sequence[RankedCard], terms: Sequence[Term]) -> Features:
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
