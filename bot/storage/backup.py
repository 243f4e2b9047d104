"""Damage in the file of the database, and verified copies of it that only the bot reads."""

import asyncio
import errno
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.storage.errors import NAME_ANOTHER, DatabaseUnusableError, as_unusable

NIGHTLY = "bot-*.db*"  # with the .part files of killed processes
PRIVATE = 0o600
# What SQLite checks in a second. A larger file is checked while the bot already serves: a gigabyte
# takes it half a minute and more.
CHECKED_AT_START = 32 * 2**20
_PARTS = ("", "-wal", "-shm", "-journal")  # SQLite gives the last three the mode of the first


def is_checked_at_start(path: Path) -> bool:
    return path.stat().st_size <= CHECKED_AT_START


def find_damage(path: Path) -> str:
    """What SQLite finds first; empty when the file is sound. Others may read and write meanwhile.

    Raises `sqlite3.DatabaseError` for a file that is no database.
    """
    return find_damage_by(sqlite3.connect(path))


def find_damage_by(connection: sqlite3.Connection) -> str:
    """As `find_damage`, by a connection that is closed afterwards; `interrupt` ends it sooner."""
    with closing(connection):
        found = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    return "" if found == "ok" else found


def backup(source: Path, target: Path) -> int:
    """Copy a database that may be in use, verify the copy, and return how many rows it holds.

    `target` appears only when the copy is complete. Raises `DatabaseUnusableError`, which names
    the file that is at fault.
    """
    unfinished = target.with_name(f"{target.name}.part")
    with as_unusable(target, NAME_ANOTHER):
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists() and source.exists() and target.samefile(source):
            raise DatabaseUnusableError(target, "it is the database itself", NAME_ANOTHER)
    try:
        with as_unusable(source), closing(connect_to(source)) as origin:
            origin.execute("BEGIN")  # a snapshot: later writes of others are not seen
            rows = _count(origin)
            with as_unusable(target, NAME_ANOTHER):
                _copy_pages(origin, unfinished)
        with as_unusable(source), closing(connect_to(unfinished)) as copy:  # damage is copied too
            if check(copy) != rows:
                raise sqlite3.DatabaseError("its copy has a different number of rows")
        with as_unusable(target, NAME_ANOTHER):
            os.replace(unfinished, target)  # noqa: PTH105 - replaces atomically on every system
    finally:
        with suppress(OSError):  # on a read-only disk, where it never was
            unfinished.unlink(missing_ok=True)
    return rows


def prune(folder: Path, oldest: date) -> None:
    """Delete nightly copies from before `oldest`; their names contain their date."""
    for path in folder.glob(NIGHTLY):
        if path.name < f"bot-{oldest}.db":
            path.unlink()


def prune_migration_copies(database: Path, oldest: date) -> None:
    """Delete copies that migrations have put beside the database before `oldest`."""
    for path in database.parent.glob(f"{database.name}.before-[0-9][0-9][0-9][0-9]"):
        if datetime.fromtimestamp(path.stat().st_mtime, UTC).date() < oldest:
            path.unlink()


def connect_to(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise FileNotFoundError("there is no such file")
    return sqlite3.connect(path)


def _copy_pages(origin: sqlite3.Connection, target: Path) -> None:
    pages, size = (
        origin.execute(f"PRAGMA {each}").fetchone()[0] for each in ("page_count", "page_size")
    )
    free = shutil.disk_usage(target.parent).free
    if free < pages * size:  # a full disk would stop everything else that writes to it
        raise OSError(errno.ENOSPC, f"{pages * size:,} bytes are needed, {free:,} are free")
    make_private(target)
    with closing(sqlite3.connect(target)) as copy:
        origin.backup(copy)


def make_private(path: Path) -> None:
    """Let nobody but the account of the bot read a database, whatever the umask is.

    The file is created if there is none. What cannot be created or changed is left to whoever
    opens it.
    """
    with suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_RDONLY, PRIVATE))
    for part in (path.with_name(path.name + suffix) for suffix in _PARTS):
        if part.is_file():
            with suppress(OSError):
                part.chmod(PRIVATE)


def check(connection: sqlite3.Connection) -> int:
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


HOUR = 3  # of the night, when few people write
RETRY_AFTER = timedelta(hours=1)


class NightlyBackup:
    """A scheduler job: makes one copy a day at night, or later that day if the bot was stopped.

    A failed copy is retried after an hour: each try reads the whole database. Copies older than
    `keep_days` are deleted, with those that migrations have made; 0 means that none are kept.
    """

    def __init__(self, database: Path, clock: Callable[[], datetime], keep_days: int) -> None:
        self._database = database
        self._folder = database.parent / "backups"
        self._clock = clock
        self._keep_days = keep_days
        self._not_before = datetime.min.replace(tzinfo=UTC)
        self.has_failed = False  # the last try

    def newest(self) -> datetime | None:
        """When the newest copy was made."""
        times = [path.stat().st_mtime for path in self._folder.glob("bot-*.db")]
        return datetime.fromtimestamp(max(times), UTC) if times else None

    async def __call__(self) -> None:
        now = self._clock()
        today = (now - timedelta(hours=HOUR)).date()
        if not self._keep_days:
            await asyncio.to_thread(self._prune, today + timedelta(days=1))
            return
        target = self._folder / f"bot-{today}.db"
        if target.exists() or now < self._not_before:
            return
        self._not_before = now + RETRY_AFTER
        try:
            await asyncio.to_thread(backup, self._database, target)
        except Exception:
            self.has_failed = True
            raise
        self.has_failed = False
        await asyncio.to_thread(self._prune, today - timedelta(days=self._keep_days))

    def _prune(self, oldest: date) -> None:
        prune(self._folder, oldest)
        prune_migration_copies(self._database, oldest)
