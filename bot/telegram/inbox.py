"""Updates wait in one queue for each chat: handled in order within it, chats side by side."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Any

from structlog.contextvars import bound_contextvars

from bot.background import Background
from bot.telegram.update_repository import UpdateRepository

_log = logging.getLogger(__name__)

Update = dict[str, Any]

REMEMBERED = 10_000  # update ids
LONGEST_QUEUE = 100
FORGET_SECONDS = 0.1


class UpdateInbox:
    """Stores each update before Telegram is told that it has arrived, and handles it once.

    A flood fills only its own chat's queue; what comes into a full queue is dropped and logged.
    Ids that were seen lately are skipped: Telegram repeats what it believes was lost.
    """

    def __init__(
        self,
        updates: UpdateRepository,
        background: Background,
        handle: Callable[[Update], Awaitable[object]],
    ) -> None:
        self._updates = updates
        self._background = background
        self._handle = handle
        self._queues: dict[int, deque[tuple[float, Update]]] = {}
        self._seen: dict[int, None] = {}
        self._handled: list[int] = []  # and still stored
        self._forgetting = asyncio.Lock()
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def oldest_seconds(self) -> float:
        """How long the update at the head of the slowest queue has waited; 0 when none waits."""
        heads = (queue[0][0] for queue in self._queues.values() if queue)
        return max(0.0, time.monotonic() - min(heads, default=time.monotonic()))

    async def resume(self) -> None:
        """Handle what the process before this one had accepted and not finished."""
        unfinished = await self._updates.unfinished()
        self._seen |= dict.fromkeys(await self._updates.handled_ids())
        self._enqueue(unfinished)

    async def accept(self, updates: Iterable[Update]) -> None:
        """Once this returns, Telegram may be told that the updates have arrived.

        When they cannot be stored, they are handled from memory.
        """
        by_id = {update["update_id"]: update for update in updates}
        fresh = [update for number, update in by_id.items() if number not in self._seen]
        if fresh:
            try:
                await self._updates.store(fresh)
            except Exception:  # noqa: BLE001 - a full disk must not silence the bot
                _log.exception("Updates could not be stored; they are handled from memory")
            self._enqueue(fresh)

    async def run(self) -> None:
        """Forget handled updates, many in one transaction, until cancelled."""
        while True:
            await asyncio.sleep(FORGET_SECONDS)
            await self._forget()

    async def drain(self, seconds: float) -> None:
        """Wait at most so long until all is handled, then until what is handled is forgotten."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), seconds)
        await self._forget()

    def _enqueue(self, updates: Iterable[Update]) -> None:
        for update in updates:
            if update["update_id"] in self._seen:  # it came again while it was being stored
                continue
            self._seen[update["update_id"]] = None
            chat_id = _chat(update)
            queue = self._queues.get(chat_id)
            if queue is None:
                self._queues[chat_id] = deque([(time.monotonic(), update)])
                self._idle.clear()
                self._background.start(self._work(chat_id), f"queue of chat {chat_id}")
            elif len(queue) < LONGEST_QUEUE:
                queue.append((time.monotonic(), update))
            else:
                _log.warning("Chat %s floods: update %s is dropped", chat_id, update["update_id"])
                self._handled.append(update["update_id"])
        while len(self._seen) > REMEMBERED:
            del self._seen[next(iter(self._seen))]

    async def _work(self, chat_id: int) -> None:
        queue = self._queues[chat_id]
        try:
            while queue:
                _, update = queue[0]
                await self._handle_one(update)
                self._handled.append(update["update_id"])
                queue.popleft()
        finally:
            del self._queues[chat_id]
            if not self._queues:
                self._idle.set()

    async def _handle_one(self, update: Update) -> None:
        number = update["update_id"]
        with bound_contextvars(update=number):  # each line that is logged meanwhile carries it
            try:
                await self._handle(update)
            except Exception:  # noqa: BLE001 - an unreadable update must not stop its queue
                _log.exception("Update %s could not be handled", number)

    async def _forget(self) -> None:
        """One at a time: who comes second waits until what the first has begun is stored.

        Ids leave the list only after that, so that a cancelled or failed try loses none.
        """
        async with self._forgetting:
            handled = self._handled[:]
            if not handled:
                return
            try:
                await self._updates.forget(handled)
            except Exception:  # noqa: BLE001 - tried again with the next batch
                _log.exception("Handled updates could not be forgotten yet")
            else:
                del self._handled[: len(handled)]


def _chat(update: Update) -> int:
    """The id of the chat, else of the person; 0 for an update that has neither."""
    for payload in update.values():
        if isinstance(payload, dict):
            message = payload.get("message")
            chat = payload.get("chat") or (
                message.get("chat") if isinstance(message, dict) else None
            )
            owner = chat if isinstance(chat, dict) else payload.get("from")
            if isinstance(owner, dict) and isinstance(owner.get("id"), int):
                return int(owner["id"])
    return 0
