"""Statements that are saved together or not at all."""

import logging
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import aiosqlite

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
