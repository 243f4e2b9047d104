"""The menu as admins see it, with the door to their rooms, and the room behind that door."""

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import Command, CommandStart
from aiogram.types import CallbackQuery, Message

from bot.applications.repository import Applications
from bot.audience.models import Person
from bot.audience.repository import Audience
from bot.knowledge.repository import Knowledge
from bot.questions.inbox_repository import Inbox
from bot.ui.callbacks.editors import OpenEditors
from bot.ui.callbacks.menu import ChooseRole
from bot.ui.showing import show
from bot.ui.texts.menu import ROLE_CHOSEN
from bot.ui.texts.search import FROM_INLINE
from bot.ui.views import editors as views
from bot.ui.views import menu


def build_router() -> Router:
    """Home itself is not here: everybody's commonest press does not knock at the admins' door."""
    router = Router(name="editors")
    router.message.register(start, CommandStart(magic=F.args.in_({None, FROM_INLINE})))
    router.message.register(show_home, Command("menu", "cancel"))
    router.callback_query.register(choose_role, ChooseRole.filter())
    router.callback_query.register(open_editors, OpenEditors.filter())
    return router


async def start(message: Message, person: Person, knowledge: Knowledge) -> None:
    """Who is new is asked who they are, as everybody is."""
    if person.is_new:
        raise SkipHandler
    await show_home(message, person, knowledge)


async def show_home(message: Message, person: Person, knowledge: Knowledge) -> None:
    await show(message, menu.home(await knowledge.home(person.role), editor=True))


async def choose_role(
    query: CallbackQuery,
    callback_data: ChooseRole,
    person: Person,
    audience: Audience,
    knowledge: Knowledge,
) -> str:
    person = await audience.set_role(person, callback_data.role)
    await show(query, menu.home(await knowledge.home(person.role), editor=True))
    return ROLE_CHOSEN


async def open_editors(
    query: CallbackQuery, callback_data: OpenEditors, inbox: Inbox, applications: Applications
) -> None:
    questions, applied = await inbox.page(), await applications.page()
    await show(query, views.editors(questions.waiting, applied.waiting, callback_data))
