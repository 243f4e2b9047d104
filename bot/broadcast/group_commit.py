"""Many workers, one transaction: so that the database never limits the lane."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Entry = TypeVar("Entry")
Answer = TypeVar("Answer")


class GroupCommit(Generic[Entry, Answer]):
    """What is written while a transaction is under way goes together into the next one.

    `save` stores the entries at once and gives an answer for each, in their order.
    """

    def __init__(self, save: Callable[[Sequence[Entry]], Awaitable[Sequence[Answer]]]) -> None:
        self._save = save
        self._lock = asyncio.Lock()
        self._waiting: list[tuple[Entry, asyncio.Future[Answer]]] = []

    async def write(self, entry: Entry) -> Answer:
        """Return once the entry is stored; raise what `save` raised if it is not."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((entry, answer))
        async with self._lock:
            if not answer.done():
                await self._save_waiting()
        return await answer

    async def _save_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        try:
            answers = await self._save([entry for entry, _ in waiting])
        except BaseException as error:
            for _, future in waiting:
                future.set_exception(error)
                future.exception()  # seen: whoever waits for it may be gone
            raise
        for (_, future), answer in zip(waiting, answers, strict=True):
            future.set_result(answer)
