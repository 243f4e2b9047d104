"""The mass lane: several workers, one pace, and patience with Telegram and the network."""

import asyncio
import logging
import random
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from aiogram.exceptions import TelegramRetryAfter

from bot.background import Background
from bot.broadcast.models import Broadcast, DeliveryState
from bot.broadcast.rate_limit import RateLimiter
from bot.broadcast.telegram_delivery import (
    SEND_ERRORS,
    SendOutcome,
)


@dataclass(slots=True, eq=False)
class SendJob:
    """One thing to do in a chat: a copy to send, or messages to take back."""

    broadcast: Broadcast
    person_id: int
    chat_id: int
    messages: int = 1
    message_ids: list[int] = field(default_factory=list)
    at: int = 0
    quiet: bool = False
    over: bool = False
    attempts: int = 0
    pause: float = 0.0

    @property
    def key(self) -> tuple[int, int]:
        return self.broadcast.id, self.person_id


class JobHandler(Protocol):
    """What the lane does."""

    async def refill(self) -> Sequence[SendJob]:
        """The next errands, none of them given out before; empty: nothing for now."""

    async def begin(self, errand: SendJob) -> bool:
        """Whether it is to be done, asked immediately before it is."""

    async def call(self, errand: SendJob) -> None:
        """Ask Telegram; whatever it raises is judged."""

    def classify_error(self, error: Exception) -> SendOutcome: ...

    async def put_back(self, errand: SendJob) -> None:
        """It was not done this time, and is tried again later."""

    async def end(self, errand: SendJob, verdict: SendOutcome) -> None:
        """Store what became of it."""

    def release(self, errand: SendJob) -> None:
        """No worker has it any more."""


_log = logging.getLogger(__name__)

ATTEMPTS = 9
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 60.0
IDLE_SECONDS = 0.5
LAST_SECONDS = 10.0


class WorkerPool:
    def __init__(self, duties: Sequence[JobHandler], pace: RateLimiter, workers: int) -> None:
        self._duties = duties
        self._pace = pace
        self._workers = workers
        self._waiting: deque[tuple[JobHandler, SendJob]] = deque()
        self._feeding = asyncio.Lock()
        self._freed = asyncio.Event()
        self._busy = 0
        self._attempts = Background()
        self.retried: Callable[[str], None] = lambda _: None
        """Told the kind of every error after which a request is tried again."""

    async def work_off(self) -> None:
        """Do all there is to do, and return when nothing is left or in flight."""
        if await self._refill():
            async with asyncio.TaskGroup() as tasks:
                for _ in range(self._workers):
                    tasks.create_task(self._work())

    async def close(self) -> None:
        """Let what is in flight arrive and be stored, for some seconds."""
        await self._attempts.drain(LAST_SECONDS)

    async def _work(self) -> None:
        while taken := await self._next():
            duty, errand = taken
            try:
                await self._see_through(duty, errand)
            finally:
                self._busy -= 1
                duty.release(errand)
                self._freed.set()

    async def _next(self) -> tuple[JobHandler, SendJob] | None:
        async with self._feeding:
            while not self._waiting and not await self._refill():
                if not self._busy:
                    return None
                self._freed.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._freed.wait(), IDLE_SECONDS)
            self._busy += 1
            return self._waiting.popleft()

    async def _refill(self) -> bool:
        for duty in self._duties:
            self._waiting.extend((duty, errand) for errand in await duty.refill())
        return bool(self._waiting)

    async def _see_through(self, duty: JobHandler, errand: SendJob) -> None:
        while not errand.over:
            await self._pace.turn(errand.chat_id, errand.messages)
            attempt = self._attempts.start(self._attempt(duty, errand), "broadcast")
            # Whoever stops the lane, a request under way is waited for, and its outcome is stored.
            await asyncio.shield(attempt)
            await asyncio.sleep(errand.pause)

    async def _attempt(self, duty: JobHandler, errand: SendJob) -> None:
        errand.pause = 0.0
        if not await duty.begin(errand):
            errand.over = True
        elif self._pace.closed:  # since this errand got its turn
            await duty.put_back(errand)
        else:
            await self._store(duty, errand, await self._call(duty, errand))

    async def _call(self, duty: JobHandler, errand: SendJob) -> SendOutcome:
        try:
            await duty.call(errand)
        except SEND_ERRORS as error:
            verdict = duty.classify_error(error)
            errand.pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2**errand.attempts) * _jitter()
            if isinstance(error, TelegramRetryAfter):
                self._pace.flood(error.retry_after)
                errand.pause = 0.0
            if verdict.outcome is DeliveryState.PENDING:
                self.retried(type(error).__name__)
            return verdict
        return SendOutcome(DeliveryState.DELIVERED)

    async def _store(self, duty: JobHandler, errand: SendJob, verdict: SendOutcome) -> None:
        errand.attempts += 1
        errand.chat_id = verdict.moved_to or errand.chat_id
        if verdict.outcome is not DeliveryState.PENDING or verdict.halts:
            errand.over = True
        elif errand.attempts >= ATTEMPTS:
            errand.over, verdict = True, SendOutcome(DeliveryState.FAILED, verdict.reason)
        if errand.over:
            errand.pause = 0.0
            await duty.end(errand, verdict)
        else:
            await duty.put_back(errand)


def _jitter() -> float:
    return random.uniform(0.75, 1.25)  # noqa: S311 - spreads retries; not a secret
