"""Applications to exhibitions as the team works on them: the list, states, notes, replies."""

from aiogram import Bot
from aiogram.types import CallbackQuery, Message

from bot.applications import admin_screens, screens, texts
from bot.applications.buttons import (
    AskForNote,
    AskForReply,
    AskState,
    ExportApplications,
    HandleApplication,
    OpenApplication,
    OpenApplications,
    SetState,
)
from bot.applications.models import NEXT_STATES, Application, ApplicationState
from bot.applications.repository import Applications
from bot.errors import NotFoundError
from bot.people.models import Person
from bot.people.repository import Form, People
from bot.specialist.service import SpecialistService
from bot.team.models import Right
from bot.telegram.middlewares import AlertToast
from bot.telegram.routing import FillsForm, Routes
from bot.ui.screen import Screen, notice
from bot.ui.show import for_reader, send_files, show, shown_in, tell
from bot.ui.tables import XlsxParts, table_files
from handlers.filters import May, command, is_no_command, is_typed

NOTE = "application note"
REPLY = "application reply"


def add_admin_routes(routes: Routes) -> None:
    reader = routes.behind(May(Right.APPLICATIONS))
    reader.message(open_applications, command("applications"))
    reader.press(open_applications, OpenApplications.filter())
    reader.press(open_application, OpenApplication.filter())
    reader.press(handle_application, HandleApplication.filter())
    reader.press(ask_state, AskState.filter())
    reader.press(set_state, SetState.filter())
    reader.press(ask_for_note, AskForNote.filter())
    reader.press(ask_for_reply, AskForReply.filter())
    reader.message(take_note, is_typed, FillsForm(NOTE))
    reader.message(take_reply, is_typed, FillsForm(REPLY))
    reader.message(ask_words_again, is_no_command, FillsForm(NOTE))
    reader.message(ask_words_again, is_no_command, FillsForm(REPLY))
    reader.press(export_applications, ExportApplications.filter())


async def open_applications(
    event: Message | CallbackQuery,
    applications: Applications,
    callback_data: OpenApplications | None = None,
) -> None:
    here = callback_data or OpenApplications()
    await show(event, admin_screens.applications(await applications.page(here.page), here))


async def open_application(
    event: CallbackQuery | Message,
    callback_data: OpenApplication | AskState | SetState,
    applications: Applications,
) -> str | None:
    number = callback_data.application_id
    try:
        found = await applications.get(number)
    except NotFoundError:
        return await _withdrawn(event, applications)
    notes = await applications.notes(number)
    await show(event, admin_screens.application(found, callback_data, notes))
    return None


async def handle_application(
    query: CallbackQuery, callback_data: HandleApplication, applications: Applications
) -> str | None:
    """A button of an earlier release: now it takes the application into work."""
    taken = SetState(
        application_id=callback_data.application_id, state=ApplicationState.TAKEN, tell=False
    )
    return await _set_state(query, taken.beside(callback_data), applications)


async def ask_state(
    query: CallbackQuery, callback_data: AskState, applications: Applications
) -> str | None:
    try:
        found = await applications.get(callback_data.application_id)
    except NotFoundError:
        return await _withdrawn(query, applications)
    if callback_data.state not in NEXT_STATES[found.state]:
        await open_application(query, callback_data, applications)
        return texts.changed_before(found.state, found.handler)
    await show(query, admin_screens.ask_state(found, callback_data))
    return None


async def set_state(  # noqa: PLR0913, PLR0917 - it decides, and tells the applicant
    query: CallbackQuery,
    callback_data: SetState,
    bot: Bot,
    applications: Applications,
    people: People,
    specialist: SpecialistService,
) -> str | None:
    problem = await _set_state(query, callback_data, applications)
    if not callback_data.tell or problem != texts.STATE_SET:
        return problem
    found = await applications.get(callback_data.application_id)
    screen = await _for_applicant(found, screens.state_told(found), people)
    told = await _write_to(bot, found, screen, specialist)
    return texts.STATE_TOLD if told else AlertToast(texts.STATE_NOT_TOLD)


async def _set_state(
    query: CallbackQuery, here: SetState, applications: Applications
) -> str | None:
    """Show the application with its new state; of two who press at once, only one sets it."""
    admin = query.from_user
    done = await applications.set_state(here.application_id, here.state, admin.id, admin.full_name)
    if problem := await open_application(query, here, applications):
        return problem
    found = await applications.get(here.application_id)
    return texts.STATE_SET if done else texts.changed_before(found.state, found.handler)


async def ask_for_note(query: CallbackQuery, callback_data: AskForNote, people: People) -> None:
    await people.forms.open(query.from_user.id, Form(NOTE, callback_data.application_id))
    await show(query, admin_screens.ask_words(texts.ASK_NOTE, callback_data))


async def ask_for_reply(query: CallbackQuery, callback_data: AskForReply, people: People) -> None:
    await people.forms.open(query.from_user.id, Form(REPLY, callback_data.application_id))
    await show(query, admin_screens.ask_words(texts.ASK_REPLY, callback_data))


async def take_note(
    message: Message, form: Form, person: Person, people: People, applications: Applications
) -> None:
    await people.forms.mark_filled(person.id, message.message_id)
    await applications.add_note(form.subject, person.id, message.text or "")
    await open_application(message, OpenApplication(application_id=form.subject), applications)


async def take_reply(
    message: Message,
    form: Form,
    people: People,
    applications: Applications,
    specialist: SpecialistService,
) -> None:
    """The form stays open while the reply cannot be sent."""
    if len(message.text or "") > texts.LONGEST_REPLY:
        await show(message, notice(texts.TOO_LONG_REPLY))
        return
    found, author_id = await applications.get(form.subject), message.chat.id
    await people.forms.mark_filled(author_id, message.message_id)
    screen = await _for_applicant(found, screens.replied(found, message.html_text), people)
    if message.bot is None or not await _write_to(message.bot, found, screen, specialist):
        await show(message, notice(texts.NOT_DELIVERED))
        return
    await applications.add_note(found.id, author_id, message.text or "", is_reply=True)
    await open_application(message, OpenApplication(application_id=found.id), applications)


async def ask_words_again(message: Message) -> None:
    await show(message, notice(texts.ONLY_WORDS))


async def _for_applicant(found: Application, screen: Screen, people: People) -> Screen:
    with shown_in(await people.language(found.person_id)):
        return for_reader(screen)


async def _write_to(
    bot: Bot, found: Application, screen: Screen, specialist: SpecialistService
) -> bool:
    """Send it to the applicant, whose reply then goes to the specialists."""
    message_id = await tell(bot, found.person_id, screen)
    if message_id:
        await specialist.staff.remember_invitation(found.person_id, message_id)
    return message_id is not None


async def export_applications(query: CallbackQuery, bot: Bot, applications: Applications) -> None:
    pages = (map(admin_screens.row, page) async for page in applications.export(query.from_user.id))
    async with table_files(XlsxParts, texts.FILE_NAME, texts.HEADER, pages) as paths:
        await send_files(bot, query.from_user.id, paths, texts.CAPTION)


async def _withdrawn(query: CallbackQuery | Message, applications: Applications) -> AlertToast:
    """Replace the card by the list: admins may not read a withdrawn application any more."""
    await open_applications(query, applications)
    return AlertToast(texts.WITHDRAWN_SINCE)
