"""Copies of the database: made, verified, restored, kept for some days."""

import asyncio
import errno
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

from bot.clock import Clock
from bot.storage.errors import ANOTHER, DatabaseUnusableError, blaming
from bot.storage.migrations import version_of

NIGHTLY = "bot-*.db*"  # what a killed process left unfinished, too


def backup(source: Path, target: Path) -> int:
    """Copy a database that may be in use, prove the copy good, and return how many rows it holds.

    `target` appears only once it is whole. Raises `DatabaseUnusableError`, which names the file
    that is at fault.
    """
    unfinished = target.with_name(f"{target.name}.part")
    with blaming(target, ANOTHER):
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists() and source.exists() and target.samefile(source):
            raise DatabaseUnusableError(target, "it is the database itself", ANOTHER)
    try:
        with blaming(source), closing(_connect(source)) as origin:
            origin.execute("BEGIN")  # from here on it stays as it is, whoever writes meanwhile
            rows = _count(origin)
            with blaming(target, ANOTHER):
                _pour(origin, unfinished)
        with blaming(source), closing(_connect(unfinished)) as copy:  # pages are copied blindly
            if _proven(copy) != rows:
                raise sqlite3.DatabaseError("a copy does not hold what it does")
        with blaming(target, ANOTHER):
            os.replace(unfinished, target)  # noqa: PTH105 - replaces atomically on every system
    finally:
        unfinished.unlink(missing_ok=True)
    return rows


def restore(copy: Path, target: Path) -> Path | None:
    """Put a good copy in the place of the database; return where the old one was moved, if any.

    The old one may be damaged. Raises `DatabaseUnusableError`, and changes nothing, for a copy
    that is not good, not the bot's or newer than this program, and for a database in use.
    """
    with blaming(copy, ANOTHER), closing(_connect(copy)) as connection:
        _proven(connection)
        _refuse_foreign(connection)
    with blaming(target):
        _refuse_used(target)
    fresh = target.with_name(f"{target.name}.restored")
    backup(copy, fresh)
    with blaming(target):
        aside = _set_aside(target)
        os.replace(fresh, target)  # noqa: PTH105 - as in `backup`
    return aside


def prune(folder: Path, oldest: date) -> None:
    """Delete nightly copies from before `oldest`; their names carry their day."""
    for path in folder.glob(NIGHTLY):
        if path.name < f"bot-{oldest}.db":
            path.unlink()


def _connect(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise FileNotFoundError("there is no such file")
    return sqlite3.connect(path)


def _pour(origin: sqlite3.Connection, target: Path) -> None:
    pages, size = (
        origin.execute(f"PRAGMA {each}").fetchone()[0] for each in ("page_count", "page_size")
    )
    free = shutil.disk_usage(target.parent).free
    if free < pages * size:  # or it would be filled up for everything else that writes there
        raise OSError(errno.ENOSPC, f"{pages * size:,} bytes are needed, {free:,} are free")
    with closing(sqlite3.connect(target)) as copy:
        origin.backup(copy)


def _refuse_foreign(connection: sqlite3.Connection) -> None:
    content = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'content'").fetchone()
    if not (version_of(connection) and content):
        raise sqlite3.DatabaseError("it is not a database of this bot")


def _refuse_used(path: Path) -> None:
    """A bot that runs would go on writing to the file that was moved away, and lose that."""
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
    """Move the file with its logs to a free name: in damage they may hold what it has lost."""
    names = (path.with_name(f"{path.name}.before-restore-{number}") for number in count(1))
    aside = next(name for name in names if not name.exists())
    moved = None
    for suffix in ("-journal", "-wal", "-shm", ""):
        part = path.with_name(path.name + suffix)
        if part.exists():
            moved = aside
            os.replace(part, f"{aside}{suffix}")  # noqa: PTH105 - as in `backup`
    return moved


def _proven(connection: sqlite3.Connection) -> int:
    problem = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if problem != "ok":
        raise sqlite3.DatabaseError(f"it is damaged ({problem})")
    return _count(connection)


def _count(connection: sqlite3.Connection) -> int:
    tables = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    return sum(
        connection.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for (name,) in tables
    )


HOUR = 3  # Moscow sleeps
AGAIN = timedelta(hours=1)


class NightlyBackup:
    """A job for the scheduler: makes today's copy at night, or as soon as it can later that day.

    One that failed is tried again after an hour: it holds up the other jobs, and fills a disk that
    is nearly full. Where the operator wants no copies, those of earlier are deleted.
    """

    def __init__(self, database: Path, clock: Clock, keep_days: int) -> None:
        self._database = database
        self._folder = database.parent / "backups"
        self._clock = clock
        self._keep_days = keep_days
        self._not_before = datetime.min.replace(tzinfo=UTC)

    async def __call__(self) -> None:
        now = self._clock()
        today = (now - timedelta(hours=HOUR)).date()
        if not self._keep_days:
            await asyncio.to_thread(prune, self._folder, today + timedelta(days=1))
            return
        target = self._folder / f"bot-{today}.db"
        if target.exists() or now < self._not_before:
            return
        self._not_before = now + AGAIN
        await asyncio.to_thread(backup, self._database, target)
        await asyncio.to_thread(prune, self._folder, today - timedelta(days=self._keep_days))
