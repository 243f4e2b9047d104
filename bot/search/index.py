"""The index: a SQLite file derived from the content, which may be deleted at any time.

Every change is one transaction in WAL mode. Readers, of this process or another, go on with what
they see until they look again: a rebuild stops no answer, and one broken off leaves no trace.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from bot.search.documents import Document
from bot.search.synonyms import Synonyms
from bot.search.text import STOP_WORDS, stem, words
from bot.search.translit import sound_key

_LAYOUT = "1"  # raised when this module or the making of stems changes: the file is then made anew
_SCHEMA = """
    DROP TABLE IF EXISTS meta;
    DROP TABLE IF EXISTS cards;
    DROP TABLE IF EXISTS phrases;
    DROP TABLE IF EXISTS words;
    DROP TABLE IF EXISTS terms;
    DROP TABLE IF EXISTS vectors;
    DROP TABLE IF EXISTS leads;
    DROP TABLE IF EXISTS bodies;
    CREATE TABLE meta (version TEXT NOT NULL, revision INTEGER NOT NULL);
    CREATE TABLE cards (
        id        INTEGER PRIMARY KEY,
        kind      TEXT NOT NULL,
        ref       INTEGER NOT NULL,    -- the id in the content tables
        key       TEXT NOT NULL,
        title     TEXT NOT NULL,
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
    -- In how many cards a word, and a stem or concept, occurs.
    CREATE TABLE words (
        word  TEXT PRIMARY KEY,
        cards INTEGER NOT NULL,
        sound TEXT NOT NULL            -- see `sound_key`; empty for what is not Cyrillic
    ) WITHOUT ROWID;
    CREATE TABLE terms (term TEXT PRIMARY KEY, cards INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE vectors (card INTEGER NOT NULL, text TEXT NOT NULL, vector BLOB NOT NULL);
    CREATE INDEX vectors_by_card ON vectors (card);
    -- Stems. Two tables: short leads and long bodies have lengths and frequencies of their own.
    CREATE VIRTUAL TABLE leads USING fts5 (
        title, phrasings, keywords, tokenize = "unicode61 remove_diacritics 0 tokenchars '='"
    );
    CREATE VIRTUAL TABLE bodies USING fts5 (
        body, tokenize = "unicode61 remove_diacritics 0 tokenchars '='"
    );
"""


def connect(path: Path) -> sqlite3.Connection:
    """Open a connection that another thread may use and close."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=30, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


def refresh(path: Path, documents: Sequence[Document], revision: int, synonyms: Synonyms) -> None:
    """Make the index at `path` say what `documents` say; only what differs is written.

    Raises `sqlite3.DatabaseError` when the file is broken: `remove` it and refresh again.
    """
    with closing(connect(path)) as connection, _transaction(connection):
        version = f"{_LAYOUT}:{synonyms.digest}"
        if _version(connection) != version:
            _create(connection, version)
        kept = {
            tuple(name): digest
            for *name, digest in connection.execute("SELECT kind, ref, digest FROM cards")
        }
        wanted = {(document.kind, document.id): document.digest for document in documents}
        gone = [name for name, digest in kept.items() if wanted.get(name) != digest]
        new = [
            document
            for document in documents
            if kept.get((document.kind, document.id)) != document.digest
        ]
        counts = _Counts()
        for name in gone:
            _remove(connection, name, synonyms, counts)
        for document in new:
            _add(connection, document, synonyms, counts)
        counts.save(connection)
        connection.execute("UPDATE meta SET revision = ?", (revision,))


def remove(path: Path) -> None:
    """Delete a broken index with its journal."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def tokens(text: str, synonyms: Synonyms) -> list[str]:
    """Return the stems of a text without stop words, then the concepts it names."""
    typed = words(text)
    stems = [stem(word) for word in typed]
    concepts = [concept for _, _, concept in synonyms.concepts(stems)]
    return [
        found for word, found in zip(typed, stems, strict=True) if word not in STOP_WORDS
    ] + concepts


class _Counts:
    """How the numbers of cards that hold a word or a term change."""

    def __init__(self) -> None:
        self.words: Counter[str] = Counter()
        self.terms: Counter[str] = Counter()

    def change(self, texts: Iterable[str], terms: Iterable[str], by: int) -> None:
        for word in {word for text in texts for word in words(text)}:
            self.words[word] += by
        for term in set(terms):
            self.terms[term] += by

    def save(self, connection: sqlite3.Connection) -> None:
        connection.executemany(
            "INSERT INTO words (word, cards, sound) VALUES (?, ?, ?)"
            " ON CONFLICT (word) DO UPDATE SET cards = cards + excluded.cards",
            (
                (word, cards, sound_key(word) if word >= "а" else "")
                for word, cards in self.words.items()
            ),
        )
        connection.executemany(
            "INSERT INTO terms (term, cards) VALUES (?, ?)"
            " ON CONFLICT (term) DO UPDATE SET cards = cards + excluded.cards",
            self.terms.items(),
        )
        connection.execute("DELETE FROM words WHERE cards = 0")
        connection.execute("DELETE FROM terms WHERE cards = 0")


def _add(
    connection: sqlite3.Connection, document: Document, synonyms: Synonyms, counts: _Counts
) -> None:
    texts = (
        document.title,
        "\n".join(document.phrasings),
        "\n".join(document.keywords),
        document.body,
    )
    card = connection.execute(
        "INSERT INTO cards (kind, ref, key, title, phrasings, keywords, body, digest)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (document.kind, document.id, document.key, *texts, document.digest),
    ).lastrowid
    title, phrasings, keywords, body = (_by_line(text, synonyms) for text in texts)
    connection.execute(
        "INSERT INTO leads (rowid, title, phrasings, keywords) VALUES (?, ?, ?, ?)",
        (card, title, phrasings, keywords),
    )
    connection.execute("INSERT INTO bodies (rowid, body) VALUES (?, ?)", (card, body))
    connection.executemany(
        "INSERT INTO phrases (text, card) VALUES (?, ?) ON CONFLICT DO NOTHING",
        ((" ".join(words(text)), card) for text in (document.title, *document.phrasings)),
    )
    counts.change(texts, f"{title} {phrasings} {keywords} {body}".split(), 1)


def _remove(
    connection: sqlite3.Connection, name: tuple[object, ...], synonyms: Synonyms, counts: _Counts
) -> None:
    card, *texts = connection.execute(
        "SELECT id, title, phrasings, keywords, body FROM cards WHERE kind = ? AND ref = ?", name
    ).fetchone()
    counts.change(texts, " ".join(_by_line(text, synonyms) for text in texts).split(), -1)
    for table, column in (
        ("cards", "id"),
        ("leads", "rowid"),
        ("bodies", "rowid"),
        ("phrases", "card"),
        ("vectors", "card"),
    ):
        connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (card,))


def _by_line(text: str, synonyms: Synonyms) -> str:
    return "\n".join(" ".join(tokens(line, synonyms)) for line in text.splitlines())


def _version(connection: sqlite3.Connection) -> str:
    try:
        row = connection.execute("SELECT version FROM meta").fetchone()
    except sqlite3.OperationalError:  # a new file
        return ""
    return str(row[0]) if row else ""


def _create(connection: sqlite3.Connection, version: str) -> None:
    for statement in _SCHEMA.split(";\n"):
        connection.execute(statement)
    connection.execute("INSERT INTO meta (version, revision) VALUES (?, 0)", (version,))


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
