"""Writing an answer in chat: one field after another, then its card with what is wrong with it."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.audience.forms_repository import Form
from bot.audience.models import Person
from bot.knowledge.authoring import columns
from bot.knowledge.drafts import Field
from bot.middlewares.form import Fills
from bot.questions.desk import Desk
from bot.questions.drafts_repository import Drafts
from bot.questions.writing import DRAFT, Writing, asked_for
from bot.ui.callbacks.drafts import (
    ChooseAudience,
    ChooseSection,
    EditField,
    OpenDraft,
    OpenDrafts,
)
from bot.ui.callbacks.inbox import WriteAnswer
from bot.ui.showing import show
from bot.ui.views import drafts as views
from bot.ui.views.inbox import handled
from handlers.said import is_typed


def build_router() -> Router:
    router = Router(name="drafts")
    router.message.register(fill_field, is_typed, Fills(DRAFT))
    router.callback_query.register(write_answer, WriteAnswer.filter())
    router.callback_query.register(open_drafts, OpenDrafts.filter())
    router.callback_query.register(open_draft, OpenDraft.filter())
    router.callback_query.register(edit_field, EditField.filter())
    router.callback_query.register(choose_section, ChooseSection.filter())
    router.callback_query.register(choose_audience, ChooseAudience.filter())
    return router


async def write_answer(
    query: CallbackQuery, callback_data: WriteAnswer, person: Person, desk: Desk, writing: Writing
) -> None:
    draft_id = await desk.write(callback_data.question_id, person.id)
    if draft_id is None:
        await show(query, handled())
    else:
        await _go_on(query, draft_id, person, writing)


async def open_drafts(query: CallbackQuery, callback_data: OpenDrafts, drafts: Drafts) -> None:
    await show(query, views.drafts(await drafts.open_drafts(), callback_data))


async def open_draft(query: CallbackQuery, callback_data: OpenDraft, drafts: Drafts) -> None:
    await show(query, views.draft(await drafts.sheet(callback_data.draft_id), callback_data))


async def edit_field(
    query: CallbackQuery, callback_data: EditField, person: Person, writing: Writing
) -> None:
    found = await writing.asked(callback_data.draft_id, callback_data.field)
    await show(query, views.prompt(found))
    await writing.wait(person.id, found)


async def fill_field(
    message: Message, form: Form, person: Person, drafts: Drafts, writing: Writing
) -> None:
    field = asked_for(form, message.message_id)
    values = columns(field, message.text or "") if field else None
    if field is Field.SOURCE and values is None:
        await show(message, views.unreadable(form.subject))
        return
    if values:
        await drafts.fill(form.subject, **values)
    await _go_on(message, form.subject, person, writing)


async def choose_section(
    query: CallbackQuery,
    callback_data: ChooseSection,
    person: Person,
    drafts: Drafts,
    writing: Writing,
) -> None:
    draft_id, section_id = callback_data.draft_id, callback_data.section_id
    below = await writing.asked(draft_id, Field.SECTION, section_id)
    if below.sections:
        await show(query, views.prompt(below))
    else:
        await drafts.fill(draft_id, section_id=section_id)
        await _go_on(query, draft_id, person, writing)


async def choose_audience(
    query: CallbackQuery,
    callback_data: ChooseAudience,
    person: Person,
    drafts: Drafts,
    writing: Writing,
) -> None:
    await drafts.fill(callback_data.draft_id, audience=callback_data.audience)
    await _go_on(query, callback_data.draft_id, person, writing)


async def _go_on(
    event: Message | CallbackQuery, draft_id: int, person: Person, writing: Writing
) -> None:
    """Straight to what is asked for next: an editor who types at once is heard."""
    found = await writing.next(draft_id)
    await show(event, views.step(found))
    heard = event.message_id if isinstance(event, Message) else 0
    await writing.wait(person.id, found, heard)
