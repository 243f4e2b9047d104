"""What waits for the bot: a queue that survives until confirmed, as `getUpdates` promises."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from itertools import count

from bot.playground.errors import ConflictError
from bot.playground.wire import Json

KEPT_SECONDS = 24 * 3600
MAX_AT_ONCE = 100
_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class Updates:
    """Updates in order; each stays until a later offset, or delivery to a webhook, confirms it."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.listeners: list[Callable[[Json], None]] = []
        self.webhook_url = ""
        self._clock = clock
        self._ids = count(1)
        self._queue: deque[tuple[float, Json]] = deque()
        self._arrived = asyncio.Event()
        self._allowed: frozenset[str] = frozenset()
        self._poll = 0

    def __len__(self) -> int:
        return len(self._queue)

    def add(self, kind: str, payload: Json) -> None:
        """Queue an update, unless the bot did not ask for this kind."""
        if not self._wanted(kind):
            return
        update = {"update_id": next(self._ids), kind: payload}
        now = self._clock()
        while self._queue and self._queue[0][0] < now - KEPT_SECONDS:
            self._queue.popleft()
        self._queue.append((now, update))
        self._arrived.set()
        for listener in self.listeners:
            listener(update)

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Remember the kinds asked for: None keeps the earlier wish, empty means the default."""
        if kinds is not None:
            self._allowed = frozenset(kinds)

    def confirm(self, update_id: int) -> None:
        """Forget this update and all before it."""
        while self._queue and self._queue[0][1]["update_id"] <= update_id:
            self._queue.popleft()

    def clear(self) -> None:
        self._queue.clear()

    def wake(self) -> None:
        """Let whoever waits look again: it may have been replaced by another receiver."""
        self._arrived.set()

    async def next_updates(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """Up to `limit` updates from `offset` on, waiting for the first at most `seconds`.

        A second poll ends the first with ConflictError, as two copies of one bot do.
        """
        self._poll += 1
        mine = self._poll
        self.wake()
        if offset < 0 and len(self._queue) >= -offset:
            offset = self._queue[offset][1]["update_id"]
        self.confirm(offset - 1)
        if not self._queue:
            await self._wait(seconds)
        if self.webhook_url:
            raise ConflictError(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        if mine != self._poll:
            raise ConflictError(
                "terminated by other getUpdates request; "
                "make sure that only one bot instance is running"
            )
        return [update for _, update in list(self._queue)[: limit or MAX_AT_ONCE]]

    async def arrived(self) -> None:
        """Return as soon as something may be in the queue."""
        if not self._queue:
            self._arrived.clear()
            await self._arrived.wait()

    async def _wait(self, seconds: float) -> None:
        self._arrived.clear()
        try:
            await asyncio.wait_for(self._arrived.wait(), seconds)
        except TimeoutError:
            return

    def _wanted(self, kind: str) -> bool:
        return kind in self._allowed if self._allowed else kind not in _ON_REQUEST
