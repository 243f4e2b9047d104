"""The queue of updates for the bot, and the state of its webhook."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from itertools import count, islice

from bot.playground.requests import ConflictError, Json

KEPT_SECONDS = 24 * 3600
MAX_AT_ONCE = 100
_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class UpdateQueue:
    """Updates in order. A later offset, or delivery to the webhook, confirms and removes one."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.listeners: list[Callable[[Json], None]] = []
        self.disorder: Callable[[str], bool] = lambda _kind: False
        self.allowed: frozenset[str] = frozenset()
        self._clock = clock
        self._ids = count(1)
        self._queue: deque[tuple[float, Json]] = deque()
        self._changed = asyncio.Event()
        self._to_webhook = False
        self._poll = 0
        self._given = 0

    def __len__(self) -> int:
        return len(self._queue)

    def first(self) -> Json:
        """Return the oldest unconfirmed update."""
        update = self._queue[0][1]
        self._given = max(self._given, update["update_id"])
        return update

    def add(self, kind: str, payload: Json) -> None:
        """Queue an update of a kind that the bot asked for; drop those older than a day."""
        if kind not in self.allowed if self.allowed else kind in _ON_REQUEST:
            return
        update = {"update_id": next(self._ids), kind: payload}
        now = self._clock()
        while self._queue and self._queue[0][0] < now - KEPT_SECONDS:
            self._queue.popleft()
        if self._may_swap() and self.disorder("swap"):
            update = self._swapped(update)
        for _ in range(1 + self.disorder("duplicate")):
            self._queue.append((now, update))
            for listener in self.listeners:
                listener(update)
        self._changed.set()

    def number_from(self, first: int) -> None:
        self._ids = count(first)

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Set the kinds to queue: None keeps the earlier choice, empty means the default."""
        if kinds is not None:
            self.allowed = frozenset(kinds)

    def confirm(self, update_id: int) -> None:
        """Forget this update and all before it."""
        while self._queue and self._queue[0][1]["update_id"] <= update_id:
            self._queue.popleft()

    def clear(self) -> None:
        self._queue.clear()

    def use_webhook(self, *, used: bool) -> None:
        """Switch between the webhook and polling; a running poll ends."""
        self._to_webhook = used
        self.wake()

    def wake(self) -> None:
        """End every wait for updates, even if there are none."""
        self._changed.set()

    async def webhook_update(self) -> None:
        """Wait until there is an update and a webhook to send it to."""
        while not (self._queue and self._to_webhook):
            self._changed.clear()
            await self._changed.wait()

    async def next_updates(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """Up to `limit` updates from `offset` on, waiting for the first at most `seconds`.

        A second poll ends the first with ConflictError, as two copies of one bot do.
        """
        self._poll += 1
        mine = self._poll
        self._changed.set()  # wakes an older poll, which then ends with ConflictError
        self.confirm(offset - 1)
        if not self._queue and not self._to_webhook:
            await self._wait(seconds)
        if self._to_webhook:
            raise ConflictError(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        if mine != self._poll:
            raise ConflictError(
                "terminated by other getUpdates request; "
                "make sure that only one bot instance is running"
            )
        updates = [update for _, update in islice(self._queue, limit or MAX_AT_ONCE)]
        self._given = max([self._given, *(update["update_id"] for update in updates)])
        return updates

    def _may_swap(self) -> bool:
        """Whether the last update may swap ids with the next: not yet delivered, no duplicate."""
        numbers = [update["update_id"] for _, update in islice(reversed(self._queue), 2)]
        return bool(numbers) and numbers[0] > self._given and len(set(numbers)) == len(numbers)

    def _swapped(self, update: Json) -> Json:
        """Swap this update with the one before it, ids included; return the one to queue next."""
        at, before = self._queue.pop()
        numbers = {"update_id": before["update_id"]}, {"update_id": update["update_id"]}
        self._queue.append((at, update | numbers[0]))
        return before | numbers[1]

    async def _wait(self, seconds: float) -> None:
        self._changed.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):  # unlike wait_for, starts no task
                await self._changed.wait()


@dataclass(frozen=True)
class WebhookState:
    """An empty `url`: no webhook is set."""

    url: str = ""
    secret: str = ""
