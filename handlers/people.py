"""Settings, privacy, the audit log; who blocks the bot and comes back."""

import asyncio
import json

from aiogram import Bot, F, Router
from aiogram.enums import ChatType
from aiogram.filters import KICKED, MEMBER, ChatMemberUpdatedFilter
from aiogram.types import BufferedInputFile, CallbackQuery, ChatMemberUpdated, Message

from bot.conversation.service import Answering
from bot.editing.service import EditingService
from bot.finder.service import FinderService
from bot.paging import pages_of
from bot.people import screens, texts
from bot.people.audit import Audit
from bot.people.buttons import (
    AskDeletion,
    DeleteMe,
    ExportMe,
    OpenAudit,
    OpenMailings,
    OpenMine,
    OpenPrivacy,
    OpenSettings,
    Pause,
    SetReminder,
    SwitchKeyboard,
    SwitchMailings,
    SwitchQuiet,
    SwitchRole,
    SwitchTopic,
)
from bot.people.models import Person, Topic
from bot.people.privacy import Privacy
from bot.people.repository import People
from bot.specialist.service import SpecialistService
from bot.team.models import Right
from bot.telegram.routing import Routes
from bot.ui.address import Address
from bot.ui.show import in_words, show, show_keyboard
from handlers.filters import May, command


def add_admin_routes(routes: Routes) -> None:
    auditor = routes.behind(May(Right.AUDIT))
    auditor.message(open_audit, command("audit"))
    auditor.press(open_audit, OpenAudit.filter())


def add_routes(routes: Routes) -> None:
    routes.message(open_settings, command("settings"))
    routes.press(open_settings, OpenSettings.filter())
    routes.press(switch_role, SwitchRole.filter())
    routes.press(switch_topic, SwitchTopic.filter())
    routes.press(open_mailings, OpenMailings.filter())
    routes.press(switch_mailings, SwitchMailings.filter())
    routes.press(set_reminder, SetReminder.filter())
    routes.press(switch_quiet, SwitchQuiet.filter())
    routes.press(pause, Pause.filter())
    routes.press(switch_keyboard, SwitchKeyboard.filter())
    routes.message(open_mine, command("my"))
    routes.press(open_mine, OpenMine.filter())
    routes.message(open_privacy, command("privacy"))
    routes.message(export_me, command("export_me"))
    routes.message(ask_deletion, command("delete_me"))
    routes.press(open_privacy, OpenPrivacy.filter())
    routes.press(export_me, ExportMe.filter())
    routes.press(ask_deletion, AskDeletion.filter())
    routes.press(delete_me, DeleteMe.filter())


async def open_settings(
    event: Message | CallbackQuery,
    person: Person,
    people: People,
    callback_data: OpenSettings | None = None,
) -> None:
    await _show_settings(event, callback_data or OpenSettings(), person, people)


async def switch_role(
    query: CallbackQuery,
    callback_data: SwitchRole,
    person: Person,
    people: People,
) -> str:
    person = await people.set_role(person, callback_data.role)
    await _show_settings(query, callback_data, person, people)
    return texts.DONE


async def switch_topic(
    query: CallbackQuery, callback_data: SwitchTopic, person: Person, people: People
) -> str:
    topic, wanted = callback_data.topic, callback_data.wanted
    await people.preferences.switch_topic(person.id, topic, wanted=wanted)
    await _show_settings(query, callback_data, person, people)
    return texts.topic_switched(topic, wanted=wanted)


async def open_mailings(event: Message | CallbackQuery, person: Person, people: People) -> None:
    await show(event, screens.mailings(await people.preferences.get(person.id)))


async def switch_mailings(
    query: CallbackQuery, callback_data: SwitchMailings, person: Person, people: People
) -> str:
    wanted = callback_data.wanted
    for topic in Topic:
        await people.preferences.switch_topic(person.id, topic, wanted=wanted)
    await open_mailings(query, person, people)
    return texts.MAILINGS_ARE[wanted]


async def set_reminder(
    query: CallbackQuery, callback_data: SetReminder, person: Person, people: People
) -> str:
    await people.preferences.set_days(person.id, callback_data.deadline, callback_data.days)
    await _show_settings(query, callback_data, person, people)
    return texts.reminder_set(callback_data.days)


async def switch_quiet(
    query: CallbackQuery, callback_data: SwitchQuiet, person: Person, people: People
) -> str:
    await people.preferences.set_quiet(person.id, quiet=callback_data.quiet)
    await _show_settings(query, callback_data, person, people)
    return texts.quiet_switched(quiet=callback_data.quiet)


async def switch_keyboard(
    query: CallbackQuery, callback_data: SwitchKeyboard, person: Person, people: People
) -> None:
    wanted = callback_data.wanted
    await people.preferences.set_keyboard(person.id, wanted=wanted)
    await _show_settings(query, callback_data, person, people)
    await show_keyboard(query, texts.KEYBOARD_IS[wanted], wanted=wanted)


async def open_mine(
    event: Message | CallbackQuery,
    person: Person,
    people: People,
    finder: FinderService,
    callback_data: OpenMine | None = None,
) -> None:
    own, plans = await people.belongings.of_person(person.id), await finder.saved(person.id)
    await show(event, screens.mine(own, plans, callback_data or OpenMine()))


async def pause(query: CallbackQuery, callback_data: Pause, person: Person, people: People) -> str:
    await people.preferences.pause(person.id, callback_data.days)
    await _show_settings(query, callback_data, person, people)
    return texts.paused(callback_data.days)


async def _show_settings(
    event: Message | CallbackQuery, here: Address, person: Person, people: People
) -> None:
    settings = await people.preferences.get(person.id)
    await show(event, screens.settings(person, settings, here))


async def open_privacy(
    event: Message | CallbackQuery,
    privacy: Privacy,
    specialist: SpecialistService,
    callback_data: OpenPrivacy | None = None,
) -> None:
    here, has_staff = callback_data or OpenPrivacy(), specialist.availability.has_staff
    await show(event, screens.privacy(privacy.kept, here, has_staff=has_staff))


async def export_me(
    _event: Message | CallbackQuery, bot: Bot, person: Person, privacy: Privacy
) -> None:
    found = await privacy.export(person.id)
    stored = await asyncio.to_thread(json.dumps, found, ensure_ascii=False, indent=2)
    file = BufferedInputFile(stored.encode(), texts.EXPORT_NAME)
    await bot.send_document(person.id, file, caption=in_words(texts.EXPORTED))


async def ask_deletion(
    event: Message | CallbackQuery,
    person: Person,
    privacy: Privacy,
    callback_data: AskDeletion | None = None,
) -> None:
    kept = await privacy.kept_kinds(person.id)
    await show(event, screens.deletion(callback_data or AskDeletion(), kept))


async def delete_me(  # noqa: PLR0913, PLR0917 - what was typed is forgotten wherever it was read
    query: CallbackQuery,
    bot: Bot,
    privacy: Privacy,
    specialist: SpecialistService,
    answering: Answering,
    editing: EditingService,
) -> None:
    person_id = query.from_user.id
    await specialist.relay.notify_left(bot, person_id)
    await privacy.erase(person_id)
    answering.forget_texts()
    editing.inbox.forget_texts()
    await show(query, screens.deleted(await privacy.kept_kinds(person_id)))


async def open_audit(
    event: Message | CallbackQuery, audit: Audit, callback_data: OpenAudit | None = None
) -> None:
    """A page past the end is the last one."""
    here = callback_data or OpenAudit()
    pages = pages_of(await audit.count(), screens.PAGE_SIZE)
    here = here.changed(page=min(here.page, pages - 1))
    found = await audit.latest(screens.PAGE_SIZE, here.page * screens.PAGE_SIZE)
    await show(event, screens.audit(found, pages, here))


def build_membership_router() -> Router:
    router, private = Router(name="membership"), F.chat.type == ChatType.PRIVATE
    router.my_chat_member.register(mark_blocked, private, ChatMemberUpdatedFilter(KICKED))
    router.my_chat_member.register(mark_returned, private, ChatMemberUpdatedFilter(MEMBER))
    router.my_chat_member.register(expect_rights, ~private)
    return router


async def mark_blocked(event: ChatMemberUpdated, people: People) -> None:
    await people.set_state(event.from_user.id, "blocked")


async def mark_returned(
    event: ChatMemberUpdated, bot: Bot, people: People, specialist: SpecialistService
) -> None:
    await people.set_state(event.from_user.id, "active")
    await specialist.relay.resend_failed(bot, event.from_user.id)


async def expect_rights(event: ChatMemberUpdated, specialist: SpecialistService) -> None:
    """What the bot may do in a group has changed: in the staff's it may have topics now."""
    specialist.relay.expect_rights(event.chat.id)
