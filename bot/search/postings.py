"""The inverted index: which cards hold a term, and how well."""

import sqlite3
from array import array
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_WRITE = (
    "INSERT INTO postings (term, cards, weights) VALUES (?, ?, ?) ON CONFLICT (term)"
    " DO UPDATE SET cards = excluded.cards, weights = excluded.weights"
)


class Posting(NamedTuple):
    """Two arrays: numbers of cards, ascending, and what `weigh` told of each."""

    cards: "array[int]"
    weights: "array[float]"


def read_posting(connection: sqlite3.Connection, term: str) -> Posting:
    row = connection.execute("SELECT cards, weights FROM postings WHERE term = ?", (term,))
    cards, weights = row.fetchone() or (b"", b"")
    return Posting(array("I", cards), array("f", weights))


def read_sizes(connection: sqlite3.Connection) -> dict[str, int]:
    """Read in how many cards each term occurs."""
    size = array("I").itemsize
    return dict(connection.execute(f"SELECT term, length(cards) / {size} FROM postings"))


class PostingChanges:
    """What is to change in postings; each of them is read and written once."""

    def __init__(self) -> None:
        self._added: dict[str, Posting] = {}
        self._removed: dict[str, set[int]] = {}

    def add(self, card: int, weights: dict[str, float]) -> None:
        """`card` must have a higher number than any that stays."""
        for term, weight in weights.items():
            posting = self._added.get(term)
            if posting is None:
                posting = self._added[term] = Posting(array("I"), array("f"))
            posting.cards.append(card)
            posting.weights.append(weight)

    def remove(self, card: int, terms: Iterable[str]) -> None:
        for term in terms:
            self._removed.setdefault(term, set()).add(card)

    def save(self, connection: sqlite3.Connection) -> None:
        connection.executemany(_WRITE, self._changed(connection))
        connection.execute("DELETE FROM postings WHERE cards = x''")

    def _changed(self, connection: sqlite3.Connection) -> Iterator[tuple[str, bytes, bytes]]:
        for term in self._added.keys() | self._removed.keys():
            gone = self._removed.get(term, ())
            pairs = zip(*read_posting(connection, term), strict=True)
            kept = [(card, weight) for card, weight in pairs if card not in gone]
            added = self._added.get(term, Posting(array("I"), array("f")))
            cards = array("I", [card for card, _ in kept]) + added.cards
            weights = array("f", [weight for _, weight in kept]) + added.weights
            yield term, cards.tobytes(), weights.tobytes()
