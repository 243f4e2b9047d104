from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject


class GiveServices(BaseMiddleware):
    """Give handlers the services by their names. An inner middleware: the last step of the way.

    aiogram copies everything it carries at every router, filter and middleware, some twenty times
    an update; so forty services come where a handler takes its few.
    """

    def __init__(self, services: Mapping[str, object]) -> None:
        self._services = services

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        data.update(self._services)
        return await handler(event, data)
