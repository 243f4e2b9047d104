"""The SQLite database: some readers, one locked writer, transactions."""

import asyncio
import logging
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import Any, Self

import aiosqlite

from bot.storage.errors import as_unusable
from bot.storage.migrations import migrate

_log = logging.getLogger(__name__)

BUSY_SECONDS = 35.0  # a writer waits so long for another program, or for other writers
HELD_SECONDS = 2.0  # after which it is logged
CHUNK = 500  # rows of a change that others may interrupt; some milliseconds
LOG_MILLISECONDS = 50  # others wait while the log is emptied
READERS = 3  # a long query of one leaves the others to everybody else
_WRITER = (
    "journal_mode = WAL",  # the file keeps it, for readers too
    "synchronous = NORMAL",
    "foreign_keys = ON",
    "secure_delete = ON",  # deleted data leaves the file, and so later backups
)
_READER = ("query_only = ON",)  # each of the others would make it read the schema at once

Row = Mapping[str, Any]
Value = str | int | float | bytes | None
Clock = Callable[[], datetime]  # comes with the database, so that tests can move the time
Observe = Callable[[str, float], None]


def day_of(text: str | None) -> date | None:
    """A day as columns keep it."""
    return date.fromisoformat(text) if text else None


def moment_of(seconds: int | None, zone: tzinfo | None) -> datetime | None:
    """A moment as columns keep it, in this zone."""
    return None if seconds is None else datetime.fromtimestamp(seconds, zone)


def _fetched_row(cursor: sqlite3.Cursor, values: tuple[Value, ...]) -> Row:
    """Made where rows are fetched: in the connection's thread, which keeps the event loop free.

    Python's garbage collector leaves a plain dict of plain values out: with a class of our own,
    long reads called for collections of all objects, in which the loop stood.
    """
    return dict(zip((column[0] for column in cursor.description), values, strict=True))


class Transaction:
    """Made by `Database.transaction`."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def execute(self, sql: str, *values: Value) -> int:
        """Run one statement; return how many rows it changed."""
        # The cursor is not closed here: that would cost another round trip to the thread.
        cursor = await self._connection.execute(sql, values)
        return cursor.rowcount

    async def many(self, sql: str, values: Iterable[tuple[Value, ...]]) -> None:
        await self._connection.executemany(sql, values)

    async def rows(self, sql: str, *values: Value) -> list[Row]:
        found: Any = await self._connection.execute_fetchall(sql, values)
        return list(found)

    async def row(self, sql: str, *values: Value) -> Row | None:
        return next(iter(await self.rows(sql, *values)), None)


@dataclass(frozen=True, slots=True)
class _Connections:
    """`direct` is used in the event loop's own thread; the others have a thread each."""

    readers: tuple[aiosqlite.Connection, ...]
    writer: aiosqlite.Connection
    direct: sqlite3.Connection


class Database:
    """The bot's storage: `async with await Database.open(path) as database`, or `await close()`.

    `rows` and `row` read in the thread of a reader; `read_now` reads one row by its key in the
    event loop. `write` runs one statement; `transaction` runs several, all or none.
    """

    def __init__(
        self, path: Path, connections: _Connections, clock: Clock, observe: Observe
    ) -> None:
        self.path = path
        self.clock = clock
        self._connections = connections
        self._writer = connections.writer
        self._direct = connections.direct
        self._idle: asyncio.LifoQueue[aiosqlite.Connection] = asyncio.LifoQueue()
        for reader in connections.readers:
            self._idle.put_nowait(reader)
        self._observe = observe
        self._lock = asyncio.Lock()  # of the writer

    @classmethod
    async def open(
        cls,
        path: Path,
        clock: Clock = lambda: datetime.now(UTC),
        observe: Observe = lambda _kind, _seconds: None,
    ) -> Self:
        """Create the file if there is none, bring its schema up to date, check its health.

        `clock` tells the time in the zone in which people see dates; repositories use it.
        `observe` gets the seconds of every "read" and "transaction", waiting included.

        Raises `DatabaseUnusableError` for a file that is damaged, newer than this program or
        cannot be opened; the error gives advice, the file is left as it was, and no connection
        stays open: its thread would keep the process alive.
        """
        with as_unusable(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            await asyncio.to_thread(migrate, path)
            async with AsyncExitStack() as opened:
                writer = await _connect(path, opened, _WRITER)
                readers = tuple([await _connect(path, opened, _READER) for _ in range(READERS)])
                direct = sqlite3.connect(path, isolation_level=None, timeout=0)
                direct.row_factory = _fetched_row
                opened.pop_all()
        return cls(path, _Connections(readers, writer, direct), clock, observe)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self.close()

    async def close(self) -> None:
        """The writer is the last: it empties the log into the file, in its own thread."""
        self._direct.close()
        for connection in (*self._connections.readers, self._writer):
            await connection.close()

    @property
    def revision(self) -> int:
        """Of the content: it changes whenever any process changes the content."""
        return int(self._direct.execute("SELECT revision FROM content").fetchone()["revision"])

    def now(self) -> int:
        """The present moment as tables keep it, in Unix seconds."""
        return int(self.clock().timestamp())

    def read_now(self, sql: str, *values: Value) -> Row | None:
        """Read one row by its key, in the event loop.

        It takes microseconds, a round trip to a reader's thread a hundred; use `row` for a query
        that searches.
        """
        found: Row | None = self._direct.execute(sql, values).fetchone()
        return found

    async def rows(self, sql: str, *values: Value) -> list[Row]:
        started = time.perf_counter()
        reader = await self._idle.get()
        try:
            found: Any = await reader.execute_fetchall(sql, values)
        finally:  # after a cancellation it may still be busy: who gets it next waits for it
            self._idle.put_nowait(reader)
        self._observe("read", time.perf_counter() - started)
        return list(found)

    async def row(self, sql: str, *values: Value) -> Row | None:
        return next(iter(await self.rows(sql, *values)), None)

    async def number(self, sql: str, *values: Value) -> int:
        """Read the one number that the query is for; 0 where there is none."""
        row = await self.row(sql, *values)
        return (row and next(iter(row.values()))) or 0

    async def write(self, sql: str, *values: Value) -> list[Row]:
        """Run one statement as a transaction of its own; return the rows that it returns.

        It takes one round trip to the writer's thread; a transaction takes one for each statement
        and two more.
        """
        async with self._turn():
            found: Any = await self._writer.execute_fetchall(sql, values)
        return list(found)

    async def change_in_chunks(
        self, change: str, table: str, condition: str, *values: Value
    ) -> None:
        """Apply `change` («DELETE FROM letters») to the rows of `table` that meet the condition.

        A changed row must not meet it any more. Other writes go in between; after an interruption
        a second call does the rest.
        """
        columns = await self.rows(
            "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", table
        )
        key = ", ".join(column["name"] for column in columns)
        statement = f"""
            {change} WHERE ({key}) IN (SELECT {key} FROM {table} WHERE {condition} LIMIT {CHUNK})
            RETURNING 1
        """
        while len(await self.write(statement, *values)) == CHUNK:
            pass

    async def delete_in_chunks(self, table: str, condition: str, *values: Value) -> None:
        await self.change_in_chunks(f"DELETE FROM {table}", table, condition, *values)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """One writer at a time; commits at the end, rolls back on any other exit."""
        async with self._turn() as notice:
            try:
                await self._writer.execute("BEGIN IMMEDIATE")
                notice.cancel()
                yield Transaction(self._writer)
                await self._writer.commit()
            except BaseException:
                # A cancelled statement may still be on its way to the writer's thread. The rollback
                # is queued behind it; where no transaction has begun it does nothing.
                await self._writer.rollback()
                raise

    async def clear_log(self) -> bool:
        """Empty the write-ahead log, which keeps what was deleted from the file.

        False while a reader, of this program or another, needs it.
        """
        found: Iterable[sqlite3.Row] = ()
        async with self._turn():
            try:
                await self._writer.execute(f"PRAGMA busy_timeout = {LOG_MILLISECONDS}")
                with suppress(sqlite3.OperationalError):
                    found = await self._writer.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                await self._writer.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
        return any(not row["busy"] for row in found)

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[asyncio.TimerHandle]:
        """The writer's turn of one task; `cancel` the notice once the file is not held.

        Raises `sqlite3.OperationalError` as SQLite does when the writers before took too long.
        """
        started = time.perf_counter()
        try:
            async with asyncio.timeout(BUSY_SECONDS):
                await self._lock.acquire()
        except TimeoutError:
            raise sqlite3.OperationalError("database is locked") from None
        notice = asyncio.get_running_loop().call_later(HELD_SECONDS, _tell_held, self.path)
        try:
            yield notice
        finally:
            notice.cancel()
            self._lock.release()
            self._observe("transaction", time.perf_counter() - started)


def _tell_held(path: Path) -> None:
    _log.warning(
        "%s is held by another program, or its disk is slow: whoever only reads is answered, "
        "what is to be written waits",
        path,
    )


async def _connect(
    path: Path, opened: AsyncExitStack, pragmas: Iterable[str]
) -> aiosqlite.Connection:
    connecting = aiosqlite.connect(path, isolation_level=None, timeout=BUSY_SECONDS)
    connection = await opened.enter_async_context(connecting)
    connection.row_factory = _fetched_row  # type: ignore[assignment] # it may be any callable
    await connection.executescript(";".join(f"PRAGMA {each}" for each in pragmas))
    return connection


class Repository:
    """A feature's tables: a subclass has a method for each thing that is read or written."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._clock = database.clock
