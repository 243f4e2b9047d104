from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from bot.audience.models import Person
from bot.audience.repository import Audience
from bot.errors import NotFoundError
from bot.knowledge.models import key_of
from bot.knowledge.repository import Knowledge
from bot.stats.counting import Counting
from bot.stats.models import Kind
from bot.ui.callbacks.menu import (
    ChooseRole,
    OpenAnswer,
    OpenHelp,
    OpenSection,
)
from bot.ui.showing import show
from bot.ui.texts import menu as texts
from bot.ui.texts.search import FROM_INLINE
from bot.ui.views import answer as answers
from bot.ui.views import menu as views


def build_router() -> Router:
    router = Router(name="start")
    router.message.register(start, CommandStart(deep_link=True, magic=F.args == FROM_INLINE))
    router.message.register(follow_deep_link, CommandStart(deep_link=True))
    router.message.register(start, CommandStart())
    router.message.register(show_menu, Command("menu", "cancel"))
    router.message.register(show_help, Command("help"))
    router.callback_query.register(choose_role, ChooseRole.filter())
    router.callback_query.register(open_help, OpenHelp.filter())
    return router


async def start(message: Message, person: Person, audience: Audience, knowledge: Knowledge) -> None:
    """Only a new person is asked who they are; who did not say can, in the settings."""
    if person.is_new:
        await show(message, views.welcome())
        audience.welcome(person)
    else:
        await show_menu(message, person, knowledge)


async def show_menu(message: Message, person: Person, knowledge: Knowledge) -> None:
    await show(message, views.home(await knowledge.home(person.role)))


async def follow_deep_link(
    message: Message,
    command: CommandObject,
    person: Person,
    knowledge: Knowledge,
    counting: Counting,
) -> None:
    """A link of nobody's, from an advertisement perhaps, greets who is new as /start does."""
    try:
        link = await knowledge.find_key(key_of(command.args or ""))
    except NotFoundError:
        if person.is_new:
            raise SkipHandler from None
        raise
    if link.kind == "section":
        here = OpenSection(section_id=link.id)
        await show(message, views.section(await knowledge.section(link.id, person.role), here))
    else:
        found = await knowledge.answer(link.id, person.id)
        counting.count(Kind.LINKED, link.id)
        await show(message, answers.answer(found, OpenAnswer(answer_id=link.id)))


async def choose_role(
    query: CallbackQuery,
    callback_data: ChooseRole,
    person: Person,
    audience: Audience,
    knowledge: Knowledge,
) -> str:
    person = await audience.set_role(person, callback_data.role)
    await show(query, views.home(await knowledge.home(person.role)))
    return texts.ROLE_CHOSEN


async def show_help(message: Message) -> None:
    await show(message, views.help_(OpenHelp()))


async def open_help(query: CallbackQuery, callback_data: OpenHelp) -> None:
    await show(query, views.help_(callback_data))
