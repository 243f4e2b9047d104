"""Small writes that wait for company: those of a tenth of a second share one transaction."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from bot.storage.transaction import Statement

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
