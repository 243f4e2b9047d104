"""The index as it was at one moment, ready to be searched. Used by one thread at a time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from sys import intern

from bot.search.index_file import connect
from bot.search.semantic import Semantics
from bot.search.synonyms import Synonyms
from bot.search.vocabulary import Vocabulary

_CACHED = 1_000  # cards read lately
_FETCHED = 60  # candidates from each table
_BUDGET = 6_000  # rows that a question may touch, or a quarter of all; common words only rank
_SHORTER = 4  # leads are so much shorter than bodies: a word is in fewer of them than in cards
_FIELDS = {"title": 3.0, "phrasings": 1.5, "keywords": 2.0, "body": 1.0}
_B = 0.75  # how much a long field is held against its words, as in BM25


@dataclass(frozen=True, slots=True)
class Card:
    """What ranking wants to know of a candidate."""

    number: int  # its rowid in the index
    kind: str
    id: int
    key: str
    title: str
    tokens: Mapping[str, float]  # how often it holds each, by the weights and lengths of its fields


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
        self._lengths = self._average_lengths()
        self._cache: dict[int, Card] = {}

    def close(self) -> None:
        self._connection.close()

    def exact(self, text: str) -> list[int]:
        """Find the cards whose title or phrasing is this very text, normalised."""
        found = self._connection.execute("SELECT card FROM phrases WHERE text = ?", (text,))
        return [card for (card,) in found]

    def candidates(self, terms: Iterable[str]) -> list[int]:
        """Find cards that hold the rarer of these terms, by BM25 of leads and of bodies."""
        asked = sorted((self.vocabulary.terms.get(term, 0), term) for term in set(terms))
        budget = max(_BUDGET, self.vocabulary.cards // 4)
        leads = self._matching(
            "SELECT rowid FROM leads WHERE leads MATCH ?"
            " ORDER BY bm25(leads, 3.0, 1.5, 2.0) LIMIT ?",
            _affordable(asked, budget * _SHORTER),
        )
        bodies = self._matching(
            "SELECT rowid FROM bodies WHERE bodies MATCH ? ORDER BY rank LIMIT ?",
            _affordable(asked, budget),
        )
        return list(dict.fromkeys((*leads, *bodies)))

    def _matching(self, query: str, terms: Sequence[str]) -> list[int]:
        if not terms:
            return []
        expression = " OR ".join(f'"{term}"' for term in terms)
        return [number for (number,) in self._connection.execute(query, (expression, _FETCHED))]

    def cards(self, numbers: Sequence[int]) -> list[Card]:
        missing = [number for number in numbers if number not in self._cache]
        self._cache |= {card.number: card for card in self._read(missing)}
        found = [self._cache[number] for number in numbers]
        for number in list(self._cache)[: max(0, len(self._cache) - _CACHED)]:
            del self._cache[number]  # read the longest ago
        return found

    def _read(self, numbers: Sequence[int]) -> Iterator[Card]:
        for number, kind, ref, key, name, *fields in self._connection.execute(
            "SELECT cards.id, kind, ref, key, cards.title,"
            " leads.title, leads.phrasings, leads.keywords, bodies.body FROM cards"
            " JOIN leads ON leads.rowid = cards.id JOIN bodies ON bodies.rowid = cards.id"
            f" WHERE cards.id IN ({','.join('?' * len(numbers))})",
            numbers,
        ):
            yield Card(number, kind, ref, key, name, self._tokens(fields))

    def _tokens(self, fields: Sequence[str]) -> Mapping[str, float]:
        """Count tokens; the longer a field is beside the average, the less each of them weighs."""
        found: dict[str, float] = {}
        for text, weight, average in zip(fields, _FIELDS.values(), self._lengths, strict=True):
            tokens = text.split()
            each = weight / (1 - _B + _B * len(tokens) / average)
            for token in map(intern, tokens):  # a thousand cards share most of their words
                found[token] = found.get(token, 0.0) + each
        return found

    def _average_lengths(self) -> list[float]:
        """Count the words in each field of an average card, in a sample."""
        columns = ", ".join(
            f"avg(length({field}) - length(replace({field}, ' ', '')) + 1)" for field in _FIELDS
        )
        (*averages,) = self._connection.execute(
            f"SELECT {columns} FROM"
            " (SELECT * FROM leads JOIN bodies ON bodies.rowid = leads.rowid LIMIT 500)"
        ).fetchone()
        return [average or 1.0 for average in averages]


def _affordable(asked: Iterable[tuple[int, str]], budget: int) -> list[str]:
    """Take the rarest terms first, until too many cards hold them; one is always taken."""
    found: list[str] = []
    for cards, term in asked:
        budget -= cards
        if cards and (not found or budget >= 0):
            found.append(term)
    return found
