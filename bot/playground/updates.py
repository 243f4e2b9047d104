"""Updates that the bot gets: queue, inline results, interactions of people."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from itertools import count, islice

from bot.playground.wire import (
    ConflictError,
    Json,
)

KEPT_SECONDS = 24 * 3600
MAX_AT_ONCE = 100
_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class UpdateQueue:
    """Updates in order; each stays until a later offset, or delivery to a webhook, confirms it."""

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
        """Give out the oldest update that nobody has confirmed."""
        update = self._queue[0][1]
        self._given = max(self._given, update["update_id"])
        return update

    def add(self, kind: str, payload: Json) -> None:
        """Queue an update, unless the bot did not ask for this kind; forget those of yesterday."""
        if kind not in self.allowed if self.allowed else kind in _ON_REQUEST:
            return
        update = {"update_id": next(self._ids), kind: payload}
        now = self._clock()
        while self._queue and self._queue[0][0] < now - KEPT_SECONDS:
            self._queue.popleft()
        if self._waits_alone() and self.disorder("swap"):
            update = self._swapped(update)
        for _ in range(1 + self.disorder("duplicate")):
            self._queue.append((now, update))
            for listener in self.listeners:
                listener(update)
        self._changed.set()

    def number_from(self, first: int) -> None:
        self._ids = count(first)

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Remember the kinds asked for: None keeps the earlier wish, empty means the default."""
        if kinds is not None:
            self.allowed = frozenset(kinds)

    def confirm(self, update_id: int) -> None:
        """Forget this update and all before it."""
        while self._queue and self._queue[0][1]["update_id"] <= update_id:
            self._queue.popleft()

    def clear(self) -> None:
        self._queue.clear()

    def use_webhook(self, *, used: bool) -> None:
        """Give updates to a webhook, or to whoever asks; a poll under way is ended."""
        self._to_webhook = used
        self.wake()

    def wake(self) -> None:
        """End every wait for updates, with nothing if there is nothing."""
        self._changed.set()

    async def deliverable(self) -> None:
        """Return when there is an update and a webhook to give it to."""
        while not (self._queue and self._to_webhook):
            self._changed.clear()
            await self._changed.wait()

    async def next_updates(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """Up to `limit` updates from `offset` on, waiting for the first at most `seconds`.

        A second poll ends the first with ConflictError, as two copies of one bot do.
        """
        self._poll += 1
        mine = self._poll
        self._changed.set()  # an older poll looks up and finds out that it was replaced
        if offset < 0:
            offset = (
                self._queue[max(offset, -len(self._queue))][1]["update_id"] if self._queue else 0
            )
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

    def _waits_alone(self) -> bool:
        """Whether the last update may change its number: the bot has not seen it, it came once."""
        numbers = [update["update_id"] for _, update in islice(reversed(self._queue), 2)]
        return bool(numbers) and numbers[0] > self._given and len(set(numbers)) == len(numbers)

    def _swapped(self, update: Json) -> Json:
        """Let this update take the place and the number of the one before it, which comes next."""
        at, before = self._queue.pop()
        numbers = {"update_id": before["update_id"]}, {"update_id": update["update_id"]}
        self._queue.append((at, update | numbers[0]))
        return before | numbers[1]

    async def _wait(self, seconds: float) -> None:
        self._changed.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):  # waits here: a task of its own would start late
                await self._changed.wait()


@dataclass
class PlayedWebhook:
    """Its address and secret, and how the last failure looked. No address: there is none."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    error_at: int = 0
    error: str = ""
