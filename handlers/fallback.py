"""What no other route took: still a working screen for everyone."""

from aiogram.types import CallbackQuery, Message
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.conversation import texts as conversation_texts
from bot.knowledge import screens as knowledge_screens
from bot.knowledge.repository import Knowledge
from bot.people.models import Person
from bot.telegram.middlewares import AlbumMiddleware
from bot.telegram.routing import Routes
from bot.ui import texts as ui_texts
from bot.ui.profile import PRIVATE_COMMANDS
from bot.ui.screens import notice
from bot.ui.show import show
from handlers.filters import in_album, is_command, message_text

_LONG = 6  # letters of a command in which two slips are forgiven


def add_routes(routes: Routes, albums: AlbumMiddleware) -> None:
    routes.message(correct_command, is_command)
    routes.message(pass_over, albums.heard)
    routes.message(invite_words_once, in_album)
    routes.message(invite_words)
    routes.press(open_renewed)


async def correct_command(
    message: Message, person: Person, knowledge: Knowledge, admins: frozenset[int]
) -> None:
    words = conversation_texts.unknown_command(_nearest(message_text(message)))
    links = await knowledge.home(person.role)
    await show(message, knowledge_screens.home(links, words, editor=person.id in admins))


async def pass_over(_message: Message) -> None:
    """The rest of an album, whose first picture or caption has had the reply."""


async def invite_words_once(message: Message) -> None:
    await show(message, notice(conversation_texts.NOT_TEXT_ALBUM))


async def invite_words(
    message: Message, person: Person, knowledge: Knowledge, admins: frozenset[int]
) -> None:
    links = await knowledge.home(person.role)
    await show(
        message,
        knowledge_screens.home(links, conversation_texts.NOT_TEXT, editor=person.id in admins),
    )


async def open_renewed(
    query: CallbackQuery, person: Person, knowledge: Knowledge, admins: frozenset[int]
) -> str:
    """A button that this release no longer knows."""
    links = await knowledge.home(person.role)
    await show(query, knowledge_screens.home(links, editor=person.id in admins))
    return ui_texts.RENEWED


def _nearest(typed: str) -> str:
    """The command that was meant, or nothing; admins' commands are offered to nobody."""
    name = typed.split(maxsplit=1)[0].partition("@")[0].removeprefix("/").casefold()
    slips = 1 if len(name) < _LONG else 2
    near = process.extractOne(name, list(PRIVATE_COMMANDS), scorer=OSA.distance, score_cutoff=slips)
    return near[0] if near else ""
