"""One reader and one locked writer over a SQLite file.

A single shared connection would let one task commit another's half transaction: A's rollback comes
too late when B's COMMIT has already saved A's first statement.
"""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Self

import aiosqlite

from bot.storage.connection import connect
from bot.storage.deferred import Deferred
from bot.storage.errors import blaming
from bot.storage.migrations import migrate
from bot.storage.transaction import Row, Statement, Transaction, Value, run_all

Observe = Callable[[str, float], None]


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
        self._holder: asyncio.Task[None] | None = None  # of the lock, in a transaction
        self._deferred = Deferred(self._save)

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
                writer = await connect(path, opened)
                reader = await connect(path, opened)
                await reader.execute("PRAGMA query_only = ON")
                glancing = sqlite3.connect(path, isolation_level=None, timeout=0)
                glancing.row_factory = sqlite3.Row
                opened.pop_all()
        return cls(path, reader, writer, glancing, observe)

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

    def glance(self, sql: str, *values: Value) -> Row | None:
        """A row found by its key, read where the caller stands: without what `later` holds.

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

    async def later(self, sql: str, *values: Value) -> None:
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
