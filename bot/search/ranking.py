"""The order of the cards found for a question: BM25F, the fitted weights, how sure a result is."""

import json
import math
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import nlargest
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from bot.search.documents import Document
from bot.search.models import IndexedCard
from bot.search.question import Term
from bot.search.text import STOP_WORDS, stem, words
from bot.search.vocabulary import Synonyms

# Of title, phrasings, keywords, body, unknown, English.
FIELD_WEIGHTS = (3.0, 1.5, 2.0, 1.0, 1.0, 2.0)
_B = 0.75  # how much less a word tells in a field that is longer than the average
_K1 = 1.2  # how soon repetitions of a word stop adding to the score
_SAMPLE = 200  # cards whose fields are measured for the average

Lengths = tuple[float, ...]  # one for each field
Features = dict[str, float]


def average_lengths(documents: Sequence[Document]) -> Lengths:
    """Return the average number of words in each field, among a sample of cards that have it.

    Events are short: beside them every answer would seem long, and its words would tell less.
    """
    answers = [each for each in documents if each.kind != "event"] or documents
    sample = [each.fields for each in answers[:: len(answers) // _SAMPLE + 1]]
    columns = [
        [_length(fields[at]) for fields in sample if fields[at]] for at in range(len(FIELD_WEIGHTS))
    ]
    return tuple(sum(column) / len(column) if column else 1.0 for column in columns)


def _length(text: str) -> int:
    """Count the words that are no stop words; at least 1, because the average is a divisor."""
    return max(1, sum(word not in STOP_WORDS for word in words(text)))


def term_weights(fields: Sequence[str], average: Lengths, synonyms: Synonyms) -> dict[str, float]:
    """Return the weighted frequency in a card of each stem and each concept of the synonyms."""
    found: dict[str, float] = {}
    for text, weight, usual in zip(fields, FIELD_WEIGHTS, average, strict=True):
        lines = [words(line) for line in text.splitlines()]
        stems = [stem(word) for line in lines for word in line if word not in STOP_WORDS]
        concepts = [concept for line in lines for _, _, concept in synonyms.concepts(line)]
        each = weight / (1 - _B + _B * len(stems) / usual)
        for term in (*stems, *concepts):
            found[term] = found.get(term, 0.0) + each
    return found


class Posting(NamedTuple):
    """The cards that contain one term, in ascending order, and its `term_weights` in each."""

    cards: "array[int]"
    weights: "array[float]"


_Variants = list[tuple[Posting, float]]  # of one term, with how well each stands for it


class _Matches(NamedTuple):
    """The cards that contain a term in any of its variants."""

    tf: dict[int, float]  # the weighted frequency, by card
    quality: dict[int, float]  # how well the card's variant stands for the term, by card


class TermMatches:
    """The cards that match the terms of one question.

    Cards are looked for by the rare terms only: by those whose postings together have at most
    `budget` entries, and always by the rarest. The other terms only help to rank what is found.
    """

    def __init__(
        self, terms: Sequence[Term], posting: Callable[[str], Posting], budget: int
    ) -> None:
        self._rare: list[tuple[Term, _Matches]] = []
        self._common: list[tuple[Term, _Variants]] = []
        found = [(term, _variants(term, posting)) for term in terms]
        for term, variants in sorted(found, key=lambda pair: _size(pair[1])):
            budget -= _size(variants)
            if budget >= 0 or not self._rare:
                self._rare.append((term, _matches(variants)))
            else:
                self._common.append((term, variants))

    def best(self, count: int) -> list[int]:
        """Return the `count` cards with the highest BM25 score by the rare terms."""
        scores: dict[int, float] = {}
        for term, (tf, _) in self._rare:
            weight, score = term.weight, scores.get
            for card, frequency in tf.items():
                scores[card] = score(card, 0.0) + weight * frequency / (_K1 + frequency)
        return nlargest(count, scores, key=scores.__getitem__)

    def features(self, cards: Sequence[int]) -> list[Features]:
        """Return the features of each of these cards that follow from the words alone.

        bm25: the BM25F score of the card for all terms.
        coverage: the share of the terms, by weight, that the card contains: 0 to 1.
        held: the number of the terms that it contains.
        years: the number of years in the question that the card does not contain.
        """
        common = (
            (term, _matches([(_restricted(each, cards), quality) for each, quality in variants]))
            for term, variants in self._common
        )
        matched = [
            (term.weight, term.is_year, matches.tf.get, matches.quality.get)
            for term, matches in (*self._rare, *common)
        ]
        whole = sum(weight for weight, *_ in matched) or 1.0
        found: list[Features] = []
        for card in cards:
            bm25 = covered = held = years = 0.0
            for weight, is_year, tf, quality in matched:
                if frequency := tf(card):
                    bm25 += weight * frequency / (_K1 + frequency)
                    covered += weight * quality(card, 0.0)
                    held += 1
                elif is_year:
                    years += 1
            score, share = (_K1 + 1) * bm25, covered / whole
            found.append({"bm25": score, "coverage": share, "held": held, "years": years})
        return found


def _variants(term: Term, posting: Callable[[str], Posting]) -> _Variants:
    """Return the postings of a term's variants, those that stand for it the worst first."""
    ordered = sorted(term.variants.items(), key=itemgetter(1))
    return [(posting(variant), quality) for variant, quality in ordered]


def _size(variants: _Variants) -> int:
    return sum(map(_count, variants))


def _count(variant: tuple[Posting, float]) -> int:
    return len(variant[0].cards)


def _matches(variants: _Variants) -> _Matches:
    """Join the variants of a term: of each card its best quality and its highest frequency."""
    quality: dict[int, float] = {}
    for (cards, _), how in variants:  # ascending, so that a better variant overwrites a worse one
        quality.update(dict.fromkeys(cards, how))
    tf: dict[int, float] = {}
    for (cards, weights), how in sorted(variants, key=_count, reverse=True):
        frequencies = weights if how == 1 else [how * weight for weight in weights]
        if not tf:  # the longest posting is taken as a whole, the others are compared with it
            tf.update(zip(cards, frequencies, strict=True))
            continue
        known = tf.get
        pairs = zip(cards, frequencies, strict=True)
        tf.update({card: more for card, more in pairs if more > known(card, 0.0)})
    return _Matches(tf, quality)


def _restricted(posting: Posting, to: Sequence[int]) -> Posting:
    """Return the part of a posting that is about these cards."""
    cards, weights = posting
    found = [
        at for card in to if (at := bisect_left(cards, card)) < len(cards) and cards[at] == card
    ]
    return Posting(
        array("I", [cards[at] for at in found]), array("f", [weights[at] for at in found])
    )


# Written by `python -m bench.calibrate`, what decides on a list by `python -m bench.lists`.
COEFFICIENTS = Path(__file__).with_name("coefficients.json")


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


Sentence = frozenset[str]  # its stems and concepts
Line = tuple[str, ...]  # the same of a title or a phrasing, which are many: a tuple is smaller


def likeness(asked: Sentence, lines: Iterable[Line]) -> float:
    """Return how like a question is to the one of these lines that is most like it: 0 to 1.

    Stop words count: they tell «что такое» from «как получить». By the coefficient of Dice.
    """
    shares = (sum(map(asked.__contains__, line)) / (len(asked) + len(line)) for line in lines)
    return 2 * max(shares, default=0.0)


def signals(
    ranked: Sequence[RankedCard],
    terms: Sequence[Term],
    sentences: Callable[[int], Iterable[Sentence]],
) -> Features:
    """Return the features that tell a right result from a wrong one; empty without candidates.

    margin, above: how far the best score is from the second, and from the mean of the next nine.
    unknown: the share of the terms, by weight, that no card contains.
    short: high when a question of a word or two is covered in full.
    held: how many of the terms the best card contains.
    together: the share of the terms, by weight, that one of the best card's `sentences` has; words
    that are scattered over a card seldom mean what was asked.
    near: how near the question is in meaning to what one of the first three cards is asked with, or
    says; 0 without an encoder.
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
        "together": _told_together(terms, sentences(best.card.number)) / whole,
        "near": max(max(each.features.get(name, 0.0) for name in _NEAR) for each in ranked[:3]),
    }


_NEAR = ("asks", "answer")  # how near a card is by what it is asked with, and by what it says


def _told_together(terms: Sequence[Term], sentences: Iterable[Sentence]) -> float:
    """Return the greatest weight of the terms that stand in one sentence."""
    worth = {
        variant: (place, term.weight * quality)
        for place, term in enumerate(terms)
        for variant, quality in term.variants.items()
    }
    most = 0.0
    for sentence in sentences:
        told: dict[int, float] = {}  # by term: what its best variant is worth
        for variant in worth.keys() & sentence:
            place, value = worth[variant]
            told[place] = max(value, told.get(place, 0.0))
        most = max(most, sum(told.values()))
    return most


def probability(model: Mapping[str, float], signals: Features) -> float:
    """Return how likely the claim of a logistic model is, 0 to 1; without candidates it is 0."""
    if not signals:
        return 0.0
    products = (model.get(name, 0.0) * value for name, value in signals.items())
    total = model.get("", 0.0) + sum(products)
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, total))))
