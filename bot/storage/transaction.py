"""Statements that are saved together or not at all."""

from collections.abc import Iterable, Mapping
from typing import Any

import aiosqlite

Row = Mapping[str, Any]
Value = str | int | float | bytes | None


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
