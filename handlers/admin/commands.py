from aiogram import Bot, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import CommandStart
from aiogram.types import Message

from bot.audience.models import Person
from bot.ui.profile import introduce_to_admin


def build_router() -> Router:
    router = Router(name="commands")
    router.message.register(introduce, CommandStart())
    return router


async def introduce(_message: Message, person: Person, bot: Bot) -> None:
    """An admin who met the bot after it started has had no commands until now."""
    await introduce_to_admin(bot, person.id)
    raise SkipHandler
