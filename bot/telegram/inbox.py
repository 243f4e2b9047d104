"""Updates are stored before Telegram forgets them, and handled once: chats side by side."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from aiogram.exceptions import TelegramAPIError
from structlog.contextvars import bound_contextvars

from bot.background import Background
from bot.telegram.client import is_unreachable, requested
from bot.telegram.reading import Origin, UnreadableError, origin_of
from bot.telegram.update_repository import Failure, UnfinishedUpdate, UpdateRepository

_log = logging.getLogger(__name__)

Update = dict[str, Any]

UNREACHABLE: Final = object()
"""What a handler returns when Telegram cannot be reached: the update is handled again later."""

ATTEMPTS = 3  # an update with which so many processes have ended is given up
HARMLESS_SECONDS = 5.0  # an update that waits so long for something does not end the process
RETRY_PAUSES = (15.0, 60.0, 300.0)  # seconds until an update is handled again
STORE_SECONDS = 0.25  # nobody waits longer for storage that is held by another program
LATE_AFTER = timedelta(hours=1)
REMEMBERED = 10_000  # update ids
LONGEST_QUEUE = 100
FORGET_SECONDS = 0.1
LATE_AT_ONCE = 32  # queues; whoever writes now shares the processor with no more of them

Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Waiting:
    """`attempts` of earlier processes; None for an update that this one has accepted."""

    update: Update
    origin: Origin
    attempts: int | None = None


class Lanes:
    """Queues of updates that are worked side by side, each in its order.

    Late ones wait while others are worked: only so many queues of them go at a time. One to which
    something fresh is added becomes like the others.
    """

    def __init__(self, background: Background, work: Callable[[_Waiting], Awaitable[None]]) -> None:
        self._background = background
        self._work = work
        self._queues: dict[Key, deque[tuple[float, _Waiting]]] = {}
        self._late: dict[Key, None] = {}  # queues that nobody works at yet
        self._late_workers = 0
        self._is_held = False
        self.idle = asyncio.Event()
        self.idle.set()

    @property
    def oldest_seconds(self) -> float:
        """How long the item at the head of the slowest queue has waited; 0 when none waits."""
        heads = (queue[0][0] for queue in self._queues.values() if queue)
        return max(0.0, time.monotonic() - min(heads, default=time.monotonic()))

    def waiting(self, key: Key) -> int:
        return len(self._queues.get(key, ()))

    def add(self, key: Key, item: _Waiting, *, late: bool = False) -> None:
        is_new = key not in self._queues
        self._queues.setdefault(key, deque()).append((time.monotonic(), item))
        if is_new and late:
            self._late[key] = None
            self._start_late_workers()
        elif is_new or (key in self._late and not late):
            self._late.pop(key, None)
            self._background.start(self._work_off(key), f"queue {key}")
        self.idle.clear()

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
                self.idle.set()


class UpdateInbox:
    """Stores each update before Telegram is told that it has arrived, and handles it once.

    A topic of a group or a chat keeps its order. A flood fills only its own queue; what comes into
    a full one is dropped, unless it may be a letter. Ids that were seen lately are skipped:
    Telegram repeats what it believes was lost.
    """

    def __init__(
        self,
        updates: UpdateRepository,
        background: Background,
        handle: Callable[[Update], Awaitable[object]],
        on_failure: Callable[[Failure], None] = lambda _: None,
    ) -> None:
        self._updates = updates
        self._background = background
        self._handle = handle
        self._on_failure = on_failure
        self._lanes = Lanes(background, self._work)
        self._seen: dict[int, None] = {}
        self._unstored: dict[int, None] = {}  # and not handled either
        self._handled: list[int] = []  # and still stored
        self._storing, self._forgetting = asyncio.Lock(), asyncio.Lock()
        self._suspect = asyncio.Lock()
        self._latest = 0

    @property
    def oldest_seconds(self) -> float:
        return self._lanes.oldest_seconds

    async def resume(self) -> None:
        """Handle what the process before this one had accepted and not finished."""
        unfinished = await self._updates.unfinished()
        self._seen |= dict.fromkeys(await self._updates.handled_ids())
        for each in unfinished:
            if each.update["update_id"] not in self._seen:  # this process has accepted it
                await self._resume(each)

    async def accept(self, updates: Iterable[Update], *, has_more: bool = False) -> bool:
        """True: Telegram may be told that the updates have arrived.

        They are handled in any case. While storage fails or is held by another program, Telegram
        keeps what is not handled yet. `has_more`: others wait there, and fresh ones are the last.
        """
        self._lanes.hold_late(is_held=has_more)
        by_id = {update["update_id"]: update for update in updates}
        fresh = [update for number, update in by_id.items() if number not in self._seen]
        self._unstored |= dict.fromkeys(update["update_id"] for update in fresh)
        if unstored := [by_id[number] for number in by_id.keys() & self._unstored.keys()]:
            storing = self._background.start(self._store(unstored), "storing updates")
            await asyncio.wait([storing], timeout=STORE_SECONDS)
        for update in fresh:
            if update["update_id"] not in self._seen:  # it came again while it was being stored
                self._enqueue(_Waiting(update, origin_of(update)))
        return by_id.keys().isdisjoint(self._unstored)

    async def run(self) -> None:
        """Forget handled updates, many in one transaction, until cancelled."""
        while True:
            await asyncio.sleep(FORGET_SECONDS)
            await self._forget()

    async def drain(self, seconds: float) -> None:
        """Wait at most so long until all is handled, then until what is handled is forgotten."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._lanes.idle.wait(), seconds)
        await self._forget()

    async def _store(self, updates: Iterable[Update]) -> None:
        async with self._storing:
            missing = [each for each in updates if each["update_id"] in self._unstored]
            try:
                if missing:
                    await self._updates.store(missing)
            except Exception:  # noqa: BLE001 - a full disk must not silence the bot
                _log.exception("Updates could not be stored; they are handled from memory")
            else:
                for each in missing:
                    self._unstored.pop(each["update_id"], None)

    async def _resume(self, unfinished: UnfinishedUpdate) -> None:
        update, attempts = unfinished.update, unfinished.attempts
        if attempts < ATTEMPTS:
            self._enqueue(_Waiting(update, origin_of(update), attempts))
        else:
            self._seen[update["update_id"]] = None
            _log.error("Update %s is given up: %s processes ended", update["update_id"], attempts)
            await self._give_up(update, Failure.KILLED)

    def _enqueue(self, waiting: _Waiting) -> None:
        number, origin = waiting.update["update_id"], waiting.origin
        self._seen[number] = None
        while len(self._seen) > REMEMBERED:
            del self._seen[next(iter(self._seen))]
        self._latest = max(self._latest, origin.sent_at)
        if self._lanes.waiting(origin.lane) >= LONGEST_QUEUE and not origin.may_be_letter:
            _log.warning("Chat %s floods: update %s is dropped", origin.chat_id, number)
            self._on_failure(Failure.FLOOD)
            self._mark_handled(number)
        else:
            self._lanes.add(origin.lane, waiting, late=self._is_late(origin))

    def _is_late(self, origin: Origin) -> bool:
        """A press does not tell its time: it is as late as the latest message before it."""
        sent_at = origin.sent_at or self._latest
        return 0 < sent_at < (self._updates.clock() - LATE_AFTER).timestamp()

    async def _work(self, waiting: _Waiting) -> None:
        if waiting.attempts is None:
            await self._handle_one(waiting.update)
        else:
            await self._handle_suspect(waiting.update, waiting.attempts)
        self._mark_handled(waiting.update["update_id"])

    async def _handle_suspect(self, update: Update, attempts: int) -> None:
        """Handle an update of an earlier process; one at a time might be what has ended it.

        Once it has asked something of Telegram, or waits for something else, it is not.
        """
        number, asked = update["update_id"], asyncio.Event()
        async with self._suspect:
            await self._set_attempts(number, attempts + 1)
            token = requested.set(asked)
            handling = self._background.start(self._handle_one(update), f"update {number}")
            requested.reset(token)
            asking = self._background.start(_wait_for(asked), f"request of update {number}")
            try:
                await asyncio.wait(
                    {handling, asking},
                    timeout=HARMLESS_SECONDS,
                    return_when=asyncio.FIRST_COMPLETED,
                )
                attempts = 0
            finally:
                asking.cancel()
                await self._set_attempts(number, attempts)
        await handling

    async def _handle_one(self, update: Update) -> None:
        number = update["update_id"]
        with bound_contextvars(update=number):  # each line that is logged meanwhile carries it
            try:
                for pause in RETRY_PAUSES:
                    if await self._reaches(update):
                        return
                    await asyncio.sleep(pause)
                if not await self._reaches(update):
                    _log.error("Update %s is given up: Telegram takes no reply", number)
                    await self._give_up(update, Failure.UNREACHABLE)
            except UnreadableError as error:
                _log.error("Update %s cannot be read because of %s", number, error)
                await self._give_up(update, Failure.UNREADABLE)
            except Exception:  # noqa: BLE001 - one update must not stop its queue
                _log.exception("Update %s could not be handled", number)
                await self._give_up(update, Failure.FAILED)

    async def _reaches(self, update: Update) -> bool:
        """Handle the update; False when Telegram could not be reached."""
        try:
            return await self._handle(update) is not UNREACHABLE
        except TelegramAPIError as error:
            if is_unreachable(error):
                return False
            raise

    async def _give_up(self, update: Update, failure: Failure) -> None:
        """Keep it for a look; whoever calls this has logged why."""
        try:
            await self._updates.fail(update, origin_of(update).person_id, failure)
        except Exception:  # noqa: BLE001 - it is logged and counted at least
            _log.exception("Update %s could not be kept", update["update_id"])
        self._on_failure(failure)

    async def _set_attempts(self, number: int, attempts: int) -> None:
        try:
            await self._updates.set_attempts(number, attempts)
        except Exception:  # noqa: BLE001 - it may be counted wrong; it is handled all the same
            _log.exception("The attempts of update %s could not be stored", number)

    def _mark_handled(self, number: int) -> None:
        self._unstored.pop(number, None)
        self._handled.append(number)

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


async def _wait_for(event: asyncio.Event) -> None:
    await event.wait()
