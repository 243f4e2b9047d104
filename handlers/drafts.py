"""Drafts of answers: filled in, published, discarded."""

from aiogram import F
from aiogram.types import CallbackQuery, Message

from bot.knowledge.authoring import columns
from bot.knowledge.models import DraftField
from bot.people.models import Person
from bot.people.repository import Form
from bot.questions import screens, texts
from bot.questions.buttons import (
    ChooseAudience,
    ChooseSection,
    DiscardDraft,
    EditField,
    OpenAnswerDrafts,
    OpenDraft,
    PublishDraft,
    PublishUnverified,
    WriteAnswer,
)
from bot.questions.inbox import DRAFT, DraftWizard, InboxService, asked_for
from bot.questions.inbox_repository import Drafts
from bot.questions.screens import handled
from bot.search.engine import Search
from bot.telegram.middlewares import Fills
from bot.telegram.routing import Routes
from bot.ui.show import show
from handlers.filters import is_typed


def add_admin_routes(routes: Routes) -> None:
    routes.message(fill_field, is_typed, Fills(DRAFT))
    routes.press(write_answer, WriteAnswer.filter())
    routes.press(open_drafts, OpenAnswerDrafts.filter())
    routes.press(open_draft, OpenDraft.filter())
    routes.press(edit_field, EditField.filter())
    routes.press(choose_section, ChooseSection.filter())
    routes.press(choose_audience, ChooseAudience.filter())
    routes.press(publish_draft, PublishDraft.filter())
    routes.press(publish_unverified, PublishUnverified.filter())
    routes.press(discard_draft, DiscardDraft.filter(F.sure))
    routes.press(ask_to_discard, DiscardDraft.filter())


async def write_answer(
    query: CallbackQuery,
    callback_data: WriteAnswer,
    person: Person,
    desk: InboxService,
    writing: DraftWizard,
) -> None:
    draft_id = await desk.write(callback_data.question_id, person.id)
    if draft_id is None:
        await show(query, handled())
    else:
        await _go_on(query, draft_id, person, writing)


async def open_drafts(
    query: CallbackQuery, callback_data: OpenAnswerDrafts, drafts: Drafts
) -> None:
    await show(query, screens.drafts(await drafts.open_drafts(), callback_data))


async def open_draft(query: CallbackQuery, callback_data: OpenDraft, drafts: Drafts) -> None:
    await show(query, screens.draft(await drafts.sheet(callback_data.draft_id), callback_data))


async def edit_field(
    query: CallbackQuery, callback_data: EditField, person: Person, writing: DraftWizard
) -> None:
    found = await writing.asked(callback_data.draft_id, callback_data.field)
    await show(query, screens.prompt(found))
    await writing.wait(person.id, found)


async def fill_field(
    message: Message, form: Form, person: Person, drafts: Drafts, writing: DraftWizard
) -> None:
    field = asked_for(form, message.message_id)
    values = columns(field, message.text or "") if field else None
    if field is DraftField.SOURCE and values is None:
        await show(message, screens.unreadable(form.subject))
        return
    if values:
        await drafts.fill(form.subject, **values)
    await _go_on(message, form.subject, person, writing)


async def choose_section(
    query: CallbackQuery,
    callback_data: ChooseSection,
    person: Person,
    drafts: Drafts,
    writing: DraftWizard,
) -> None:
    draft_id, section_id = callback_data.draft_id, callback_data.section_id
    below = await writing.asked(draft_id, DraftField.SECTION, section_id)
    if below.sections:
        await show(query, screens.prompt(below))
    else:
        await drafts.fill(draft_id, section_id=section_id)
        await _go_on(query, draft_id, person, writing)


async def choose_audience(
    query: CallbackQuery,
    callback_data: ChooseAudience,
    person: Person,
    drafts: Drafts,
    writing: DraftWizard,
) -> None:
    await drafts.fill(callback_data.draft_id, audience=callback_data.audience)
    await _go_on(query, callback_data.draft_id, person, writing)


async def _go_on(
    event: Message | CallbackQuery, draft_id: int, person: Person, writing: DraftWizard
) -> None:
    """Straight to what is asked for next: an editor who types at once is heard."""
    found = await writing.next(draft_id)
    await show(event, screens.step(found))
    heard = event.message_id if isinstance(event, Message) else 0
    await writing.wait(person.id, found, heard)


async def publish_draft(
    query: CallbackQuery,
    callback_data: PublishDraft,
    desk: InboxService,
    drafts: Drafts,
    search: Search,
) -> str | None:
    draft = await drafts.draft(callback_data.draft_id)
    if draft.unverifiable and draft.answer_id is None:
        await show(query, screens.doubt(draft))
        return None
    return await publish_unverified(query, callback_data, desk, drafts, search)


async def publish_unverified(
    query: CallbackQuery,
    callback_data: PublishDraft,
    desk: InboxService,
    drafts: Drafts,
    search: Search,
) -> str:
    """Says so when whoever asks next gets the answer."""
    here = OpenDraft(draft_id=callback_data.draft_id)
    answer_id = await desk.publish(here.draft_id, callback_data.revision, query.from_user.id)
    await show(query, screens.draft(await drafts.sheet(here.draft_id), here))
    await search.keep_up()
    return texts.CHANGED if answer_id is None else texts.DONE


async def ask_to_discard(query: CallbackQuery, callback_data: DiscardDraft) -> None:
    await show(query, screens.discard(callback_data))


async def discard_draft(
    query: CallbackQuery,
    callback_data: DiscardDraft,
    person: Person,
    desk: InboxService,
    drafts: Drafts,
) -> str:
    discarded = await desk.discard(callback_data.draft_id, person.id)
    await show(query, screens.drafts(await drafts.open_drafts(), OpenAnswerDrafts()))
    return texts.DISCARDED if discarded else texts.GONE
