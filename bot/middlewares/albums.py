from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import Message, TelegramObject

REMEMBERED = 1000  # one that a restart has made forget gets a second reply, no more


class Albums(BaseMiddleware):
    """Know which albums have been heard: each comes as messages of its own and wants one reply.

    An inner middleware: it counts what a handler has taken, whichever that was.
    """

    def __init__(self) -> None:
        self._heard: deque[str] = deque(maxlen=REMEMBERED)

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        result = await handler(event, data)
        if isinstance(event, Message) and event.media_group_id and not await self.heard(event):
            self._heard.append(event.media_group_id)
        return result

    async def heard(self, message: Message) -> bool:
        """A filter: whether this is the rest of an album."""
        return message.media_group_id in self._heard
