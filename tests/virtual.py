"""Time that passes at once: a loop whose clock jumps to the next thing that is due."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from selectors import DefaultSelector
from typing import Any, TypeVar

from bot.storage.database import Database, Row, Transaction, Value

Result = TypeVar("Result")


class WaitedDatabase(Database):
    """Its work takes no virtual time: while it is under way, the clock stands still."""

    busy = 0

    async def rows(self, sql: str, *values: Value) -> list[Row]:
        self.busy += 1
        try:
            return await super().rows(sql, *values)
        finally:
            self.busy -= 1

    async def write(self, sql: str, *values: Value) -> list[Row]:
        self.busy += 1
        try:
            return await super().write(sql, *values)
        finally:
            self.busy -= 1

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        self.busy += 1
        try:
            async with super().transaction() as transaction:
                yield transaction
        finally:
            self.busy -= 1


class _JumpingSelector(DefaultSelector):
    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.database: WaitedDatabase | None = None

    def select(self, timeout: float | None = None):
        if timeout is None or timeout <= 0 or (self.database and self.database.busy):
            return super().select(None if timeout is None or timeout > 0 else 0)
        self.now += timeout
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self.jumping = _JumpingSelector()
        super().__init__(self.jumping)

    def time(self) -> float:
        return self.jumping.now

    def wait_for(self, database: WaitedDatabase) -> None:
        self.jumping.database = database


def run_virtually(work: Coroutine[Any, Any, Result]) -> Result:
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(work)
