"""Long polling that acknowledges an update only after it is stored."""

import asyncio
import logging
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

from bot.server.metrics import Monitor
from bot.telegram.inbox import UpdateInbox

_log = logging.getLogger(__name__)

WAIT_SECONDS = 30
MOST_AT_ONCE = 100  # Telegram gives no more
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


class GetRawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """`getUpdates` without parsing: one unreadable update must not block the others."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int | None = None
    timeout: int = WAIT_SECONDS
    allowed_updates: list[str]


class Polling:
    def __init__(self, bot: Bot, inbox: UpdateInbox, monitor: Monitor) -> None:
        self._bot = bot
        self._inbox = inbox
        self._monitor = monitor

    async def run(self, allowed_updates: list[str]) -> None:
        """Poll until cancelled; raises only when the token is refused."""
        offset: int | None = None
        pause = FIRST_PAUSE
        while True:
            try:
                request = GetRawUpdates(offset=offset, allowed_updates=allowed_updates)
                updates = await self._bot(request, request_timeout=WAIT_SECONDS + 30)
            except TelegramUnauthorizedError:
                raise
            except AiogramError as error:
                pause = await self._pause_after(error, pause)
                continue
            pause = FIRST_PAUSE
            self._monitor.polled()
            if not await self._inbox.accept(updates, has_more=len(updates) == MOST_AT_ONCE):
                await asyncio.sleep(UNSTORED_PAUSE)
            elif updates:
                offset = updates[-1]["update_id"] + 1

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
