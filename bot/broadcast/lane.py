"""The mass lane: several workers, one pace, and patience with Telegram and the network."""

import asyncio
import logging
import random
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress

from aiogram.exceptions import TelegramRetryAfter

from bot.background import Background
from bot.broadcast.errand import Duty, Errand
from bot.broadcast.models import Outcome
from bot.broadcast.outcomes import SEND_ERRORS, Verdict
from bot.broadcast.pace import Pace

_log = logging.getLogger(__name__)

ATTEMPTS = 9
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 60.0
IDLE_SECONDS = 0.5
LAST_SECONDS = 10.0


class Lane:
    def __init__(self, duties: Sequence[Duty], pace: Pace, workers: int) -> None:
        self._duties = duties
        self._pace = pace
        self._workers = workers
        self._waiting: deque[tuple[Duty, Errand]] = deque()
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

    async def _next(self) -> tuple[Duty, Errand] | None:
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

    async def _see_through(self, duty: Duty, errand: Errand) -> None:
        while not errand.over:
            await self._pace.turn(errand.chat_id, errand.messages)
            attempt = self._attempts.start(self._attempt(duty, errand), "broadcast")
            # Whoever stops the lane, a request under way is waited for, and its outcome is stored.
            await asyncio.shield(attempt)
            await asyncio.sleep(errand.pause)

    async def _attempt(self, duty: Duty, errand: Errand) -> None:
        errand.pause = 0.0
        if not await duty.begin(errand):
            errand.over = True
        elif self._pace.closed:  # since this errand got its turn
            await duty.put_back(errand)
        else:
            await self._store(duty, errand, await self._call(duty, errand))

    async def _call(self, duty: Duty, errand: Errand) -> Verdict:
        try:
            await duty.call(errand)
        except SEND_ERRORS as error:
            verdict = duty.judge(error)
            errand.pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2**errand.attempts) * _jitter()
            if isinstance(error, TelegramRetryAfter):
                self._pace.flood(error.retry_after)
                errand.pause = 0.0
            if verdict.outcome is Outcome.PENDING:
                self.retried(type(error).__name__)
            return verdict
        return Verdict(Outcome.DELIVERED)

    async def _store(self, duty: Duty, errand: Errand, verdict: Verdict) -> None:
        errand.attempts += 1
        errand.chat_id = verdict.moved_to or errand.chat_id
        if verdict.outcome is not Outcome.PENDING or verdict.halts:
            errand.over = True
        elif errand.attempts >= ATTEMPTS:
            errand.over, verdict = True, Verdict(Outcome.FAILED, verdict.reason)
        if errand.over:
            errand.pause = 0.0
            await duty.end(errand, verdict)
        else:
            await duty.put_back(errand)


def _jitter() -> float:
    return random.uniform(0.75, 1.25)  # noqa: S311 - spreads retries; not a secret
