"""The index as it was at one moment, ready to be searched. Used by one thread at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.search.holding import Holding
from bot.search.index_file import connect
from bot.search.models import Found
from bot.search.postings import Posting, read_posting
from bot.search.semantic import Semantics
from bot.search.synonyms import Synonyms
from bot.search.terms import Term
from bot.search.vocabulary import Vocabulary

_CACHED = 2_000  # cards, and terms with their postings, read lately
_BUDGET = 6_000  # cards that a question may look at, counted once a word; or a quarter of all


@dataclass(frozen=True, slots=True)
class Card:
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
        self._cards: dict[int, Card] = {}

    def close(self) -> None:
        self._connection.close()

    def exact(self, text: str) -> list[int]:
        """Find the cards whose title or phrasing is this very text, normalised."""
        found = self._connection.execute("SELECT card FROM phrases WHERE text = ?", (text,))
        return [card for (card,) in found]

    def holding(self, terms: Sequence[Term]) -> Holding:
        cards = self.vocabulary.cards
        return Holding(terms, self._posting, min(cards, max(_BUDGET, cards // 4)))

    def cards(self, numbers: Sequence[int]) -> list[Card]:
        missing = [number for number in numbers if number not in self._cards]
        self._cards |= {card.number: card for card in self._read_cards(missing)}
        found = [self._cards[number] for number in numbers]
        for number in list(self._cards)[: max(0, len(self._cards) - _CACHED)]:
            del self._cards[number]  # read the longest ago
        return found

    def _read_cards(self, numbers: Sequence[int]) -> Iterator[Card]:
        for row in self._connection.execute(
            "SELECT id, kind, ref, key, title, label FROM cards"
            f" WHERE id IN ({','.join('?' * len(numbers))})",
            numbers,
        ):
            yield Card(*row)

    def _read_posting(self, term: str) -> Posting:
        return read_posting(self._connection, term)
