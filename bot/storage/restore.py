"""Restoring the database from a copy."""

import os
import sqlite3
from contextlib import closing
from itertools import count
from pathlib import Path

from bot.storage.backup import backup, check, connect_to
from bot.storage.errors import NAME_ANOTHER, as_unusable
from bot.storage.migrations import version_of


def restore(copy: Path, target: Path) -> Path | None:
    """Replace the database with a verified copy; return where the old file was moved, if any.

    The old file may be damaged. Raises `DatabaseUnusableError` and changes nothing when the copy
    is damaged, is not of this bot or is newer than this program, and when the database is in use.
    """
    with as_unusable(copy, NAME_ANOTHER), closing(connect_to(copy)) as connection:
        check(connection)
        _refuse_foreign(connection)
    with as_unusable(target):
        _refuse_used(target)
    fresh = target.with_name(f"{target.name}.restored")
    backup(copy, fresh)
    with as_unusable(target):
        aside = _set_aside(target)
        os.replace(fresh, target)  # noqa: PTH105 - as in `backup`
    return aside


def _refuse_foreign(connection: sqlite3.Connection) -> None:
    content = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'content'").fetchone()
    if not (version_of(connection) and content):
        raise sqlite3.DatabaseError("it is not a database of this bot")


def _refuse_used(path: Path) -> None:
    """A running bot would go on writing to the file that is moved away, and lose that."""
    if not path.exists():
        return
    with closing(sqlite3.connect(path, timeout=0)) as connection:
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                raise  # anything else is a reason to restore


def _set_aside(path: Path) -> Path | None:
    """Move the file and its journals to a free name; after damage they may hold lost data."""
    names = (path.with_name(f"{path.name}.before-restore-{number}") for number in count(1))
    aside = next(name for name in names if not name.exists())
    moved = None
    for suffix in ("-journal", "-wal", "-shm", ""):
        part = path.with_name(path.name + suffix)
        if part.exists():
            moved = aside
            os.replace(part, f"{aside}{suffix}")  # noqa: PTH105 - as in `backup`
    return moved
