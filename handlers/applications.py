"""Applications to exhibitions: the form, one's own, and those that admins handle."""

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
    SendForm,
    TurnForm,
    WithdrawApplication,
)
from bot.applications.repository import ApplicationDrafts, Applications
from bot.errors import NotFoundError
from bot.people.models import Person
from bot.people.repository import Form, People
from bot.telegram.middlewares import AlertToast, Fills
from bot.telegram.routing import Routes
from bot.ui.show import send_file, show
from handlers.filters import command, has_no_text, is_typed

APPLICATION = "application"


class IsOpen(BaseFilter):
    """What was left for a day is forgotten: a text is a question again."""

    async def __call__(
        self, _message: Message, person: Person, application_drafts: ApplicationDrafts
    ) -> bool:
        return await application_drafts.is_open(person.id)


def add_admin_routes(routes: Routes) -> None:
    routes.message(show_applications, command("applications"))
    routes.press(open_applications, OpenApplications.filter())
    routes.press(open_application, OpenApplication.filter())
    routes.press(handle_application, HandleApplication.filter())
    routes.press(export_applications, ExportApplications.filter())


def add_routes(routes: Routes) -> None:
    routes.message(fill_form, Fills(APPLICATION), is_typed, IsOpen())
    routes.message(repeat_step, Fills(APPLICATION), has_no_text, IsOpen())
    routes.edited(refuse_edit, Fills(APPLICATION), IsOpen())
    routes.press(open_form, OpenForm.filter())
    routes.press(turn_form, TurnForm.filter())
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
    application_drafts: ApplicationDrafts,
    people: People,
) -> None:
    draft = await application_drafts.begin(person.id, callback_data.event_id)
    await people.forms.open(person.id, Form(APPLICATION, draft.id))
    await show(query, screens.form(draft))


async def turn_form(
    query: CallbackQuery,
    callback_data: TurnForm,
    person: Person,
    application_drafts: ApplicationDrafts,
    people: People,
) -> str | None:
    """A button of a draft that is no more begins a new one, unless that draft was sent."""
    if await application_drafts.was_sent(person.id, callback_data.event_id):
        return AlertToast(texts.FILLED_BEFORE)
    draft = await application_drafts.begin(person.id, callback_data.event_id)
    await people.forms.open(person.id, Form(APPLICATION, draft.id))
    await show(query, screens.form(await application_drafts.turn(person.id, callback_data.to)))
    return None


async def discard_form(
    query: CallbackQuery,
    callback_data: DiscardForm,
    person: Person,
    application_drafts: ApplicationDrafts,
) -> None:
    await application_drafts.discard(person.id)
    await show(query, screens.discarded(callback_data.event_id))


async def send_form(
    query: CallbackQuery,
    callback_data: SendForm,
    person: Person,
    application_drafts: ApplicationDrafts,
    people: People,
) -> str | None:
    """A button that is older than the last correction shows what is being corrected."""
    number = callback_data.application_id
    fresh = await application_drafts.send(person.id, number)
    if not fresh and await application_drafts.is_open(person.id):
        await people.forms.open(person.id, Form(APPLICATION, number))
        await show(query, screens.form(await application_drafts.of(person.id)))
        return None
    await show(query, screens.sent(await application_drafts.sent(person.id, number)))
    return texts.SENT if fresh else texts.SENT_BEFORE


async def fill_form(
    message: Message, person: Person, application_drafts: ApplicationDrafts
) -> None:
    text = message.text or ""
    filled = await application_drafts.fill(person.id, text, message.message_id)
    await show(message, screens.filled(filled))


async def repeat_step(
    message: Message, person: Person, application_drafts: ApplicationDrafts
) -> None:
    """A picture or a voice: say again what is waited for."""
    draft = await application_drafts.of(person.id)
    await show(message, screens.repeated(draft, texts.NOT_WORDS))


async def refuse_edit(
    message: Message, person: Person, application_drafts: ApplicationDrafts
) -> None:
    """Which of the answers was edited is not known any more: to guess could spoil another one."""
    draft = await application_drafts.of(person.id)
    await show(message, screens.repeated(draft, texts.EDITED))


async def show_my_applications(
    message: Message, person: Person, applications: Applications
) -> None:
    found = await applications.of(person.id)
    await show(message, screens.my_applications(found, OpenMyApplications()))


async def open_my_applications(
    query: CallbackQuery,
    callback_data: OpenMyApplications,
    person: Person,
    applications: Applications,
) -> None:
    found = await applications.of(person.id)
    await show(query, screens.my_applications(found, callback_data))


async def open_my_application(
    query: CallbackQuery,
    callback_data: OpenMyApplication,
    person: Person,
    application_drafts: ApplicationDrafts,
) -> None:
    found = await application_drafts.sent(person.id, callback_data.application_id)
    await show(query, screens.my_application(found, callback_data))


async def ask_to_withdraw(
    query: CallbackQuery,
    callback_data: AskToWithdraw,
    person: Person,
    application_drafts: ApplicationDrafts,
) -> None:
    found = await application_drafts.sent(person.id, callback_data.application_id)
    await show(query, screens.withdrawal(found, callback_data))


async def withdraw_application(
    query: CallbackQuery,
    callback_data: WithdrawApplication,
    person: Person,
    applications: Applications,
    application_drafts: ApplicationDrafts,
) -> str:
    """Where an admin was quicker, the card says whom to write to."""
    number = callback_data.application_id
    if await applications.withdraw(person.id, number):
        found = await applications.of(person.id)
        await show(query, screens.my_applications(found, OpenMyApplications()))
        return texts.WITHDRAWN
    kept = await application_drafts.sent(person.id, number)
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
        found = await applications.one(callback_data.application_id)
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
        found = await applications.one(number)
    except NotFoundError:
        return await _withdrawn(query, applications)
    await show(query, screens.application(found, callback_data))
    return texts.HANDLED_NOW if first else texts.handled_before(found.handler)


async def export_applications(query: CallbackQuery, bot: Bot, applications: Applications) -> None:
    found = await applications.export(query.from_user.id)
    await send_file(bot, query.from_user.id, screens.applications_file(found))


async def _withdrawn(query: CallbackQuery, applications: Applications) -> AlertToast:
    """The list takes the place of the card: its words are not the admins' to read any more."""
    await show(query, screens.applications(await applications.page(), OpenApplications()))
    return AlertToast(texts.WITHDRAWN_SINCE)
