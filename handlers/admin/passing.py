"""What sees an admin's update first, and then leaves it to its own handler."""

from aiogram import Bot, F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import CommandStart
from aiogram.types import CallbackQuery, Message

from bot.audience.models import Person
from bot.broadcast.newsroom import Newsroom
from bot.ui.profile import introduce_to_admin


def build_router() -> Router:
    """Comes first."""
    router = Router(name="passing")
    router.callback_query.register(let_card_go, F.message)
    router.message.register(introduce, CommandStart())
    return router


async def let_card_go(query: CallbackQuery, newsroom: Newsroom) -> None:
    """A card that is pressed becomes another screen, so nothing may be drawn over it any more.

    Its own handler makes it a card again if it still is one.
    """
    if query.message:
        await newsroom.cards.drop(query.message.chat.id, query.message.message_id)
    raise SkipHandler


async def introduce(_message: Message, person: Person, bot: Bot) -> None:
    """An admin who met the bot after it started has had no commands until now."""
    await introduce_to_admin(bot, person.id)
    raise SkipHandler
