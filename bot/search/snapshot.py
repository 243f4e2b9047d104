"""The index as it was at one moment, ready to be searched. Used by one thread at a time."""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from operator import itemgetter
from pathlib import Path

from bot.search.index import Posting, connect, read_posting
from bot.search.models import Found
from bot.search.semantic import Semantics
from bot.search.synonyms import Synonyms
from bot.search.terms import Term
from bot.search.vocabulary import Vocabulary

Features = dict[str, float]


_K1 = 1.2  # how soon more of the same word stops telling more, as in BM25


_Postings = list[tuple[Posting, float]]  # of a term's variants, and how well each stands for it


_Held = tuple[dict[int, float], dict[int, float]]  # by card: how often, and how well


class TermMatches:
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
                self._telling.append((term, _held(postings)))
            else:
                self._common.append((term, postings))

    def best(self, count: int) -> list[int]:
        """Find so many cards that hold the telling words best, by BM25."""
        scores: dict[int, float] = {}
        for term, (often, _) in self._telling:
            weight, known = term.weight, scores.get
            for card, times in often.items():
                scores[card] = known(card, 0.0) + weight * times / (_K1 + times)
        return nlargest(count, scores, key=scores.__getitem__)

    def features(self, cards: Sequence[int]) -> list[Features]:
        """Return what words say about each of these cards.

        bm25: the question's words in all fields, by field weight and length (BM25F).
        coverage: what share of the question's telling words the card holds at all, 0 to 1.
        years: how many of the years asked about the card does not name.
        """
        common = (
            (term, _held([(_among(each, cards), how) for each, how in postings]))
            for term, postings in self._common
        )
        held = [
            (term.weight, term.is_year, often.get, well.get)
            for term, (often, well) in (*self._telling, *common)
        ]
        whole = sum(weight for weight, *_ in held) or 1.0
        found: list[Features] = []
        for card in cards:
            bm25 = covered = years = 0.0
            for weight, is_year, often, well in held:
                if most := often(card):
                    bm25 += weight * most / (_K1 + most)
                    covered += weight * well(card, 0.0)
                elif is_year:
                    years += 1
            found.append({"bm25": (_K1 + 1) * bm25, "coverage": covered / whole, "years": years})
        return found


def _postings(term: Term, posting: Callable[[str], Posting]) -> _Postings:
    """Begin with what stands for the term the worst: what comes later, counts."""
    return [(posting(each), how) for each, how in sorted(term.variants.items(), key=itemgetter(1))]


def _size(postings: _Postings) -> int:
    return sum(map(_length, postings))


def _held(postings: _Postings) -> _Held:
    well: dict[int, float] = {}
    for (cards, _), how in postings:
        well.update(dict.fromkeys(cards, how))
    often: dict[int, float] = {}
    for (cards, weights), how in sorted(postings, key=_length, reverse=True):
        times = weights if how == 1 else [how * weight for weight in weights]
        if not often:  # the longest goes in as a whole, the others are compared with it
            often.update(zip(cards, times, strict=True))
            continue
        known = often.get
        pairs = zip(cards, times, strict=True)
        often.update({card: more for card, more in pairs if more > known(card, 0.0)})
    return often, well


def _length(posting: tuple[Posting, float]) -> int:
    return len(posting[0].cards)


def _among(posting: Posting, some: Sequence[int]) -> Posting:
    """The same of some cards."""
    cards, weights = posting
    found = [
        at for card in some if (at := bisect_left(cards, card)) < len(cards) and cards[at] == card
    ]
    return Posting(
        array("I", [cards[at] for at in found]), array("f", [weights[at] for at in found])
    )


_CACHED = 2_000  # cards, and terms with their postings, read lately


_BUDGET = 6_000  # cards that a question may look at, counted once a word; or a quarter of all


@dataclass(frozen=True, slots=True)
class IndexedCard:
    number: int  # its id in the index
    kind: str
    id: int
    key: str
    title: str
    label: str


class Snapshot:
    """Raises `sqlite3.DatabaseError` from any method when the file is broken."""

    def __init__(self, path: Path, synonyms: Synonyms, semantics: Semantics | None = None) -> None:
        self._connection = connect(path)
        # What is read from here on stays as it is, whoever writes meanwhile.
        self._connection.execute("BEGIN")
        (self.revision,) = self._connection.execute("SELECT revision FROM meta").fetchone()
        self.synonyms = synonyms
        self.vocabulary = Vocabulary(self._connection, synonyms)
        self.meaning = semantics.read(self._connection) if semantics else None
        self.lacks_meaning = bool(semantics and self.vocabulary.cards and not self.meaning)
        self.found: dict[tuple[str, int], Found] = {}  # what was asked lately, for so many cards
        self._posting = lru_cache(_CACHED)(self._read_posting)
        self._cards: dict[int, IndexedCard] = {}

    def close(self) -> None:
        self._connection.close()

    def exact(self, text: str) -> list[int]:
        """Find the cards whose title or phrasing is this very text, normalised."""
        found = self._connection.execute("SELECT card FROM phrases WHERE text = ?", (text,))
        return [card for (card,) in found]

    def holding(self, terms: Sequence[Term]) -> TermMatches:
        cards = self.vocabulary.cards
        return TermMatches(terms, self._posting, min(cards, max(_BUDGET, cards // 4)))

    def cards(self, numbers: Sequence[int]) -> list[IndexedCard]:
        missing = [number for number in numbers if number not in self._cards]
        self._cards |= {card.number: card for card in self._read_cards(missing)}
        found = [self._cards[number] for number in numbers]
        for number in list(self._cards)[: max(0, len(self._cards) - _CACHED)]:
            del self._cards[number]  # read the longest ago
        return found

    def _read_cards(self, numbers: Sequence[int]) -> Iterator[IndexedCard]:
        for row in self._connection.execute(
            "SELECT id, kind, ref, key, title, label FROM cards"
            f" WHERE id IN ({','.join('?' * len(numbers))})",
            numbers,
        ):
            yield IndexedCard(*row)

    def _read_posting(self, term: str) -> Posting:
        return read_posting(self._connection, term)
