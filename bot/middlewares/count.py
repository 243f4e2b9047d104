from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject

from bot.stats.counting import Counting
from bot.stats.models import Kind
from bot.ui.callbacks.menu import OpenAnswer


class CountOpened(BaseMiddleware):
    """Count every answer that a press has shown."""

    def __init__(self, counting: Counting) -> None:
        self._counting = counting

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        result = await handler(event, data)
        opened = data.get("callback_data")
        if isinstance(opened, OpenAnswer) and opened.page == 0:
            self._counting.count(Kind.OPENED, opened.answer_id)
        return result
