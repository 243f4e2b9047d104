"""What no other route took: still a working screen for everyone."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.audience.models import Person
from bot.knowledge.repository import Knowledge
from bot.middlewares.albums import Albums
from bot.ui.showing import show
from bot.ui.texts import common
from bot.ui.texts import search as texts
from bot.ui.texts.profile import PRIVATE_COMMANDS
from bot.ui.views import menu
from bot.ui.views.common import notice
from handlers.said import is_command, said

_LONG = 6  # letters of a command in which two slips are forgiven


def build_router(albums: Albums) -> Router:
    router = Router(name="fallback")
    router.message.register(correct_command, is_command)
    router.message.register(pass_over, albums.heard)
    router.message.register(invite_words_once, F.media_group_id)
    router.message.register(invite_words)
    router.callback_query.register(open_renewed)
    return router


async def correct_command(
    message: Message, person: Person, knowledge: Knowledge, admins: frozenset[int]
) -> None:
    words = texts.unknown_command(_nearest(said(message)))
    links = await knowledge.home(person.role)
    await show(message, menu.home(links, words, editor=person.id in admins))


async def pass_over(_message: Message) -> None:
    """The rest of an album, whose first picture or caption has had the reply."""


async def invite_words_once(message: Message) -> None:
    await show(message, notice(texts.NOT_TEXT_ALBUM))


async def invite_words(
    message: Message, person: Person, knowledge: Knowledge, admins: frozenset[int]
) -> None:
    links = await knowledge.home(person.role)
    await show(message, menu.home(links, texts.NOT_TEXT, editor=person.id in admins))


async def open_renewed(
    query: CallbackQuery, person: Person, knowledge: Knowledge, admins: frozenset[int]
) -> str:
    """A button that this release no longer knows."""
    links = await knowledge.home(person.role)
    await show(query, menu.home(links, editor=person.id in admins))
    return common.RENEWED


def _nearest(typed: str) -> str:
    """The command that was meant, or nothing; admins' commands are offered to nobody."""
    name = typed.split(maxsplit=1)[0].partition("@")[0].removeprefix("/").casefold()
    slips = 1 if len(name) < _LONG else 2
    near = process.extractOne(name, list(PRIVATE_COMMANDS), scorer=OSA.distance, score_cutoff=slips)
    return near[0] if near else ""
