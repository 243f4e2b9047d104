"""A card that is pressed becomes another screen, so nothing may be drawn over it any more."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware, Router
from aiogram.types import CallbackQuery, TelegramObject

from bot.audience.models import Person
from bot.knowledge.repository import Knowledge
from bot.ui.callbacks.broadcast import LeaveCard
from bot.ui.showing import show
from bot.ui.views import menu


class LetCardGo(BaseMiddleware):
    """The handler of the press makes the message a card again if it still is one."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:  # noqa: ANN401 - the signature is aiogram's
        if isinstance(event, CallbackQuery) and event.message:
            await data["newsroom"].cards.drop(event.message.chat.id, event.message.message_id)
        return await handler(event, data)


def build_router() -> Router:
    router = Router(name="cards")
    router.callback_query.register(leave_card, LeaveCard.filter())
    return router


async def leave_card(query: CallbackQuery, person: Person, knowledge: Knowledge) -> None:
    await show(query, menu.home(await knowledge.home(person.role), editor=True))
