"""The SQLite database: one reader, one locked writer, transactions."""

import asyncio
import logging
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import aiosqlite

from bot.storage.errors import as_unusable
from bot.storage.migrations import migrate

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


_log = logging.getLogger(__name__)

# What SQLite says to a statement or its values, whatever state the file is in; ValueError is also
# half of a surrogate pair.
_UNFIT = (
    *(sqlite3.IntegrityError, sqlite3.DataError, sqlite3.InterfaceError),
    *(sqlite3.ProgrammingError, OverflowError, ValueError),
)

Row = Mapping[str, Any]
Value = str | int | float | bytes | None
Statement = tuple[str, tuple[Value, ...]]


class Transaction:
    """Made by `Database.transaction`."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def execute(self, sql: str, *values: Value) -> int:
        """Run one statement; return how many rows it touched."""
        cursor = await self._connection.execute(sql, values)  # done: closing it is one more way
        return cursor.rowcount

    async def many(self, sql: str, values: Iterable[tuple[Value, ...]]) -> None:
        await self._connection.executemany(sql, values)

    async def rows(self, sql: str, *values: Value) -> list[Row]:
        return [dict(row) for row in await self._connection.execute_fetchall(sql, values)]

    async def row(self, sql: str, *values: Value) -> Row | None:
        return next(iter(await self.rows(sql, *values)), None)


def run_all(connection: sqlite3.Connection, statements: Sequence[Statement]) -> None:
    """The same where the connection lives: one that can never be stored is logged and left out."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for sql, values in statements:
            try:
                connection.execute(sql, values)
            except _UNFIT:  # it would keep all the others from being stored
                _log.exception("A statement was not fit to be stored")
        connection.commit()
    finally:
        connection.rollback()  # does nothing after a commit


SECONDS = 0.1
MOST = 100  # that wait; who brings more waits too, or a flood would grow faster than it is stored
PATIENCE = 1.0  # seconds that a reader waits for writers


class Deferred:
    """Statements that `save` stores in their order, all or none, at the latest after `SECONDS`.

    A failure leaves them waiting for the next try, whoever makes it.
    """

    def __init__(self, save: Callable[[Sequence[Statement]], Awaitable[None]]) -> None:
        self._save = save
        self._waiting: list[Statement] = []
        self._saving: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._failing = False

    @property
    def is_empty(self) -> bool:
        return not self._waiting and self._saving is None

    async def add(self, statement: Statement) -> None:
        """Return at once; but while saving fails or falls behind, save it or raise why not."""
        self._waiting.append(statement)
        if not self._failing and len(self._waiting) < MOST:
            self._set_timer()
            return
        try:
            await self.settle()
        except BaseException:
            with suppress(ValueError):  # or it is on its way already
                self._waiting.remove(statement)  # its sender is told that it is not taken
            raise

    async def settle(self) -> None:
        """Return once everything added before is stored; raise what keeps it from that."""
        for _ in range(2):  # what is under way may have begun before the last of it came
            if not self.is_empty:
                await asyncio.shield(self._begin())  # others wait for the same transaction

    async def settle_for_reading(self) -> None:
        """The same, but what only reads goes on, whoever writes and whatever cannot be stored."""
        if not self._failing:
            with suppress(sqlite3.Error, TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    await self.settle()

    def _set_timer(self) -> None:
        if self._waiting and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(SECONDS, self._begin)

    def _begin(self) -> "asyncio.Task[None]":
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._saving is None:
            self._saving = asyncio.get_running_loop().create_task(self._save_all())
            self._saving.add_done_callback(asyncio.Task.exception)  # seen, if nobody waits for it
        return self._saving

    async def _save_all(self) -> None:
        waiting, self._waiting = self._waiting, []
        try:
            await self._save(waiting)
        except BaseException:
            self._waiting, self._failing = waiting + self._waiting, True
            raise
        else:
            self._failing = False
            self._set_timer()  # for what came meanwhile
        finally:
            self._saving = None


Observe = Callable[[str, float], None]


Clock = Callable[[], datetime]


class Database:
    """The bot's memory. Open with `await Database.open(path)`, close with `await close()`."""

    def __init__(
        self,
        path: Path,
        reader: aiosqlite.Connection,
        writer: aiosqlite.Connection,
        glancing: sqlite3.Connection,
        clock: Clock,
        observe: Observe,
    ) -> None:
        self.path = path
        self.clock = clock
        self._glancing = glancing
        self._observe = observe
        self._reader = reader
        self._writer = writer
        self._lock = asyncio.Lock()
        self._holder: asyncio.Task[None] | None = None  # of the lock, in a transaction
        self._deferred = Deferred(self._save)

    @classmethod
    async def open(
        cls,
        path: Path,
        clock: Clock = lambda: datetime.now(UTC),
        observe: Observe = lambda _kind, _seconds: None,
    ) -> Self:
        """Create the file if there is none, bring its schema up to date, check its health.

        `clock` tells the time, aware of the zone in which people see dates; repositories ask it.
        `observe` is told the seconds of every "read" and every "transaction", waiting included.

        Raises `DatabaseUnusableError` for a file that is damaged, newer than this program,
        or not to be opened; the error says how to go on, the file is left as it was, and nothing
        stays open: a connection has a thread, which would keep the process alive.
        """
        with as_unusable(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            await asyncio.to_thread(migrate, path)
            async with AsyncExitStack() as opened:
                writer = await connect(path, opened)
                reader = await connect(path, opened)
                await reader.execute("PRAGMA query_only = ON")
                glancing = sqlite3.connect(path, isolation_level=None, timeout=0)
                glancing.row_factory = sqlite3.Row
                opened.pop_all()
        return cls(path, reader, writer, glancing, clock, observe)

    async def close(self) -> None:
        try:
            with suppress(sqlite3.Error):  # the updates that it came from are not forgotten either
                await self._deferred.settle()
        finally:
            await self._reader.close()
            await self._writer.close()
            self._glancing.close()

    @property
    def revision(self) -> int:
        """Of the content: another one whenever anybody has changed it."""
        return int(self._glancing.execute("SELECT revision FROM content").fetchone()[0])

    def read_now(self, sql: str, *values: Value) -> Row | None:
        """A row found by its key, read where the caller stands: without what `write_soon` holds.

        It takes some microseconds, the way to a reader's thread and back a hundred; whatever may
        take a search is for `rows`.
        """
        found = self._glancing.execute(sql, values).fetchone()
        return found and dict(found)

    async def rows(self, sql: str, *values: Value) -> list[Row]:
        started = time.perf_counter()
        if not self._deferred.is_empty and self._holder is not asyncio.current_task():
            await self._deferred.settle_for_reading()
        found: list[Row] = [dict(row) for row in await self._reader.execute_fetchall(sql, values)]
        self._observe("read", time.perf_counter() - started)
        return found

    async def row(self, sql: str, *values: Value) -> Row | None:
        return next(iter(await self.rows(sql, *values)), None)

    async def write(self, sql: str, *values: Value) -> list[Row]:
        """Run one statement as a transaction of its own; return the rows that it returns.

        One way to the writer's thread; a transaction of several statements takes one for each,
        and two for its beginning and end.
        """
        started = time.perf_counter()
        await self._deferred.settle()
        async with self._lock:
            try:
                found = await self._writer.execute_fetchall(sql, values)
            finally:
                self._observe("transaction", time.perf_counter() - started)
        return [dict(row) for row in found]

    async def write_soon(self, sql: str, *values: Value) -> None:
        """Run one statement within a tenth of a second, in one transaction with others.

        Whoever writes after it finds it done, and whoever reads, unless it takes a second. A kill
        may lose it: it is for what the update, which is kept until then, would do again. When
        storage fails, this raises as `write` does, or the statement is tried again until it is
        stored; one that can never be stored is logged. Not for use inside a transaction.
        """
        await self._deferred.add((sql, values))

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """One writer at a time; commits at the end, rolls back on any other exit."""
        started = time.perf_counter()
        await self._deferred.settle()
        async with self._lock:
            self._holder = asyncio.current_task()
            try:
                await self._writer.execute("BEGIN IMMEDIATE")
                yield Transaction(self._writer)
                await self._writer.commit()
            except BaseException:
                # a cancelled statement, BEGIN too, may still be on its way to the writer's thread:
                # the rollback stands behind it in the same queue, and without one it does nothing
                await self._writer.rollback()
                raise
            finally:
                self._holder = None
                self._observe("transaction", time.perf_counter() - started)

    async def _save(self, statements: Sequence[Statement]) -> None:
        started = time.perf_counter()
        async with self._lock:
            writer: Any = self._writer  # aiosqlite has no public way for several at once
            await writer._execute(run_all, writer._conn, statements)  # noqa: SLF001
        self._observe("transaction", time.perf_counter() - started)
