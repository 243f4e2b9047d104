"""Which cards hold the words of a question, and how well each does."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import nlargest
from operator import itemgetter

from bot.search.postings import Posting
from bot.search.terms import Term

Features = dict[str, float]
_K1 = 1.2  # how soon more of the same word stops telling more, as in BM25
_Postings = list[tuple[Posting, float]]  # of a term's variants, and how well each stands for it
_Held = tuple[dict[int, float], dict[int, float]]  # by card: how often, and how well


class Holding:
    """Of the terms of one question.

    Terms that more than `budget` cards hold find none: they only tell between the cards that rarer
    ones have found. The rarest is always looked for.
    """

    def __init__(
        self, terms: Sequence[Term], posting: Callable[[str], Posting], budget: int
    ) -> None:
        self._telling: list[tuple[Term, _Held]] = []
        self._common: list[tuple[Term, _Postings]] = []
        found = [(term, _postings(term, posting)) for term in terms]
        for term, postings in sorted(found, key=lambda pair: _size(pair[1])):
            budget -= _size(postings)
            if budget >= 0 or not self._telling:
                whole = ((zip(*each, strict=True), how) for each, how in postings)
                self._telling.append((term, _held(whole)))
            else:
                self._common.append((term, postings))

    def best(self, count: int) -> list[int]:
        """Find so many cards that hold the telling words best, by BM25."""
        scores: dict[int, float] = {}
        for term, (often, _) in self._telling:
            weight = term.weight
            for card, times in often.items():
                scores[card] = scores.get(card, 0.0) + weight * times / (_K1 + times)
        return nlargest(count, scores, key=scores.__getitem__)

    def features(self, cards: Sequence[int]) -> list[Features]:
        """Return what words say about each of these cards.

        bm25: the question's words in all fields, by field weight and length (BM25F).
        coverage: what share of the question's telling words the card holds at all, 0 to 1.
        years: how many of the years asked about the card does not name.
        """
        common = [
            (term, _held((_among(each, cards), how) for each, how in postings))
            for term, postings in self._common
        ]
        return [_features(card, [*self._telling, *common]) for card in cards]


def _postings(term: Term, posting: Callable[[str], Posting]) -> _Postings:
    """Begin with what stands for the term the worst: what comes later, counts."""
    return [(posting(each), how) for each, how in sorted(term.variants.items(), key=itemgetter(1))]


def _size(postings: _Postings) -> int:
    return sum(len(posting.cards) for posting, _ in postings)


def _held(variants: Iterable[tuple[Iterable[tuple[int, float]], float]]) -> _Held:
    often: dict[int, float] = {}
    well: dict[int, float] = {}
    for pairs, how in variants:
        for card, weight in pairs:
            well[card] = how
            times = how * weight
            if times > often.get(card, 0.0):
                often[card] = times
    return often, well


def _among(posting: Posting, some: Iterable[int]) -> Iterator[tuple[int, float]]:
    cards, weights = posting
    for card in some:
        at = bisect_left(cards, card)
        if at < len(cards) and cards[at] == card:
            yield card, weights[at]


def _features(card: int, held: Iterable[tuple[Term, _Held]]) -> Features:
    whole = bm25 = covered = years = 0.0
    for term, (often, well) in held:
        best = well.get(card, 0.0)
        most = often.get(card, 0.0)
        whole += term.weight
        covered += term.weight * best
        bm25 += term.weight * (_K1 + 1) * most / (_K1 + most)
        years += term.is_year and not best
    return {"bm25": bm25, "coverage": covered / (whole or 1.0), "years": years}
