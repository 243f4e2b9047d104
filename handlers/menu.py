"""Start, menu, help, home, and the admins' work page."""

from aiogram import Bot, F
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from bot.applications.repository import Applications
from bot.conversation.context import Context
from bot.conversation.service import Answering
from bot.conversation.texts import FROM_INLINE
from bot.editing.service import EditingService
from bot.errors import NotFoundError
from bot.knowledge import screens, texts
from bot.knowledge.buttons import (
    ChooseRole,
    OpenAnswer,
    OpenEnglish,
    OpenHelp,
    OpenHome,
    OpenHomeAnew,
    OpenSection,
    OpenSections,
    StayHere,
)
from bot.knowledge.models import key_of_payload
from bot.knowledge.repository import Knowledge
from bot.people import screens as people_screens
from bot.people import texts as people_texts
from bot.people.buttons import SwitchLanguage
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
from bot.ui.screen import Screen
from bot.ui.show import answer_in, for_reader, show, show_anew, show_keyboard
from handlers.filters import May, command, start_command


def add_admin_routes(routes: Routes) -> None:
    member = routes.behind(May(Right.MENU))
    member.message(introduce, start_command())
    member.press(open_editors, OpenEditors.filter())


def add_routes(routes: Routes) -> None:
    routes.message(start, start_command(deep_link=True, magic=F.args == FROM_INLINE))
    routes.message(follow_deep_link, start_command(deep_link=True))
    routes.message(start, start_command())
    routes.message(open_home, command("menu", "cancel"))
    routes.message(open_help, command("help"))
    routes.press(choose_role, ChooseRole.filter())
    routes.press(open_help, OpenHelp.filter())
    routes.press(open_sections, OpenSections.filter())
    routes.press(open_english, OpenEnglish.filter())
    routes.press(switch_language, SwitchLanguage.filter())
    routes.press(open_home, OpenHome.filter())
    routes.press(open_home_anew, OpenHomeAnew.filter())
    routes.press(stay_here, StayHere.filter())


async def introduce(_message: Message, person: Person, bot: Bot, team: Team) -> None:
    """Somebody of the team who starts the bot after its launch gets their commands now."""
    await introduce_to_member(bot, person.id, commands_of(team.rights(person.id)))
    raise SkipHandler


async def start(
    message: Message, person: Person, people: People, knowledge: Knowledge, team: Team
) -> None:
    """A new person is asked for their role; who comes back is told what waits for them."""
    words, screen = for_reader(screens.greeting(knowledge.introductions)).text, screens.welcome()
    if not person.is_new:
        words = await _waiting(person, people) or texts.WELCOME_BACK
        screen = await _home(person, knowledge, people, team)
    wanted = await people.preferences.wants_keyboard(person.id)
    await show_keyboard(message, words, wanted=wanted)
    await show(message, screen)
    people.mark_welcomed(person)


async def _waiting(person: Person, people: People) -> str:
    """Empty for nothing."""
    found = await people.belongings.waiting(person.id)
    return for_reader(people_screens.waiting(found, people.belongings.today)).text


async def open_home(
    event: Message | CallbackQuery,
    person: Person,
    knowledge: Knowledge,
    people: People,
    team: Team,
) -> None:
    await show(event, await _home(person, knowledge, people, team))


async def _home(person: Person, knowledge: Knowledge, people: People, team: Team) -> Screen:
    form, is_team = people.belongings.form(person.id), person.id in team
    return screens.home(await knowledge.menu(person.role, form, is_team=is_team))


async def follow_deep_link(  # noqa: PLR0913, PLR0917 - it shows, counts and remembers
    message: Message,
    command: CommandObject,
    person: Person,
    knowledge: Knowledge,
    answering: Answering,
    stats: Stats,
) -> None:
    """Unknown links from new users (from an advertisement, say) fall back to /start."""
    try:
        link = await knowledge.find_key(key_of_payload(command.args or ""))
    except NotFoundError:
        if person.is_new:
            raise SkipHandler from None
        raise
    if link.kind == "section":
        section = await knowledge.section(link.id, person.role)
        await show(message, screens.section(section, OpenSection(section_id=link.id)))
    else:
        found = await knowledge.answer(link.id, person.id)
        stats.count(CountedKind.LINKED, link.id, person.id)
        await show(message, screens.answer(found, OpenAnswer(answer_id=link.id)))
        await answering.look_at(person.id, Context("answer", found.id))


async def choose_role(  # noqa: PLR0913, PLR0917 - the menu depends on all of them
    query: CallbackQuery,
    callback_data: ChooseRole,
    person: Person,
    people: People,
    knowledge: Knowledge,
    team: Team,
) -> str:
    person = await people.set_role(person, callback_data.role)
    await show(query, await _home(person, knowledge, people, team))
    return texts.ROLE_CHOSEN


async def open_help(event: Message | CallbackQuery, callback_data: OpenHelp | None = None) -> None:
    await show(event, screens.help_(callback_data or OpenHelp()))


async def open_sections(
    query: CallbackQuery, callback_data: OpenSections, person: Person, knowledge: Knowledge
) -> None:
    await show(query, screens.sections(await knowledge.sections(person.role), callback_data))


async def open_english(
    query: CallbackQuery, callback_data: OpenEnglish, knowledge: Knowledge
) -> None:
    found = await knowledge.english(callback_data.page)
    await show(query, screens.english(found, callback_data))


async def switch_language(  # noqa: PLR0913, PLR0917 - as `choose_role`
    query: CallbackQuery,
    callback_data: SwitchLanguage,
    person: Person,
    people: People,
    knowledge: Knowledge,
    team: Team,
) -> None:
    """The menu and the buttons under the input field are in it at once."""
    person = await people.set_language(person, callback_data.language)
    answer_in(person.language)
    await show(query, await _home(person, knowledge, people, team))
    wanted = await people.preferences.wants_keyboard(person.id)
    await show_keyboard(query, people_texts.LANGUAGE_IS[person.language], wanted=wanted)


async def open_home_anew(
    query: CallbackQuery, person: Person, knowledge: Knowledge, people: People, team: Team
) -> None:
    await show_anew(query, await _home(person, knowledge, people, team))


async def stay_here(query: CallbackQuery) -> None:
    """The page counter: only its spinner is stopped."""


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
        reviews=await editing.reviews.count_overdue(),
    )
    rights = team.rights(query.from_user.id)
    await show(query, questions_screens.editors(rights, waiting, callback_data))
