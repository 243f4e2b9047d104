"""One reader and one locked writer over a SQLite file.

A single shared connection would let one task commit another's half transaction: A's rollback comes
too late when B's COMMIT has already saved A's first statement.
"""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Self

import aiosqlite

from bot.storage.errors import blaming
from bot.storage.migrations import migrate
from bot.storage.transaction import Row, Transaction, Value

Observe = Callable[[str, float], None]

BUSY_SECONDS = 5.0
_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = NORMAL",
    "foreign_keys = ON",
    "secure_delete = ON",  # what is deleted leaves the file, and so the backups, too
)


class Database:
    """The bot's memory. Open with `await Database.open(path)`, close with `await close()`."""

    def __init__(
        self,
        path: Path,
        reader: aiosqlite.Connection,
        writer: aiosqlite.Connection,
        glancing: sqlite3.Connection,
        observe: Observe,
    ) -> None:
        self.path = path
        self._glancing = glancing
        self._observe = observe
        self._reader = reader
        self._writer = writer
        self._lock = asyncio.Lock()

    @classmethod
    async def open(cls, path: Path, observe: Observe = lambda _kind, _seconds: None) -> Self:
        """Create the file if there is none, bring its schema up to date, check its health.

        `observe` is told the seconds of every "read" and every "transaction", waiting included.

        Raises `DatabaseUnusableError` for a file that is damaged, newer than this program,
        or not to be opened; the error says how to go on, the file is left as it was, and nothing
        stays open: a connection has a thread, which would keep the process alive.
        """
        with blaming(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            await asyncio.to_thread(migrate, path)
            async with AsyncExitStack() as opened:
                writer = await _connect(path, opened)
                reader = await _connect(path, opened)
                await reader.execute("PRAGMA query_only = ON")
                glancing = sqlite3.connect(path, isolation_level=None, timeout=0)
                opened.pop_all()
        return cls(path, reader, writer, glancing, observe)

    async def close(self) -> None:
        await self._reader.close()
        await self._writer.close()
        self._glancing.close()

    def glance(self, sql: str) -> Value:
        """The one value of a row that is always in memory, read where the caller stands.

        It takes some microseconds, the way to a reader's thread and back a hundred; whatever may
        be on the disk only is for `rows`.
        """
        (value,) = self._glancing.execute(sql).fetchone()
        found: Value = value
        return found

    async def rows(self, sql: str, *values: Value) -> list[Row]:
        started = time.perf_counter()
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
        async with self._lock:
            try:
                found = await self._writer.execute_fetchall(sql, values)
            finally:
                self._observe("transaction", time.perf_counter() - started)
        return [dict(row) for row in found]

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """One writer at a time; commits at the end, rolls back on any other exit."""
        started = time.perf_counter()
        async with self._lock:
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
                self._observe("transaction", time.perf_counter() - started)


async def _connect(path: Path, opened: AsyncExitStack) -> aiosqlite.Connection:
    connecting = aiosqlite.connect(path, isolation_level=None, timeout=BUSY_SECONDS)
    connection = await opened.enter_async_context(connecting)
    connection.row_factory = sqlite3.Row
    for pragma in _PRAGMAS:
        await connection.execute(f"PRAGMA {pragma}")
    return connection
