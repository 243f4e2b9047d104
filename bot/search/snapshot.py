"""The index as it was at one moment, ready to be searched."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot.search.bm25 import Posting, TermMatches
from bot.search.index import connect, read_card_counts, read_posting
from bot.search.models import SearchResult
from bot.search.synonyms import Synonyms
from bot.search.terms import Term
from bot.search.vocabulary import Vocabulary

if TYPE_CHECKING:  # it imports numpy, which is optional
    from bot.search.semantic import VectorStore

_CACHED = 2_000  # cards, and as many postings, that were read last
_BUDGET = (
    6_000  # postings' entries that a question may read; in a large index a quarter of its cards
)


@dataclass(frozen=True, slots=True)
class IndexedCard:
    number: int  # its id in the index
    kind: str
    id: int  # in the content table of its kind
    key: str
    title: str
    label: str
    unknown: str  # one a line


class Snapshot:
    """Used by one thread at a time.

    Any method raises `sqlite3.DatabaseError` when the index file is broken.
    """

    def __init__(
        self,
        index: Path | sqlite3.Connection,
        synonyms: Synonyms,
        vector_store: "VectorStore | None" = None,
    ) -> None:
        """`index` is its file, or an open one that only this snapshot uses."""
        self._connection = connect(index) if isinstance(index, Path) else index
        # An open transaction keeps what is read from here on as it is, also while others write.
        self._connection.execute("BEGIN")
        (self.revision,) = self._connection.execute("SELECT revision FROM meta").fetchone()
        self.synonyms = synonyms
        self.vocabulary = Vocabulary(self._connection, read_card_counts(self._connection), synonyms)
        self.vectors = vector_store.load(self._connection) if vector_store else None
        self.lacks_vectors = bool(vector_store and self.vocabulary.cards and not self.vectors)
        self.results: dict[tuple[str, int], SearchResult] = {}  # of recent questions, with limit
        self._posting = lru_cache(_CACHED)(self._read_posting)
        self._cards: dict[int, IndexedCard] = {}

    def close(self) -> None:
        self._connection.close()

    def exact(self, text: str) -> list[int]:
        """Return the cards that have this normalised text as their title or a phrasing."""
        found = self._connection.execute("SELECT card FROM phrases WHERE text = ?", (text,))
        return [card for (card,) in found]

    def matches(self, terms: Sequence[Term]) -> TermMatches:
        cards = self.vocabulary.cards
        return TermMatches(terms, self._posting, min(cards, max(_BUDGET, cards // 4)))

    def cards(self, numbers: Sequence[int]) -> list[IndexedCard]:
        missing = [number for number in numbers if number not in self._cards]
        self._cards |= {card.number: card for card in self._read_cards(missing)}
        found = [self._cards[number] for number in numbers]
        for number in list(self._cards)[: max(0, len(self._cards) - _CACHED)]:
            del self._cards[number]  # the oldest come first
        return found

    def _read_cards(self, numbers: Sequence[int]) -> Iterator[IndexedCard]:
        for row in self._connection.execute(
            "SELECT id, kind, ref, key, title, label, unknown FROM cards"
            f" WHERE id IN ({','.join('?' * len(numbers))})",
            numbers,
        ):
            yield IndexedCard(*row)

    def _read_posting(self, term: str) -> Posting:
        return read_posting(self._connection, term)
