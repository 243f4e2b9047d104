from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from aiogram import BaseMiddleware
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, TelegramObject


class Alert(str):
    """A toast that has to be read: it stays until the person closes it."""

    __slots__ = ()


class AnswerPress(BaseMiddleware):
    """Stop the spinner on a pressed button exactly once, whatever its handler did.

    A string that the handler returns becomes the toast (at most 200 characters), an `Alert` an
    alert. A press older than a few seconds can no longer be answered. That refusal is dropped, so
    that it never hides the error the handler itself has raised.
    """

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        toast = None
        try:
            result = await handler(event, data)
            toast = result if isinstance(result, str) else None
        finally:
            if isinstance(event, CallbackQuery):
                with suppress(TelegramBadRequest):
                    await event.answer(toast, show_alert=isinstance(toast, Alert))
        return result
