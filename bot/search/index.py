"""The derived index file: its layout, postings and refreshing."""

import json
import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from bot.search.documents import Document
from bot.search.synonyms import Synonyms
from bot.search.text import STOP_WORDS, sound_key, stem, words

# Of title, phrasings, keywords and body, as `texts` gives them.
FIELD_WEIGHTS = (3.0, 1.5, 2.0, 1.0)
B = 0.75  # how much a long field is held against its words
_SAMPLE = 200
Lengths = tuple[float, ...]


def texts(document: Document) -> tuple[str, str, str, str]:
    return (
        document.title,
        "\n".join(document.phrasings),
        "\n".join(document.keywords),
        document.body,
    )


def average_lengths(documents: Sequence[Document]) -> Lengths:
    """Count the telling words in each field of the average card that has it, in a sample."""
    some = [texts(each) for each in documents[:: len(documents) // _SAMPLE + 1]]
    fields = [
        [_length(fields[at]) for fields in some if fields[at]] for at in range(len(FIELD_WEIGHTS))
    ]
    return tuple(sum(field) / len(field) if field else 1.0 for field in fields)


def weigh(fields: Sequence[str], average: Lengths, synonyms: Synonyms) -> dict[str, float]:
    """Weigh stems and concepts; in a field longer than the average each of them tells less."""
    found: dict[str, float] = {}
    for text, weight, usual in zip(fields, FIELD_WEIGHTS, average, strict=True):
        lines = [words(line) for line in text.splitlines()]
        stems = [stem(word) for line in lines for word in line if word not in STOP_WORDS]
        concepts = [concept for line in lines for _, _, concept in synonyms.concepts(line)]
        each = weight / (1 - B + B * len(stems) / usual)
        for token in (*stems, *concepts):
            found[token] = found.get(token, 0.0) + each
    return found


def _length(text: str) -> int:
    """At least one: the average is divided by."""
    return max(1, sum(word not in STOP_WORDS for word in words(text)))


_LAYOUT = "6"  # raised when this module or the making of stems changes: the file is then made anew
_OUTGROWN = 1.3  # times; less changes no order of cards that is worth the work
_SCHEMA = """
    DROP TABLE IF EXISTS meta;
    DROP TABLE IF EXISTS cards;
    DROP TABLE IF EXISTS phrases;
    DROP TABLE IF EXISTS words;
    DROP TABLE IF EXISTS vectors;
    DROP TABLE IF EXISTS postings;
    -- Of older layouts.
    DROP TABLE IF EXISTS terms;
    DROP TABLE IF EXISTS leads;
    DROP TABLE IF EXISTS bodies;
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
        digest    TEXT NOT NULL,
        UNIQUE (kind, ref)
    );
    -- Titles and phrasings word for word: who types one of them gets its card.
    CREATE TABLE phrases (
        text TEXT NOT NULL,
        card INTEGER NOT NULL,
        PRIMARY KEY (text, card)
    ) WITHOUT ROWID;
    CREATE INDEX phrases_by_card ON phrases (card);
    -- In how many cards a word occurs.
    CREATE TABLE words (
        word  TEXT PRIMARY KEY,
        cards INTEGER NOT NULL,
        sound TEXT NOT NULL            -- see `sound_key`; empty for what is not Cyrillic
    ) WITHOUT ROWID;
    -- For a stem or concept: the cards that hold it, and how well each does. See `Posting`.
    CREATE TABLE postings (
        term    TEXT PRIMARY KEY,
        cards   BLOB NOT NULL,
        weights BLOB NOT NULL
    );
    CREATE TABLE vectors (
        card    INTEGER PRIMARY KEY,
        encoder TEXT NOT NULL,
        asks    BLOB NOT NULL,         -- of the title and the phrasings
        answers BLOB NOT NULL          -- of the title and each passage of the body, one by one
    );
"""


def connect(path: Path) -> sqlite3.Connection:
    """Open a connection that another thread may use and close."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=30, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


def remove(path: Path) -> None:
    """Delete a broken index with its journal."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """Save all that is written inside, or none of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def is_current(connection: sqlite3.Connection, made_with: str) -> bool:
    """Whether the tables are of this version, and made with the same."""
    return _made(connection)[0] == _version(made_with)


def ensure_tables(connection: sqlite3.Connection, made_with: str, lengths: Lengths) -> Lengths:
    """Make the tables, and anew those made by another version of them or with something else.

    Return the lengths of fields that weights go by: those of the content when the tables were made,
    until the content has outgrown them. Then the tables are made anew too.
    """
    version = _version(made_with)
    made, kept = _made(connection)
    if made == version and all(map(_near, kept, lengths)):
        return kept
    for statement in _SCHEMA.split(";\n"):
        connection.execute(statement)
    connection.execute(
        "INSERT INTO meta (version, revision, lengths) VALUES (?, 0, ?)",
        (version, json.dumps(lengths)),
    )
    return lengths


def _version(made_with: str) -> str:
    return f"{_LAYOUT}:{made_with}"


def _made(connection: sqlite3.Connection) -> tuple[str, Lengths]:
    try:
        row = connection.execute("SELECT version, lengths FROM meta").fetchone()
    except sqlite3.OperationalError:  # a new file, or of an old layout
        row = None
    version, lengths = row or ("", "[]")
    return version, tuple(json.loads(lengths))


def _near(one: float, other: float) -> bool:
    return max(one, other) <= _OUTGROWN * min(one, other)


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


Digests = dict[tuple[str, int], str]


def refresh(path: Path, documents: Sequence[Document], revision: int, synonyms: Synonyms) -> None:
    """Make the index at `path` say what `documents` say; only what differs is written.

    Raises `sqlite3.DatabaseError` when the file is broken: `remove` it and refresh again.
    """
    with closing(connect(path)) as connection, writing(connection):
        wanted = {(document.kind, document.id): document.digest for document in documents}
        if not is_current(connection, synonyms.digest) or _kept(connection) != wanted:
            lengths = ensure_tables(connection, synonyms.digest, average_lengths(documents))
            changes, kept = _Changes(connection, lengths, synonyms), _kept(connection)
            for name in kept:
                if wanted.get(name) != kept[name]:
                    changes.remove(name)
            for document in documents:
                if kept.get((document.kind, document.id)) != document.digest:
                    changes.add(document)
            changes.save()
        connection.execute("UPDATE meta SET revision = ?", (revision,))


def _kept(connection: sqlite3.Connection) -> Digests:
    rows = connection.execute("SELECT kind, ref, digest FROM cards")
    return {(kind, ref): digest for kind, ref, digest in rows}


class _Changes:
    """Cards go and come, each written at once; what many of them share is written by `save`."""

    def __init__(
        self, connection: sqlite3.Connection, lengths: Lengths, synonyms: Synonyms
    ) -> None:
        self._connection = connection
        self._lengths = lengths
        self._synonyms = synonyms
        self._words: Counter[str] = Counter()  # how the numbers of cards that hold each change
        self._postings = PostingChanges()

    def remove(self, name: tuple[object, ...]) -> None:
        card, *fields = self._connection.execute(
            "SELECT id, title, phrasings, keywords, body FROM cards WHERE kind = ? AND ref = ?",
            name,
        ).fetchone()
        self._words.subtract(_distinct(fields))
        self._postings.remove(card, weigh(fields, self._lengths, self._synonyms))
        for table, column in (("cards", "id"), ("phrases", "card"), ("vectors", "card")):
            self._connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (card,))

    def add(self, document: Document) -> None:
        """Its number is higher than any other: those of cards that are gone may come again."""
        fields = texts(document)
        card = self._connection.execute(
            "INSERT INTO cards (kind, ref, key, label, title, phrasings, keywords, body, digest)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (document.kind, document.id, document.key, document.label, *fields, document.digest),
        ).lastrowid
        self._connection.executemany(
            "INSERT INTO phrases (text, card) VALUES (?, ?) ON CONFLICT DO NOTHING",
            ((" ".join(words(text)), card) for text in (document.title, *document.phrasings)),
        )
        self._words.update(_distinct(fields))
        self._postings.add(card or 0, weigh(fields, self._lengths, self._synonyms))

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


def _distinct(fields: Iterable[str]) -> set[str]:
    return {word for text in fields for word in words(text)}
