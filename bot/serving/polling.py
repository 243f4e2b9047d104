"""Long polling that acknowledges an update only after it is kept."""

import asyncio
import logging
from typing import Any

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramConflictError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import TelegramMethod

from bot.intake import Intake
from bot.serving.monitor import Monitor

_log = logging.getLogger(__name__)

WAIT_SECONDS = 30
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
CONFLICT = (
    "Another process polls with the same BOT_TOKEN, and Telegram serves only one. Stop the other "
    "one; this one waits and goes on by itself."
)


class GetRawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """`getUpdates` without parsing: one update that cannot be read must not hold up the rest."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int | None = None
    timeout: int = WAIT_SECONDS
    allowed_updates: list[str]


class Polling:
    def __init__(self, bot: Bot, intake: Intake, monitor: Monitor) -> None:
        self._bot = bot
        self._intake = intake
        self._monitor = monitor

    async def run(self, allowed_updates: list[str]) -> None:
        """Poll until cancelled; raises only when the token is refused."""
        await self._bot.delete_webhook()
        offset: int | None = None
        pause = FIRST_PAUSE
        while True:
            try:
                request = GetRawUpdates(offset=offset, allowed_updates=allowed_updates)
                updates = await self._bot(request, request_timeout=WAIT_SECONDS + 30)
            except TelegramUnauthorizedError:
                raise
            except TelegramAPIError as error:
                pause = await self._rest(error, pause)
                continue
            pause = FIRST_PAUSE
            self._monitor.polled()
            await self._intake.accept(updates)
            offset = updates[-1]["update_id"] + 1 if updates else offset

    async def _rest(self, error: TelegramAPIError, pause: float) -> float:
        if isinstance(error, TelegramConflictError):
            _log.error(CONFLICT)
        else:
            _log.warning("No updates from Telegram: %s; next try in %.0f s", error, pause)
        await asyncio.sleep(error.retry_after if isinstance(error, TelegramRetryAfter) else pause)
        return min(LONGEST_PAUSE, pause * 2)
