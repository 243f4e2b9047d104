"""The index file, derived from the content, and what it held at one moment, to be searched."""

import json
import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot.search.documents import Digests, Document, digests_of
from bot.search.models import IndexedCard, SearchResult
from bot.search.question import Term, stems_and_concepts
from bot.search.ranking import (
    Lengths,
    Line,
    Posting,
    Sentence,
    TermMatches,
    average_lengths,
    term_weights,
)
from bot.search.text import sentences, sound_key, words
from bot.search.vocabulary import Synonyms, Vocabulary

if TYPE_CHECKING:  # it imports numpy, which is optional
    from bot.search.semantic import VectorStore

_LAYOUT = (
    "9"  # to be raised when `_SCHEMA`, `term_weights` or stems change: the file is then rebuilt
)
_OUTGROWN = 1.3  # times; a smaller change of average lengths does not change the order of cards
_SCHEMA = """
    CREATE TABLE meta (version TEXT NOT NULL, revision INTEGER NOT NULL, lengths TEXT NOT NULL);
    CREATE TABLE cards (
        id        INTEGER PRIMARY KEY,
        kind      TEXT NOT NULL,
        ref       INTEGER NOT NULL,    -- the id in the content tables
        key       TEXT NOT NULL,
        title     TEXT NOT NULL,
        label     TEXT NOT NULL,       -- of its button; shown and never searched
        phrasings TEXT NOT NULL,       -- one a line
        keywords  TEXT NOT NULL,       -- one a line
        body      TEXT NOT NULL,
        unknown   TEXT NOT NULL,       -- one a line
        english   TEXT NOT NULL,       -- one a line
        digest    TEXT NOT NULL,
        UNIQUE (kind, ref)
    );
    -- Normalised titles and phrasings: who types one of them gets its card.
    CREATE TABLE phrases (
        text  TEXT NOT NULL,
        card  INTEGER NOT NULL,
        terms TEXT NOT NULL,           -- its stems and concepts, stop words too
        PRIMARY KEY (text, card)
    ) WITHOUT ROWID;
    CREATE INDEX phrases_by_card ON phrases (card);
    -- The number of cards that contain a word.
    CREATE TABLE words (
        word  TEXT PRIMARY KEY,
        cards INTEGER NOT NULL,
        sound TEXT NOT NULL            -- its `sound_key`; empty when the word is not Cyrillic
    ) WITHOUT ROWID;
    -- By stem or concept: the two arrays of its `Posting`.
    CREATE TABLE postings (
        term    TEXT PRIMARY KEY,
        cards   BLOB NOT NULL,
        weights BLOB NOT NULL
    );
    CREATE TABLE vectors (
        card    INTEGER PRIMARY KEY,
        encoder TEXT NOT NULL,
        asks    BLOB NOT NULL,         -- of the title and the phrasings
        answers BLOB NOT NULL          -- of the title with each passage of the body, one by one
    );
"""


def update(path: Path, documents: Sequence[Document], revision: int, synonyms: Synonyms) -> None:
    """Make the index hold exactly these documents; only cards that differ are written.

    Raises `sqlite3.DatabaseError` when the file is broken: `remove` it and update again.
    """
    with closing(connect(path)) as connection:
        fill(connection, documents, revision, synonyms)


def fill(
    connection: sqlite3.Connection,
    documents: Sequence[Document],
    revision: int,
    synonyms: Synonyms,
) -> None:
    """The same with an open index."""
    with writing(connection):
        wanted = digests_of(documents)
        if not is_made_of(connection, wanted, synonyms):
            lengths = _ensure_tables(connection, synonyms, average_lengths(documents))
            changes, indexed = _Changes(connection, lengths, synonyms), _digests(connection)
            for name in indexed:
                if wanted.get(name) != indexed[name]:
                    changes.remove(name)
            for document in documents:
                if indexed.get((document.kind, document.id)) != document.digest:
                    changes.add(document)
            changes.save()
        connection.execute("UPDATE meta SET revision = ?", (revision,))


def is_of_revision(connection: sqlite3.Connection, revision: int, synonyms: Synonyms) -> bool:
    """Return whether it was brought to this revision of the content, with these synonyms."""
    if not _is_current(connection, synonyms):
        return False
    (indexed,) = connection.execute("SELECT revision FROM meta").fetchone()
    return bool(indexed == revision)


def is_made_of(connection: sqlite3.Connection, wanted: Digests, synonyms: Synonyms) -> bool:
    """Return whether it holds exactly the documents with these digests, with these synonyms."""
    return _is_current(connection, synonyms) and _digests(connection) == wanted


def remove(path: Path) -> None:
    """Delete a broken index with its journal."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def connect(path: Path) -> sqlite3.Connection:
    """Open a connection that another thread may use and close."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=30, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """Run a transaction: all that is written inside is saved, or nothing after an exception."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def read_posting(connection: sqlite3.Connection, term: str) -> Posting:
    """Return the posting of a term; an empty one when no card contains it."""
    row = connection.execute("SELECT cards, weights FROM postings WHERE term = ?", (term,))
    cards, weights = row.fetchone() or (b"", b"")
    return Posting(array("I", cards), array("f", weights))


def read_card_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the number of cards that contain each term."""
    size = array("I").itemsize
    return dict(connection.execute(f"SELECT term, length(cards) / {size} FROM postings"))


def _digests(connection: sqlite3.Connection) -> Digests:
    rows = connection.execute("SELECT kind, ref, digest FROM cards")
    return {(kind, ref): digest for kind, ref, digest in rows}


def _is_current(connection: sqlite3.Connection, synonyms: Synonyms) -> bool:
    """Return whether the tables have this layout and were made with these synonyms."""
    return _read_meta(connection)[0] == _version(synonyms)


def _ensure_tables(connection: sqlite3.Connection, synonyms: Synonyms, lengths: Lengths) -> Lengths:
    """Make empty tables, unless those that exist can be kept; return the average lengths in use.

    Tables are kept when they are current and were made with about the same average lengths.
    """
    version, used = _read_meta(connection)
    if version == _version(synonyms) and all(map(_is_near, used, lengths)):
        return used
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (table,) in tables:
        connection.execute(f'DROP TABLE "{table}"')
    for statement in _SCHEMA.split(";\n"):
        connection.execute(statement)
    connection.execute(
        "INSERT INTO meta (version, revision, lengths) VALUES (?, 0, ?)",
        (_version(synonyms), json.dumps(lengths)),
    )
    return lengths


def _version(synonyms: Synonyms) -> str:
    return f"{_LAYOUT}:{synonyms.digest}"


def _read_meta(connection: sqlite3.Connection) -> tuple[str, Lengths]:
    try:
        row = connection.execute("SELECT version, lengths FROM meta").fetchone()
    except sqlite3.OperationalError:  # the file is new, or has an old layout
        row = None
    version, lengths = row or ("", "[]")
    return version, tuple(json.loads(lengths))


def _is_near(one: float, other: float) -> bool:
    return max(one, other) <= _OUTGROWN * min(one, other)


class _Changes:
    """Removes and adds cards; counts of words and postings are collected until `save`."""

    def __init__(
        self, connection: sqlite3.Connection, lengths: Lengths, synonyms: Synonyms
    ) -> None:
        self._connection = connection
        self._lengths = lengths
        self._synonyms = synonyms
        self._words: Counter[str] = Counter()  # by how much the number of cards with it changes
        self._postings = _PostingChanges()

    def remove(self, name: tuple[str, int]) -> None:
        card, *fields = self._connection.execute(
            "SELECT id, title, phrasings, keywords, body, unknown, english FROM cards"
            " WHERE kind = ? AND ref = ?",
            name,
        ).fetchone()
        self._words.subtract(_distinct_words(fields))
        self._postings.remove(card, term_weights(fields, self._lengths, self._synonyms))
        for table, column in (("cards", "id"), ("phrases", "card"), ("vectors", "card")):
            self._connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (card,))

    def add(self, document: Document) -> None:
        """Add a card with a number above all that the index has; a removed number may be reused."""
        fields = document.fields
        card = self._connection.execute(
            "INSERT INTO cards"
            " (kind, ref, key, label, title, phrasings, keywords, body, unknown, english, digest)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (document.kind, document.id, document.key, document.label, *fields, document.digest),
        ).lastrowid
        self._connection.executemany(
            "INSERT INTO phrases (text, card, terms) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (
                (" ".join(words(text)), card, " ".join(stems_and_concepts(text, self._synonyms)))
                for text in (document.title, *document.phrasings, *document.english)
            ),
        )
        self._words.update(_distinct_words(fields))
        self._postings.add(card or 0, term_weights(fields, self._lengths, self._synonyms))

    def save(self) -> None:
        self._connection.executemany(
            "INSERT INTO words (word, cards, sound) VALUES (?, ?, ?)"
            " ON CONFLICT (word) DO UPDATE SET cards = cards + excluded.cards",
            (
                (word, cards, sound_key(word) if word >= "а" else "")
                for word, cards in self._words.items()
            ),
        )
        self._connection.execute("DELETE FROM words WHERE cards = 0")
        self._postings.save(self._connection)


def _distinct_words(fields: Iterable[str]) -> set[str]:
    return {word for text in fields for word in words(text)}


class _PostingChanges:
    """What changes in postings; `save` reads and writes each of them once."""

    def __init__(self) -> None:
        self._added: dict[str, Posting] = {}
        self._removed: dict[str, set[int]] = {}

    def add(self, card: int, weights: dict[str, float]) -> None:
        """Add a card whose number is above any that stays, so that postings stay ascending."""
        for term, weight in weights.items():
            posting = self._added.get(term)
            if posting is None:
                posting = self._added[term] = _empty_posting()
            posting.cards.append(card)
            posting.weights.append(weight)

    def remove(self, card: int, terms: Iterable[str]) -> None:
        for term in terms:
            self._removed.setdefault(term, set()).add(card)

    def save(self, connection: sqlite3.Connection) -> None:
        connection.executemany(
            "INSERT INTO postings (term, cards, weights) VALUES (?, ?, ?) ON CONFLICT (term)"
            " DO UPDATE SET cards = excluded.cards, weights = excluded.weights",
            self._changed(connection),
        )
        connection.execute("DELETE FROM postings WHERE cards = x''")

    def _changed(self, connection: sqlite3.Connection) -> Iterator[tuple[str, bytes, bytes]]:
        for term in self._added.keys() | self._removed.keys():
            removed = self._removed.get(term, ())
            pairs = zip(*read_posting(connection, term), strict=True)
            kept = [(card, weight) for card, weight in pairs if card not in removed]
            added = self._added.get(term, _empty_posting())
            cards = array("I", [card for card, _ in kept]) + added.cards
            weights = array("f", [weight for _, weight in kept]) + added.weights
            yield term, cards.tobytes(), weights.tobytes()


def _empty_posting() -> Posting:
    return Posting(array("I"), array("f"))


_CACHED = 2_000  # cards, and as many postings, that were read last
_READ_CARDS = 100  # whose sentences are kept
_BUDGET = (
    6_000  # postings' entries that a question may read; in a large index a quarter of its cards
)


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
        self.sentences = lru_cache(_READ_CARDS)(self._read_sentences)
        """Of a card, by its number: its title, phrasings, keywords, and sentences."""
        self.asked_with = lru_cache(_CACHED)(self._read_asked_with)
        """Of a card, by its number: its title and phrasings, in both languages."""
        self._cards: dict[int, IndexedCard] = {}

    def close(self) -> None:
        self._connection.close()

    def forget_questions(self) -> None:
        self.results = {}  # a thread may still fill the old ones
        stems_and_concepts.cache_clear()
        if self.vectors:
            self.vectors.forget_questions()

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

    def _read_sentences(self, card: int) -> tuple[Sentence, ...]:
        title, phrasings, keywords, body = self._connection.execute(
            "SELECT title, phrasings, keywords, body FROM cards WHERE id = ?", (card,)
        ).fetchone()
        said = (title, *phrasings.splitlines(), keywords, *sentences(body))
        return tuple(stems_and_concepts(each, self.synonyms) for each in said)

    def _read_asked_with(self, card: int) -> tuple[Line, ...]:
        rows = self._connection.execute("SELECT terms FROM phrases WHERE card = ?", (card,))
        return tuple(tuple(terms.split(" ")) for (terms,) in rows)

    def _read_posting(self, term: str) -> Posting:
        return read_posting(self._connection, term)
