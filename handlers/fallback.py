"""What no other route took: still a working screen for everyone."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.audience.models import Person
from bot.knowledge.repository import Knowledge
from bot.ui.screen import show
from bot.ui.texts import common
from bot.ui.texts import search as texts
from bot.ui.texts.profile import PRIVATE_COMMANDS
from bot.ui.views import menu

_LONG = 6  # letters of a command in which two slips are forgiven


def build_router() -> Router:
    router = Router(name="fallback")
    router.message.register(correct_command, F.text)
    router.message.register(invite_words)
    router.callback_query.register(open_renewed)
    return router


async def correct_command(message: Message, person: Person, knowledge: Knowledge) -> None:
    """Any other text is a question; what gets here begins with a slash."""
    words = texts.unknown_command(_nearest(message.text or ""))
    await show(message, menu.home(await knowledge.home(person.role), words))


async def invite_words(message: Message, person: Person, knowledge: Knowledge) -> None:
    await show(message, menu.home(await knowledge.home(person.role), texts.NOT_TEXT))


async def open_renewed(query: CallbackQuery, person: Person, knowledge: Knowledge) -> str:
    """A button that this release no longer knows."""
    await show(query, menu.home(await knowledge.home(person.role)))
    return common.RENEWED


def _nearest(typed: str) -> str:
    """The command that was meant, or nothing; admins' commands are offered to nobody."""
    name = typed.split(maxsplit=1)[0].partition("@")[0].removeprefix("/").casefold()
    slips = 1 if len(name) < _LONG else 2
    near = process.extractOne(name, list(PRIVATE_COMMANDS), scorer=OSA.distance, score_cutoff=slips)
    return near[0] if near else ""
