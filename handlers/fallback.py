"""What no other route took: still a working screen for everyone."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.audience.models import Person
from bot.knowledge.repository import Knowledge
from bot.ui.screen import show
from bot.ui.texts import common
from bot.ui.texts import search as texts
from bot.ui.views import menu
from bot.ui.views.search import greeting


def build_router() -> Router:
    router = Router(name="fallback")
    router.message.register(correct_command, F.text)
    router.message.register(invite_words)
    router.callback_query.register(open_renewed)
    return router


async def correct_command(message: Message, person: Person, knowledge: Knowledge) -> None:
    """Any other text is a question; what gets here begins with a slash."""
    await show(message, greeting(texts.UNKNOWN_COMMAND, await knowledge.home(person.role)))


async def invite_words(message: Message, person: Person, knowledge: Knowledge) -> None:
    await show(message, greeting(texts.NOT_TEXT, await knowledge.home(person.role)))


async def open_renewed(query: CallbackQuery, person: Person, knowledge: Knowledge) -> str:
    """A button that this release no longer knows."""
    await show(query, menu.home(await knowledge.home(person.role)))
    return common.RENEWED
