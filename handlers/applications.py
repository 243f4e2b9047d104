"""Applications to exhibitions: the form, the person's own list, the admins' list."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from aiogram import Bot
from aiogram.filters import BaseFilter
from aiogram.types import CallbackQuery, Message

from bot.applications import screens, texts
from bot.applications.buttons import (
    AskToWithdraw,
    DiscardForm,
    ExportApplications,
    HandleApplication,
    OpenApplication,
    OpenApplications,
    OpenForm,
    OpenMyApplication,
    OpenMyApplications,
    OpenStep,
    SendForm,
    WithdrawApplication,
)
from bot.applications.repository import Applications
from bot.errors import NotFoundError
from bot.people.models import Person
from bot.people.repository import Form, People
from bot.team.models import Right
from bot.telegram.middlewares import AlertToast
from bot.telegram.routing import Routes
from bot.ui.csv_file import CsvParts
from bot.ui.show import send_files, show
from handlers.filters import FillsForm, May, command, has_no_text, is_typed

APPLICATION = "application"


class HasOpenDraft(BaseFilter):
    """The person has a draft that is not abandoned: else a text is an ordinary question."""

    async def __call__(self, _message: Message, person: Person, applications: Applications) -> bool:
        return await applications.drafts.is_open(person.id)


def add_admin_routes(routes: Routes) -> None:
    reader = routes.behind(May(Right.APPLICATIONS))
    reader.message(show_applications, command("applications"))
    reader.press(open_applications, OpenApplications.filter())
    reader.press(open_application, OpenApplication.filter())
    reader.press(handle_application, HandleApplication.filter())
    reader.press(export_applications, ExportApplications.filter())


def add_routes(routes: Routes) -> None:
    routes.message(fill_form, FillsForm(APPLICATION), is_typed, HasOpenDraft())
    routes.message(repeat_step, FillsForm(APPLICATION), has_no_text, HasOpenDraft())
    routes.edited(refuse_edit, FillsForm(APPLICATION), HasOpenDraft())
    routes.press(open_form, OpenForm.filter())
    routes.press(open_step, OpenStep.filter())
    routes.press(discard_form, DiscardForm.filter())
    routes.press(send_form, SendForm.filter())
    routes.press(open_my_applications, OpenMyApplications.filter())
    routes.press(open_my_application, OpenMyApplication.filter())
    routes.press(ask_to_withdraw, AskToWithdraw.filter())
    routes.press(withdraw_application, WithdrawApplication.filter())


async def open_form(
    query: CallbackQuery,
    callback_data: OpenForm,
    person: Person,
    applications: Applications,
    people: People,
) -> None:
    draft = await applications.drafts.begin(person.id, callback_data.event_id)
    await people.forms.open(person.id, Form(APPLICATION, draft.id))
    await show(query, screens.form(draft))


async def open_step(
    query: CallbackQuery,
    callback_data: OpenStep,
    person: Person,
    applications: Applications,
    people: People,
) -> str | None:
    """A button of a deleted draft begins a new one; a button of a sent draft says so."""
    if await applications.drafts.was_sent(person.id, callback_data.event_id):
        return AlertToast(texts.FILLED_BEFORE)
    draft = await applications.drafts.begin(person.id, callback_data.event_id)
    await people.forms.open(person.id, Form(APPLICATION, draft.id))
    await show(query, screens.form(await applications.drafts.go_to(person.id, callback_data.to)))
    return None


async def continue_form(
    message: Message, person: Person, applications: Applications, people: People
) -> None:
    """The form where the person left it; without one, what they have sent."""
    if not await applications.drafts.is_open(person.id):
        return await show_my_applications(message, person, applications)
    draft = await applications.drafts.get(person.id)
    await people.forms.open(person.id, Form(APPLICATION, draft.id))
    await show(message, screens.form(draft))
    return None


async def discard_form(
    query: CallbackQuery,
    callback_data: DiscardForm,
    person: Person,
    applications: Applications,
) -> None:
    await applications.drafts.discard(person.id)
    await show(query, screens.discarded(callback_data.event_id))


async def send_form(
    query: CallbackQuery,
    callback_data: SendForm,
    person: Person,
    applications: Applications,
    people: People,
) -> str | None:
    """While a field is being corrected, an old «send» button shows that field instead."""
    number = callback_data.application_id
    fresh = await applications.drafts.send(person.id, number)
    if not fresh and await applications.drafts.is_open(person.id):
        await people.forms.open(person.id, Form(APPLICATION, number))
        await show(query, screens.form(await applications.drafts.get(person.id)))
        return None
    await show(query, screens.sent(await applications.get_own(person.id, number)))
    return texts.SENT if fresh else texts.SENT_BEFORE


async def fill_form(message: Message, person: Person, applications: Applications) -> None:
    text = message.text or ""
    filled = await applications.drafts.fill(person.id, text, message.message_id)
    await show(message, screens.filled(filled))


async def repeat_step(message: Message, person: Person, applications: Applications) -> None:
    """A message without text: ask for the field again."""
    draft = await applications.drafts.get(person.id)
    await show(message, screens.repeated(draft, texts.NOT_WORDS))


async def refuse_edit(message: Message, person: Person, applications: Applications) -> None:
    """The bot does not know which field an edited message had filled, so it changes nothing."""
    draft = await applications.drafts.get(person.id)
    await show(message, screens.repeated(draft, texts.EDITED))


async def show_my_applications(
    message: Message, person: Person, applications: Applications
) -> None:
    found = await applications.sent_by(person.id)
    await show(message, screens.my_applications(found, OpenMyApplications()))


async def open_my_applications(
    query: CallbackQuery,
    callback_data: OpenMyApplications,
    person: Person,
    applications: Applications,
) -> None:
    found = await applications.sent_by(person.id)
    await show(query, screens.my_applications(found, callback_data))


async def open_my_application(
    query: CallbackQuery,
    callback_data: OpenMyApplication,
    person: Person,
    applications: Applications,
) -> None:
    found = await applications.get_own(person.id, callback_data.application_id)
    await show(query, screens.my_application(found, callback_data))


async def ask_to_withdraw(
    query: CallbackQuery,
    callback_data: AskToWithdraw,
    person: Person,
    applications: Applications,
) -> None:
    found = await applications.get_own(person.id, callback_data.application_id)
    await show(query, screens.withdrawal(found, callback_data))


async def withdraw_application(
    query: CallbackQuery,
    callback_data: WithdrawApplication,
    person: Person,
    applications: Applications,
) -> str:
    """An application that was handled meanwhile stays; its card says whom to write to."""
    number = callback_data.application_id
    if await applications.withdraw(person.id, number):
        found = await applications.sent_by(person.id)
        await show(query, screens.my_applications(found, OpenMyApplications()))
        return texts.WITHDRAWN
    kept = await applications.get_own(person.id, number)
    await show(query, screens.my_application(kept, callback_data))
    return AlertToast(texts.TOO_LATE)


async def show_applications(message: Message, applications: Applications) -> None:
    await show(message, screens.applications(await applications.page(), OpenApplications()))


async def open_applications(
    query: CallbackQuery, callback_data: OpenApplications, applications: Applications
) -> None:
    found = await applications.page(callback_data.page)
    await show(query, screens.applications(found, callback_data))


async def open_application(
    query: CallbackQuery, callback_data: OpenApplication, applications: Applications
) -> str | None:
    try:
        found = await applications.get(callback_data.application_id)
    except NotFoundError:
        return await _withdrawn(query, applications)
    await show(query, screens.application(found, callback_data))
    return None


async def handle_application(
    query: CallbackQuery, callback_data: HandleApplication, applications: Applications
) -> str:
    number, admin = callback_data.application_id, query.from_user
    first = await applications.handle(number, admin.id, admin.full_name)
    try:
        found = await applications.get(number)
    except NotFoundError:
        return await _withdrawn(query, applications)
    await show(query, screens.application(found, callback_data))
    return texts.HANDLED_NOW if first else texts.handled_before(found.handler)


async def export_applications(query: CallbackQuery, bot: Bot, applications: Applications) -> None:
    with TemporaryDirectory() as folder:
        parts = CsvParts(Path(folder), texts.FILE_NAME, texts.HEADER)
        async for page in applications.export(query.from_user.id):
            await asyncio.to_thread(parts.add, map(screens.csv_row, page))
        await send_files(bot, query.from_user.id, parts.paths, texts.CAPTION)


async def _withdrawn(query: CallbackQuery, applications: Applications) -> AlertToast:
    """Replace the card by the list: admins may not read a withdrawn application any more."""
    await show(query, screens.applications(await applications.page(), OpenApplications()))
    return AlertToast(texts.WITHDRAWN_SINCE)
