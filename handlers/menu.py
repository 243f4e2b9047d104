"""Start, menu, help, home, and the admins' work page."""

from aiogram import Bot, F
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from bot.applications.repository import Applications
from bot.conversation.texts import FROM_INLINE
from bot.editing.service import EditingService
from bot.errors import NotFoundError
from bot.knowledge import screens, texts
from bot.knowledge.buttons import (
    ChooseRole,
    OpenAnswer,
    OpenHelp,
    OpenHome,
    OpenSection,
    StayHere,
)
from bot.knowledge.models import key_of
from bot.knowledge.repository import Knowledge
from bot.people.models import Person
from bot.people.repository import People
from bot.questions import screens as questions_screens
from bot.questions.buttons import OpenEditors
from bot.questions.models import Waiting
from bot.stats.models import CountedKind
from bot.stats.repository import Stats
from bot.team.models import Right
from bot.team.repository import Team
from bot.team.texts import commands_of
from bot.telegram.routing import Routes
from bot.ui.profile import introduce_to_member
from bot.ui.show import show
from handlers.filters import May, command, start_command


def add_admin_routes(routes: Routes) -> None:
    member = routes.behind(May(Right.MENU))
    member.message(introduce, start_command())
    member.message(start_as_admin, start_command(magic=F.args.in_({None, FROM_INLINE})))
    member.message(show_home, command("menu", "cancel"))
    member.press(choose_role_as_admin, ChooseRole.filter())
    member.press(open_editors, OpenEditors.filter())


def add_routes(routes: Routes) -> None:
    routes.message(start, start_command(deep_link=True, magic=F.args == FROM_INLINE))
    routes.message(follow_deep_link, start_command(deep_link=True))
    routes.message(start, start_command())
    routes.message(show_menu, command("menu", "cancel"))
    routes.message(show_help, command("help"))
    routes.press(choose_role, ChooseRole.filter())
    routes.press(open_help, OpenHelp.filter())
    routes.press(open_home, OpenHome.filter())
    routes.press(stay_here, StayHere.filter())


async def introduce(_message: Message, person: Person, bot: Bot, team: Team) -> None:
    """Somebody of the team who starts the bot after its launch gets their commands now."""
    await introduce_to_member(bot, person.id, commands_of(team.rights(person.id)))
    raise SkipHandler


async def start(message: Message, person: Person, people: People, knowledge: Knowledge) -> None:
    """A new person is asked for their role; later it can be set in the settings."""
    if person.is_new:
        await show(message, screens.welcome())
        people.mark_welcomed(person)
    else:
        await show_menu(message, person, knowledge)


async def show_menu(message: Message, person: Person, knowledge: Knowledge) -> None:
    await show(message, screens.home(await knowledge.home(person.role)))


async def follow_deep_link(
    message: Message,
    command: CommandObject,
    person: Person,
    knowledge: Knowledge,
    stats: Stats,
) -> None:
    """Unknown links from new users (from an advertisement, say) fall back to /start."""
    try:
        link = await knowledge.find_key(key_of(command.args or ""))
    except NotFoundError:
        if person.is_new:
            raise SkipHandler from None
        raise
    if link.kind == "section":
        section = await knowledge.section(link.id, person.role)
        await show(message, screens.section(section, OpenSection(section_id=link.id)))
    else:
        found = await knowledge.answer(link.id, person.id)
        stats.count(CountedKind.LINKED, link.id)
        await show(message, screens.answer(found, OpenAnswer(answer_id=link.id)))


async def choose_role(
    query: CallbackQuery,
    callback_data: ChooseRole,
    person: Person,
    people: People,
    knowledge: Knowledge,
) -> str:
    person = await people.set_role(person, callback_data.role)
    await show(query, screens.home(await knowledge.home(person.role)))
    return texts.ROLE_CHOSEN


async def show_help(message: Message) -> None:
    await show(message, screens.help_(OpenHelp()))


async def open_help(query: CallbackQuery, callback_data: OpenHelp) -> None:
    await show(query, screens.help_(callback_data))


async def open_home(query: CallbackQuery, person: Person, knowledge: Knowledge, team: Team) -> None:
    links = await knowledge.home(person.role)
    await show(query, screens.home(links, editor=person.id in team))


async def stay_here(query: CallbackQuery) -> None:
    """The page counter: only its spinner is stopped."""


async def start_as_admin(message: Message, person: Person, knowledge: Knowledge) -> None:
    """A new admin is asked for their role like everybody else."""
    if person.is_new:
        raise SkipHandler
    await show_home(message, person, knowledge)


async def show_home(message: Message, person: Person, knowledge: Knowledge) -> None:
    await show(message, screens.home(await knowledge.home(person.role), editor=True))


async def choose_role_as_admin(
    query: CallbackQuery,
    callback_data: ChooseRole,
    person: Person,
    people: People,
    knowledge: Knowledge,
) -> str:
    person = await people.set_role(person, callback_data.role)
    await show(query, screens.home(await knowledge.home(person.role), editor=True))
    return texts.ROLE_CHOSEN


async def open_editors(
    query: CallbackQuery,
    callback_data: OpenEditors,
    editing: EditingService,
    applications: Applications,
    team: Team,
) -> None:
    waiting = Waiting(
        questions=await editing.inbox.count(),
        applications=await applications.count_waiting(),
        conflicts=await editing.history.count_conflicts(),
    )
    rights = team.rights(query.from_user.id)
    await show(query, questions_screens.editors(rights, waiting, callback_data))
