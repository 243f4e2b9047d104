import asyncio
import logging
import random
from collections.abc import Callable

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import (
    TelegramEntityTooLarge,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType

_log = logging.getLogger(__name__)

ATTEMPTS = 8
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 15.0


class RetryRequests(BaseRequestMiddleware):
    """Carry a request through a bad network: what a person did must get its reply.

    429 waits as long as Telegram says; 5xx and network errors wait with growing, jittered pauses.
    The last error is raised after `ATTEMPTS`. Polling backs off by itself.
    """

    def __init__(
        self,
        pause: float = FIRST_PAUSE,
        count: Callable[[str], None] | None = None,
    ) -> None:
        self._pause = pause
        self._count = count or (lambda _: None)

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        attempts = 1 if method.__api_method__ == GetUpdates.__api_method__ else ATTEMPTS
        for attempt in range(attempts - 1):
            try:
                return await make_request(bot, method)
            except TelegramEntityTooLarge:
                raise  # a network error to aiogram, but it would not shrink on its way
            except TelegramRetryAfter as error:
                pause: float = error.retry_after
                self._count(type(error).__name__)
            except (TelegramServerError, TelegramNetworkError) as error:
                pause = min(LONGEST_PAUSE, self._pause * 2**attempt) * _jitter()
                self._count(type(error).__name__)
            _log.info("%s will be tried again in %.1f s", type(method).__name__, pause)
            await asyncio.sleep(pause)
        return await make_request(bot, method)


def _jitter() -> float:
    return random.uniform(0.75, 1.25)  # noqa: S311 - spreads retries; not a secret
