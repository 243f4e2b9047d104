"""Many requests at once, within a rate limit; errors that pass are retried."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from aiogram.exceptions import TelegramRetryAfter

from bot.background import Background
from bot.broadcast.models import Broadcast, DeliveryState
from bot.broadcast.send_errors import SEND_ERRORS, SendOutcome
from bot.telegram.client import jitter
from bot.telegram.rate_limit import RateLimiter


@dataclass(slots=True, eq=False)
class SendJob:
    """One chat to send to, or to take messages back from.

    `messages` is how many messages the rate limit counts, `message_ids` are those sent so far,
    `at` is when they were sent. The pool waits `pause` seconds before the next attempt.
    """

    broadcast: Broadcast
    person_id: int
    chat_id: int
    messages: int = 1
    message_ids: list[int] = field(default_factory=list)
    at: int = 0
    quiet: bool = False
    done: bool = False
    attempts: int = 0
    pause: float = 0.0

    @property
    def key(self) -> tuple[int, int]:
        return self.broadcast.id, self.person_id


class JobHandler(Protocol):
    """A source of jobs, and what is done with each."""

    async def next_jobs(self) -> Sequence[SendJob]:
        """Jobs that were not given out before; empty when there are none for now."""

    async def claim(self, job: SendJob) -> bool:
        """Called immediately before each request; False when the job is not to be done."""

    async def request(self, job: SendJob) -> None:
        """Ask Telegram. Errors are classified and never end the pool."""

    def classify_error(self, error: Exception) -> SendOutcome: ...

    async def requeue(self, job: SendJob) -> None:
        """The job was not done this time; the pool will try it again."""

    async def finish(self, job: SendJob, result: SendOutcome) -> None:
        """Store the result of the job."""

    def forget(self, job: SendJob) -> None:
        """The pool no longer holds the job."""


Entry = TypeVar("Entry")
Answer = TypeVar("Answer")


class BatchWriter(Generic[Entry, Answer]):
    """Entries that come while a transaction is being written go into the next one together.

    Without it every entry of every worker is a transaction of its own: at an unlimited rate that
    sends a quarter fewer messages a second, and replies wait six times as long for the database.
    `save` stores the entries in one transaction and returns an answer for each, in their order.
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
                future.exception()  # marks it as retrieved: its writer may have been cancelled
            raise
        for (_, future), answer in zip(waiting, answers, strict=True):
            future.set_result(answer)


ATTEMPTS = 9
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 60.0
IDLE_SECONDS = 0.5
LAST_SECONDS = 10.0


class WorkerPool:
    """`on_retry` is told the name of every error after which a request is tried again."""

    def __init__(
        self,
        handlers: Sequence[JobHandler],
        limiter: RateLimiter,
        workers: int,
        on_retry: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._handlers = handlers
        self._limiter = limiter
        self._workers = workers
        self._on_retry = on_retry
        self._waiting: deque[tuple[JobHandler, SendJob]] = deque()
        self._feeding = asyncio.Lock()
        self._freed = asyncio.Event()
        self._busy = 0
        self._attempts = Background()

    async def run_until_idle(self) -> None:
        """Do all jobs there are; return when none is left or being done."""
        if await self._refill():
            async with asyncio.TaskGroup() as tasks:
                for _ in range(self._workers):
                    tasks.create_task(self._work())

    async def close(self) -> None:
        """Wait some seconds for unanswered requests, so that their results are stored."""
        await self._attempts.drain(LAST_SECONDS)

    async def _work(self) -> None:
        while taken := await self._next():
            handler, job = taken
            try:
                await self._run(handler, job)
            finally:
                self._busy -= 1
                handler.forget(job)
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
        for handler in self._handlers:
            self._waiting.extend((handler, job) for job in await handler.next_jobs())
        return bool(self._waiting)

    async def _run(self, handler: JobHandler, job: SendJob) -> None:
        while not job.done:
            await self._limiter.acquire(job.chat_id, job.messages)
            attempt = self._attempts.start(self._attempt(handler, job), "broadcast")
            # shielded: when the pool is cancelled, the answer to a request is still stored
            await asyncio.shield(attempt)
            await asyncio.sleep(job.pause)

    async def _attempt(self, handler: JobHandler, job: SendJob) -> None:
        job.pause = 0.0
        if not await handler.claim(job):
            job.done = True
        elif self._limiter.is_blocked:  # by another worker's 429, while this one claimed its row
            await handler.requeue(job)
        else:
            await self._store(handler, job, await self._request(handler, job))

    async def _request(self, handler: JobHandler, job: SendJob) -> SendOutcome:
        try:
            await handler.request(job)
        except SEND_ERRORS as error:
            result = handler.classify_error(error)
            job.pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2**job.attempts) * jitter()
            if isinstance(error, TelegramRetryAfter):
                self._limiter.on_retry_after(error.retry_after)
                job.pause = 0.0
            if result.outcome is DeliveryState.PENDING:
                self._on_retry(type(error).__name__)
            return result
        return SendOutcome(DeliveryState.DELIVERED)

    async def _store(self, handler: JobHandler, job: SendJob, result: SendOutcome) -> None:
        job.attempts += 1
        job.chat_id = result.moved_to or job.chat_id
        if result.outcome is not DeliveryState.PENDING or result.halts:
            job.done = True
        elif job.attempts >= ATTEMPTS:
            job.done, result = True, SendOutcome(DeliveryState.FAILED, result.reason)
        if job.done:
            job.pause = 0.0
            await handler.finish(job, result)
        else:
            await handler.requeue(job)
