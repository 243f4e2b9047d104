"""Queues that are worked side by side, each in its order."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from bot.background import Background

Key = tuple[int, int]
Item = TypeVar("Item")

LATE_AT_ONCE = 32  # queues; whoever writes now shares the processor with no more of them


class Lanes(Generic[Item]):
    """Late items wait while others are worked: only so many queues of them go at a time.

    A late queue to which something fresh is added becomes one like the others.
    """

    def __init__(self, background: Background, work: Callable[[Item], Awaitable[None]]) -> None:
        self._background = background
        self._work = work
        self._queues: dict[Key, deque[tuple[float, Item]]] = {}
        self._late: dict[Key, None] = {}  # queues that nobody works at yet
        self._late_workers = 0
        self._is_held = False
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def oldest_seconds(self) -> float:
        """How long the item at the head of the slowest queue has waited; 0 when none waits."""
        heads = (queue[0][0] for queue in self._queues.values() if queue)
        return max(0.0, time.monotonic() - min(heads, default=time.monotonic()))

    def waiting(self, key: Key) -> int:
        return len(self._queues.get(key, ()))

    def add(self, key: Key, item: Item, *, late: bool = False) -> None:
        is_new = key not in self._queues
        self._queues.setdefault(key, deque()).append((time.monotonic(), item))
        if is_new and late:
            self._late[key] = None
            self._start_late_workers()
        elif is_new or (key in self._late and not late):
            self._late.pop(key, None)
            self._background.start(self._work_off(key), f"queue {key}")
        self._idle.clear()

    async def wait_until_idle(self) -> None:
        await self._idle.wait()

    def hold_late(self, *, is_held: bool) -> None:
        """Begin no further late queue, or go on with them."""
        self._is_held = is_held
        self._start_late_workers()

    def _start_late_workers(self) -> None:
        wanted = 0 if self._is_held else len(self._late)
        for _ in range(min(LATE_AT_ONCE - self._late_workers, wanted)):
            self._late_workers += 1
            self._background.start(self._work_off_late(), "late queues")

    async def _work_off_late(self) -> None:
        try:
            while self._late and not self._is_held:
                key = next(iter(self._late))
                del self._late[key]
                await self._work_off(key)
        finally:
            self._late_workers -= 1

    async def _work_off(self, key: Key) -> None:
        queue = self._queues[key]
        try:
            while queue:
                await self._work(queue[0][1])
                queue.popleft()
        finally:
            del self._queues[key]
            if not self._queues:
                self._idle.set()
