"""A connection to the database: how it waits, and how it keeps what is written."""

import sqlite3
from contextlib import AsyncExitStack
from pathlib import Path

import aiosqlite

BUSY_SECONDS = 5.0
_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = NORMAL",
    "foreign_keys = ON",
    "secure_delete = ON",  # what is deleted leaves the file, and so the backups, too
)


async def connect(path: Path, opened: AsyncExitStack) -> aiosqlite.Connection:
    """A connection with a thread of its own, closed with `opened` unless that is left open."""
    connecting = aiosqlite.connect(path, isolation_level=None, timeout=BUSY_SECONDS)
    connection = await opened.enter_async_context(connecting)
    connection.row_factory = sqlite3.Row
    await connection.executescript(";".join(f"PRAGMA {each}" for each in _PRAGMAS))
    return connection
