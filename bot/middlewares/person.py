from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.enums import ChatType
from aiogram.types import TelegramObject, Update

from bot.audience.models import Person
from bot.audience.repository import Audience


class RememberPerson(BaseMiddleware):
    """Give handlers the `person`; an update of nobody, as a channel's post, is for nobody.

    Who only speaks in a group, or asks in inline mode there, is not written down: the bot could not
    write to them.
    """

    def __init__(self, audience: Audience) -> None:
        self._audience = audience

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        user, chat = data.get("event_from_user"), data.get("event_chat")
        if user is None:
            return UNHANDLED
        asks_inline = isinstance(event, Update) and event.inline_query is not None
        private = chat.type == ChatType.PRIVATE if chat else not asks_inline
        data["person"] = (
            await self._audience.remember(user.id) if private else Person(user.id, None)
        )
        return await handler(event, data)
