"""The team: who is in it, giving and taking roles, links that give a role."""

from aiogram import Bot, F
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message, MessageOriginUser

from bot.people.models import Person
from bot.people.repository import Form, People
from bot.team import screens, texts
from bot.team.buttons import (
    AskForPerson,
    GiveRole,
    LeaveTeam,
    MakeLink,
    OpenMember,
    OpenTeam,
    RevokeLink,
    TakeRole,
)
from bot.team.models import Right
from bot.team.repository import Team
from bot.telegram.middlewares import AlertToast
from bot.telegram.routing import FillsForm, Routes
from bot.ui.profile import introduce_to_member
from bot.ui.screen import notice
from bot.ui.show import bot_username, show, tell
from handlers.filters import May, command, is_no_command, start_command

TEAM_FORM = "team member"
LINK = "team-"


def add_admin_routes(routes: Routes) -> None:
    member = routes.behind(May(Right.MENU))
    member.message(open_team, command("team"))
    member.press(open_team, OpenTeam.filter())
    member.press(leave_team, LeaveTeam.filter())
    admin = routes.behind(May(Right.ROLES))
    admin.press(ask_for_person, AskForPerson.filter())
    admin.message(take_person, is_no_command, FillsForm(TEAM_FORM))
    admin.press(open_member, OpenMember.filter())
    admin.press(give_role, GiveRole.filter())
    admin.press(take_role, TakeRole.filter())
    admin.press(make_link, MakeLink.filter())
    admin.press(revoke_link, RevokeLink.filter())


def add_routes(routes: Routes) -> None:
    to_team = start_command(deep_link=True, magic=F.args.startswith(LINK))
    routes.message(follow_team_link, to_team)


async def open_team(
    event: Message | CallbackQuery,
    person: Person,
    team: Team,
    callback_data: OpenTeam | None = None,
) -> None:
    here = callback_data or OpenTeam()
    await show(event, screens.team(team.members(), team.member(person.id), here))


async def ask_for_person(
    query: CallbackQuery, callback_data: AskForPerson, people: People, team: Team
) -> None:
    person_id = query.from_user.id
    await people.forms.open(person_id, Form(TEAM_FORM, 0))
    await show(query, screens.ask_for_person(team.member(person_id), callback_data))


async def take_person(message: Message, person: Person, people: People, team: Team) -> None:
    found = _person_in(message)
    if found is None:
        await show(message, notice(texts.NOT_A_PERSON))
        return
    await people.forms.mark_filled(person.id, message.message_id)
    await team.remember_name(*found)
    here = OpenMember(person_id=found[0])
    await show(message, screens.member(team.member(here.person_id), team.member(person.id), here))


def _person_in(message: Message) -> tuple[int, str] | None:
    """The id and the name of the author of a forwarded message, or of a contact."""
    origin, contact = message.forward_origin, message.contact
    if isinstance(origin, MessageOriginUser) and not origin.sender_user.is_bot:
        return origin.sender_user.id, origin.sender_user.full_name
    if contact and contact.user_id:
        return contact.user_id, " ".join(filter(None, (contact.first_name, contact.last_name)))
    return None


async def open_member(
    query: CallbackQuery,
    callback_data: OpenMember | GiveRole | TakeRole,
    person: Person,
    team: Team,
) -> None:
    found = team.member(callback_data.person_id)
    await show(query, screens.member(found, team.member(person.id), callback_data))


async def give_role(
    query: CallbackQuery, callback_data: GiveRole, bot: Bot, person: Person, team: Team
) -> str:
    person_id, role = callback_data.person_id, callback_data.role
    if not await team.give(person.id, person_id, role):
        return texts.NOT_ALLOWED
    await open_member(query, callback_data, person, team)
    if not await tell(bot, person_id, screens.welcome(role)):
        return AlertToast(texts.NOT_TOLD)
    await introduce_to_member(bot, person_id, texts.commands_of(team.rights(person_id)))
    return texts.role_given(role)


async def take_role(
    query: CallbackQuery, callback_data: TakeRole, bot: Bot, person: Person, team: Team
) -> str:
    role = await team.take(person.id, callback_data.person_id)
    if role is None:
        return texts.NOT_ALLOWED
    await open_member(query, callback_data, person, team)
    await tell(bot, callback_data.person_id, screens.farewell(role))
    await introduce_to_member(bot, callback_data.person_id, {})
    return texts.role_taken(role)


async def leave_team(query: CallbackQuery, bot: Bot, person: Person, team: Team) -> str | None:
    if await team.take(person.id, person.id) is None:
        return AlertToast(texts.OWNER_STAYS)
    await show(query, notice(texts.LEFT))
    await introduce_to_member(bot, person.id, {})
    return None


async def make_link(
    query: CallbackQuery, callback_data: MakeLink, bot: Bot, person: Person, team: Team
) -> str | None:
    made = await team.make_link(person.id, callback_data.role)
    if made is None:
        return texts.NOT_ALLOWED
    url = f"https://t.me/{await bot_username(bot)}?start={LINK}{made.token}"
    await show(query, screens.link(made, url, callback_data))
    return None


async def revoke_link(
    query: CallbackQuery, callback_data: RevokeLink, person: Person, team: Team
) -> None:
    revoked = await team.revoke_link(person.id, callback_data.link_id)
    await show(query, screens.link_revoked(callback_data, revoked=revoked))


async def follow_team_link(
    message: Message, command: CommandObject, bot: Bot, person: Person, team: Team
) -> None:
    used = await team.use_link(person.id, (command.args or "").removeprefix(LINK))
    if used is None or message.from_user is None:
        await show(message, notice(texts.LINK_GONE))
        return
    await team.remember_name(person.id, message.from_user.full_name)
    await show(message, screens.welcome(used.role))
    await introduce_to_member(bot, person.id, texts.commands_of(team.rights(person.id)))
    await tell(bot, used.author_id, screens.link_used(team.member(person.id)))
