"""What has to be settled with Telegram before the bot can work, however long it takes."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramNotFound,
    TelegramUnauthorizedError,
)

_log = logging.getLogger(__name__)

PAUSE = 15.0

Answer = TypeVar("Answer")


async def answered(request: Callable[[], Awaitable[Answer]]) -> Answer:
    """Ask for as long as Telegram is out of reach; raises only what asking again cannot mend."""
    while True:
        try:
            return await request()
        except (TelegramBadRequest, TelegramNotFound, TelegramUnauthorizedError):
            raise
        except AiogramError as error:
            _log.warning("Telegram is out of reach: %s; trying on", error)
            await asyncio.sleep(PAUSE)
