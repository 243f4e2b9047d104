"""The file of the index: its tables, its versions, its connections.

Every change is one transaction in WAL mode. Readers, of this process or another, go on with what
they see until they look again: a rebuild stops no answer, and one broken off leaves no trace.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LAYOUT = "4"  # raised when this module or the making of stems changes: the file is then made anew
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
    CREATE TABLE vectors (
        card    INTEGER PRIMARY KEY,
        encoder TEXT NOT NULL,
        asks    BLOB NOT NULL,         -- of the title and the phrasings
        answers BLOB NOT NULL          -- of the title and each passage of the body, one by one
    );
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


def ensure_tables(connection: sqlite3.Connection, made_with: str) -> None:
    """Make the tables, and anew those made by another version of them or with something else."""
    version = f"{_LAYOUT}:{made_with}"
    if _version(connection) != version:
        _create(connection, version)


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
