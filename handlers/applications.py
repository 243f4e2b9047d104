from aiogram import F, Router
from aiogram.filters import BaseFilter
from aiogram.types import CallbackQuery, Message

from bot.applications.drafts_repository import ApplicationDrafts
from bot.audience.forms_repository import Form, Forms
from bot.audience.models import Person
from bot.middlewares.form import Fills
from bot.middlewares.press import Alert
from bot.ui.callbacks.applications import DiscardForm, OpenForm, SendForm, TurnForm
from bot.ui.showing import show
from bot.ui.texts import applications as texts
from bot.ui.views import applications as views
from handlers.said import is_typed

APPLICATION = "application"


class IsOpen(BaseFilter):
    """What was left for a day is forgotten: a text is a question again."""

    async def __call__(
        self, _message: Message, person: Person, application_drafts: ApplicationDrafts
    ) -> bool:
        return await application_drafts.is_open(person.id)


def build_router() -> Router:
    router = Router(name="applications")
    router.message.register(fill_form, Fills(APPLICATION), is_typed, IsOpen())
    router.message.register(repeat_step, Fills(APPLICATION), ~F.text, IsOpen())
    router.edited_message.register(refuse_edit, Fills(APPLICATION), IsOpen())
    router.callback_query.register(open_form, OpenForm.filter())
    router.callback_query.register(turn_form, TurnForm.filter())
    router.callback_query.register(discard_form, DiscardForm.filter())
    router.callback_query.register(send_form, SendForm.filter())
    return router


async def open_form(
    query: CallbackQuery,
    callback_data: OpenForm,
    person: Person,
    application_drafts: ApplicationDrafts,
    forms: Forms,
) -> None:
    draft = await application_drafts.begin(person.id, callback_data.event_id)
    await forms.open(person.id, Form(APPLICATION, draft.id))
    await show(query, views.form(draft))


async def turn_form(
    query: CallbackQuery,
    callback_data: TurnForm,
    person: Person,
    application_drafts: ApplicationDrafts,
    forms: Forms,
) -> str | None:
    """A button of a draft that is no more begins a new one, unless that draft was sent."""
    if await application_drafts.was_sent(person.id, callback_data.event_id):
        return Alert(texts.FILLED_BEFORE)
    draft = await application_drafts.begin(person.id, callback_data.event_id)
    await forms.open(person.id, Form(APPLICATION, draft.id))
    await show(query, views.form(await application_drafts.turn(person.id, callback_data.to)))
    return None


async def discard_form(
    query: CallbackQuery,
    callback_data: DiscardForm,
    person: Person,
    application_drafts: ApplicationDrafts,
) -> None:
    await application_drafts.discard(person.id)
    await show(query, views.discarded(callback_data.event_id))


async def send_form(
    query: CallbackQuery,
    callback_data: SendForm,
    person: Person,
    application_drafts: ApplicationDrafts,
    forms: Forms,
) -> str | None:
    """A button that is older than the last correction shows what is being corrected."""
    number = callback_data.application_id
    fresh = await application_drafts.send(person.id, number)
    if not fresh and await application_drafts.is_open(person.id):
        await forms.open(person.id, Form(APPLICATION, number))
        await show(query, views.form(await application_drafts.of(person.id)))
        return None
    await show(query, views.sent(await application_drafts.sent(person.id, number)))
    return texts.SENT if fresh else texts.SENT_BEFORE


async def fill_form(
    message: Message, person: Person, application_drafts: ApplicationDrafts
) -> None:
    text = message.text or ""
    filled = await application_drafts.fill(person.id, text, message.message_id)
    await show(message, views.filled(filled))


async def repeat_step(
    message: Message, person: Person, application_drafts: ApplicationDrafts
) -> None:
    """A picture or a voice: say again what is waited for."""
    draft = await application_drafts.of(person.id)
    await show(message, views.repeated(draft, texts.NOT_WORDS))


async def refuse_edit(
    message: Message, person: Person, application_drafts: ApplicationDrafts
) -> None:
    """Which of the answers was edited is not known any more: to guess could spoil another one."""
    draft = await application_drafts.of(person.id)
    await show(message, views.repeated(draft, texts.EDITED))
