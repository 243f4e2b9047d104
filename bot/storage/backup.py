"""Copies of the database that are known to be good."""

import os
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from bot.storage.errors import DatabaseUnusableError

NIGHTLY = "bot-*.db"


def backup(source: Path, target: Path) -> int:
    """Copy a database that may be in use, prove the copy good, and return how many rows it holds.

    `target` appears only once it is whole. Raises `DatabaseUnusableError` for a source or a copy
    that is not good, OSError where there is no room.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"{target.name}.part")
    try:
        with closing(_open(source)) as origin, closing(sqlite3.connect(unfinished)) as copy:
            origin.execute("BEGIN")  # from here on it stays as it is, whoever writes meanwhile
            rows = _count(origin)
            origin.backup(copy)
        if _verified(unfinished) != rows:
            raise DatabaseUnusableError(unfinished, "the copy does not hold what the original does")
        os.replace(unfinished, target)  # noqa: PTH105 - replaces atomically on every system
    except sqlite3.Error as error:
        raise DatabaseUnusableError(source, str(error)) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return rows


def restore(copy: Path, target: Path) -> Path | None:
    """Put a good copy in the place of the database; return where the old one was moved, if any.

    The bot must be stopped. A copy that is not good changes nothing and raises
    `DatabaseUnusableError`.
    """
    _verified(copy)
    aside = None
    if target.exists():
        aside = target.with_name(f"{target.name}.before-restore")
        backup(target, aside)
    backup(copy, target)
    for leftover in ("-wal", "-shm"):
        target.with_name(target.name + leftover).unlink(missing_ok=True)
    return aside


def prune(folder: Path, today: date, keep_days: int) -> None:
    """Delete nightly copies older than `keep_days`; their names carry their day."""
    oldest = f"bot-{today - timedelta(days=keep_days)}.db"
    for path in folder.glob(NIGHTLY):
        if path.name < oldest:
            path.unlink()


def _open(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise DatabaseUnusableError(path, "there is no such file")
    return sqlite3.connect(path)


def _verified(path: Path) -> int:
    try:
        with closing(_open(path)) as connection:
            problem = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if problem != "ok":
                raise DatabaseUnusableError(path, f"it is damaged ({problem})")
            return _count(connection)
    except sqlite3.Error as error:
        raise DatabaseUnusableError(path, str(error)) from error


def _count(connection: sqlite3.Connection) -> int:
    tables = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    return sum(
        connection.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for (name,) in tables
    )
