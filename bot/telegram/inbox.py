"""Lanes: the updates of one chat are handled in order, those of different chats side by side."""

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

REMEMBERED = 10_000
LONGEST_LANE = 100
FORGET_SECONDS = 0.1


class UpdateInbox:
    """Accepts updates as Telegram gives them and lets `handle` have each exactly once.

    One person's flood fills only that chat's lane; what comes into a full lane is dropped and
    logged. Numbers that were seen lately are not handled again: Telegram repeats what it believes
    was lost.
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
        self._lanes: dict[int, deque[tuple[float, Update]]] = {}
        self._seen: dict[int, None] = {}
        self._done: list[int] = []
        self._empty = asyncio.Event()
        self._empty.set()

    @property
    def oldest_seconds(self) -> float:
        """How long the update at the head of the slowest lane has waited; 0 when none waits."""
        heads = (lane[0][0] for lane in self._lanes.values() if lane)
        return max(0.0, time.monotonic() - min(heads, default=time.monotonic()))

    async def resume(self) -> None:
        """Take up what the process before this one had accepted and not finished."""
        left = await self._updates.left()
        self._seen |= dict.fromkeys(await self._updates.handled())
        self._enqueue(left)

    async def accept(self, updates: Iterable[Update]) -> None:
        """Once this returns, Telegram may be told that the updates have arrived.

        Storage that fails stops nobody: the updates are then handled from memory.
        """
        by_id = {update["update_id"]: update for update in updates}
        fresh = [update for number, update in by_id.items() if number not in self._seen]
        if fresh:
            try:
                await self._updates.keep(fresh)
            except Exception:  # noqa: BLE001 - a full disk must not silence the bot
                _log.exception("Updates could not be kept; they are handled from memory")
            self._enqueue(fresh)

    async def run(self) -> None:
        """Forget handled updates, many in one transaction, until cancelled."""
        while True:
            await asyncio.sleep(FORGET_SECONDS)
            await self._forget()

    async def drain(self, seconds: float) -> None:
        """Let what was accepted be finished, for at most so long."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._empty.wait(), seconds)
        await self._forget()

    def _enqueue(self, updates: Iterable[Update]) -> None:
        for update in updates:
            if update["update_id"] in self._seen:  # since it was kept: it came twice at once
                continue
            self._seen[update["update_id"]] = None
            lane_id = _chat(update)
            lane = self._lanes.get(lane_id)
            if lane is None:
                self._lanes[lane_id] = deque([(time.monotonic(), update)])
                self._empty.clear()
                self._background.start(self._work(lane_id), f"lane {lane_id}")
            elif len(lane) < LONGEST_LANE:
                lane.append((time.monotonic(), update))
            else:
                _log.warning("Chat %s floods: update %s is dropped", lane_id, update["update_id"])
                self._done.append(update["update_id"])
        while len(self._seen) > REMEMBERED:
            del self._seen[next(iter(self._seen))]

    async def _work(self, lane_id: int) -> None:
        lane = self._lanes[lane_id]
        try:
            while lane:
                _, update = lane[0]
                await self._handle_one(update)
                self._done.append(update["update_id"])
                lane.popleft()
        finally:
            del self._lanes[lane_id]
            if not self._lanes:
                self._empty.set()

    async def _handle_one(self, update: Update) -> None:
        number = update["update_id"]
        with bound_contextvars(update=number):  # each line that is logged meanwhile carries it
            try:
                await self._handle(update)
            except Exception:  # noqa: BLE001 - an update nobody can read must not stop its lane
                _log.exception("Update %s could not be handled", number)

    async def _forget(self) -> None:
        done, self._done = self._done, []
        if done:
            try:
                await self._updates.forget(done)
            except Exception:  # noqa: BLE001 - tried again with the next batch
                self._done = done + self._done
                _log.exception("Handled updates could not be forgotten yet")


def _chat(update: Update) -> int:
    """The chat, or for updates without one the person, whose order matters; 0 for neither."""
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
