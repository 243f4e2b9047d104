"""The file of the index: its tables, its versions, its connections.

Every change is one transaction in WAL mode. Readers, of this process or another, go on with what
they see until they look again: a rebuild stops no answer, and one broken off leaves no trace.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.search.weighing import Lengths

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
