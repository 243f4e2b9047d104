"""Long polling that acknowledges an update only after it is stored."""

import asyncio
import logging
import math
from contextlib import suppress
from typing import Any

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramConflictError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import TelegramMethod

from bot.errors import AlreadyServedError
from bot.server.metrics import Monitor
from bot.storage.served import ServedMark
from bot.telegram.inbox import UpdateInbox

_log = logging.getLogger(__name__)

WAIT_SECONDS = 30
MOST_AT_ONCE = 100  # Telegram gives no more
LOOK_SECONDS = 7.0  # another process that is ended polls again after a second
LOOK_PAUSE = 1.0
UNSTORED_PAUSE = 0.3  # what Telegram was not told of comes again, with what is new
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
CONFLICT = (
    "Another process polls with the same BOT_TOKEN, and Telegram serves only one. Stop the other "
    "one; this one waits and goes on by itself."
)
HOOKED = (
    "A webhook is set for this BOT_TOKEN, and BOT_WEBHOOK_URL is empty: it is removed. If it comes "
    "back, another process sets it; stop that one or this one."
)


SERVED = (
    "Another process serves this bot, and two must not: this one has not been heard of by Telegram "
    "for a while, so it stops. Stop the other one first if this one is to serve."
)


class GetRawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """`getUpdates` without parsing: one unreadable update must not block the others."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int | None = None
    timeout: int = WAIT_SECONDS
    allowed_updates: list[str] | None = None  # None: as the last poll had it


async def is_served_elsewhere(bot: Bot) -> bool:
    """Poll for some seconds without taking anything: another process that polls is noticed.

    Each poll ends that of the other one, which polls again and ends ours; or the other one takes
    the updates that wait. Raises what a poll raises but for a conflict.
    """
    clock = asyncio.get_running_loop().time
    ends, seen = clock() + LOOK_SECONDS, None
    while (left := math.ceil(ends - clock())) > 0:
        try:
            request = GetRawUpdates(limit=1, timeout=left)
            updates = await bot(request, request_timeout=left + WAIT_SECONDS)
        except TelegramConflictError as error:
            return "webhook" not in error.message
        first = updates[0]["update_id"] if updates else None
        if seen is not None and first != seen:
            return True
        if first is not None:
            seen = first
            await asyncio.sleep(LOOK_PAUSE)
    return False


class Polling:
    def __init__(self, bot: Bot, inbox: UpdateInbox, monitor: Monitor, mark: ServedMark) -> None:
        self._bot = bot
        self._inbox = inbox
        self._monitor = monitor
        self._mark = mark

    async def run(self, allowed_updates: list[str]) -> None:
        """Poll until cancelled; raises only when the token is refused or another process serves."""
        offset: int | None = None
        pause = FIRST_PAUSE
        while True:
            try:
                await self._look_for_another()
                request = GetRawUpdates(offset=offset, allowed_updates=allowed_updates)
                updates = await self._bot(request, request_timeout=WAIT_SECONDS + 30)
            except TelegramUnauthorizedError:
                raise
            except AiogramError as error:
                pause = await self._pause_after(error, pause)
                continue
            pause = FIRST_PAUSE
            self._monitor.polled()
            self._mark.touch()
            if not await self._inbox.accept(updates, has_more=len(updates) == MOST_AT_ONCE):
                await asyncio.sleep(UNSTORED_PAUSE)
            elif updates:
                offset = updates[-1]["update_id"] + 1

    async def _look_for_another(self) -> None:
        """After a silence another machine may have taken over: then this one must not go on."""
        if not self._mark.is_stale:
            return
        if await is_served_elsewhere(self._bot):
            raise AlreadyServedError(SERVED)
        self._mark.touch()

    async def _pause_after(self, error: AiogramError, pause: float) -> float:
        if isinstance(error, TelegramConflictError) and "webhook" in error.message:
            _log.warning(HOOKED)
            with suppress(AiogramError):  # the next poll shows whether it worked
                await self._bot.delete_webhook()
        elif isinstance(error, TelegramConflictError):
            self._monitor.conflicted()
            _log.error(CONFLICT)
        else:
            _log.warning("No updates from Telegram: %s; next try in %.0f s", error, pause)
        await asyncio.sleep(error.retry_after if isinstance(error, TelegramRetryAfter) else pause)
        return min(LONGEST_PAUSE, pause * 2)
