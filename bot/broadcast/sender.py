"""Carries out all broadcasts and recalls, one after another start, for as long as the bot runs."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from aiogram import Bot

from bot.audience.repository import Audience
from bot.broadcast.books import Books
from bot.broadcast.copying import DressUp
from bot.broadcast.lane import IDLE_SECONDS, LONGEST_PAUSE, Lane
from bot.broadcast.pace import Pace
from bot.broadcast.quiet import QuietHours
from bot.broadcast.recalling import Recalling
from bot.broadcast.sending import Sending

_log = logging.getLogger(__name__)

WORKERS = 32


@dataclass(frozen=True, slots=True)
class Manner:
    """How it sends: `per_second` 0 means without a limit, `workers` how many sends at once.

    `settled` is told the outcome of every recipient, `retried` why a request is tried again.
    """

    per_second: float
    quiet: QuietHours
    workers: int = WORKERS
    settled: Callable[[str], None] = lambda _: None
    retried: Callable[[str], None] = lambda _: None


class Sender:
    """Replies to people never wait behind it: `bot` is its own, with connections of its own.

    That bot does not retry requests by itself: only here is it known what may be repeated.
    """

    def __init__(
        self, bot: Bot, books: Books, audience: Audience, dress: DressUp, manner: Manner
    ) -> None:
        self._bot = bot
        self._books = books
        sending = Sending(bot, books, audience, dress, manner.quiet)
        sending.settled = manner.settled
        self._pace = Pace(manner.per_second)
        self._lane = Lane((sending, Recalling(bot, books)), self._pace, manner.workers)
        self._lane.retried = manner.retried

    @property
    def per_second(self) -> float:
        """How many messages a second are allowed now: fewer for some time after a 429."""
        return self._pace.per_second

    async def run(self) -> None:
        """Until cancelled; then what is in flight still arrives and is stored."""
        try:
            while True:
                await self._run_until_fault()
                await asyncio.sleep(LONGEST_PAUSE)
        finally:
            await self._lane.close()
            await self._bot.session.close()

    async def work_off(self) -> None:
        """Send and take back all that is due now, and return."""
        await self._lane.work_off()

    async def _run_until_fault(self) -> None:
        try:
            await self._books.runs.recover()
            while True:
                await self._lane.work_off()
                await asyncio.sleep(IDLE_SECONDS)
        except Exception:  # noqa: BLE001 - a fault must not end all broadcasts until a restart
            _log.exception("Broadcasting stopped at a fault; it goes on in a minute")
