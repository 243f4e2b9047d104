"""Drafts of answers: filled in, published, discarded."""

from aiogram import F
from aiogram.types import CallbackQuery, Message

from bot.knowledge.authoring import draft_columns
from bot.knowledge.models import DraftField
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
from bot.questions.service import DRAFT, InboxService, field_to_fill
from bot.team.models import Right
from bot.telegram.routing import Routes
from bot.ui.show import show
from handlers.filters import FillsForm, May, is_typed


def add_admin_routes(routes: Routes) -> None:
    editor = routes.behind(May(Right.EDIT))
    editor.message(fill_field, is_typed, FillsForm(DRAFT))
    editor.press(write_answer, WriteAnswer.filter())
    editor.press(open_drafts, OpenAnswerDrafts.filter())
    editor.press(open_draft, OpenDraft.filter())
    editor.press(edit_field, EditField.filter())
    editor.press(choose_section, ChooseSection.filter())
    editor.press(choose_audience, ChooseAudience.filter())
    editor.press(publish_draft, PublishDraft.filter())
    editor.press(publish_unverified, PublishUnverified.filter())
    editor.press(discard_draft, DiscardDraft.filter(F.sure))
    editor.press(ask_to_discard, DiscardDraft.filter())


async def write_answer(
    query: CallbackQuery, callback_data: WriteAnswer, inbox: InboxService
) -> None:
    draft_id = await inbox.start_draft(callback_data.question_id, query.from_user.id)
    if draft_id is None:
        await show(query, screens.handled())
    else:
        await _ask_next(query, draft_id, inbox)


async def open_drafts(
    query: CallbackQuery, callback_data: OpenAnswerDrafts, inbox: InboxService
) -> None:
    await show(query, screens.drafts(await inbox.drafts.open_drafts(), callback_data))


async def open_draft(query: CallbackQuery, callback_data: OpenDraft, inbox: InboxService) -> None:
    review = await inbox.drafts.review(callback_data.draft_id)
    await show(query, screens.draft(review, callback_data))


async def edit_field(query: CallbackQuery, callback_data: EditField, inbox: InboxService) -> None:
    step = await inbox.wizard.step(callback_data.draft_id, callback_data.field)
    await show(query, screens.prompt(step))
    await inbox.wizard.expect_text(query.from_user.id, step)


async def fill_field(message: Message, form: Form, inbox: InboxService) -> None:
    field = field_to_fill(form, message.message_id)
    values = draft_columns(field, message.text or "") if field else None
    if field is DraftField.SOURCE and values is None:
        await show(message, screens.unreadable(form.subject))
        return
    if values:
        await inbox.drafts.update(form.subject, **values)
    await _ask_next(message, form.subject, inbox)


async def choose_section(
    query: CallbackQuery, callback_data: ChooseSection, inbox: InboxService
) -> None:
    draft_id, section_id = callback_data.draft_id, callback_data.section_id
    below = await inbox.wizard.step(draft_id, DraftField.SECTION, section_id)
    if below.sections:
        await show(query, screens.prompt(below))
    else:
        await inbox.drafts.update(draft_id, section_id=section_id)
        await _ask_next(query, draft_id, inbox)


async def choose_audience(
    query: CallbackQuery, callback_data: ChooseAudience, inbox: InboxService
) -> None:
    await inbox.drafts.update(callback_data.draft_id, audience=callback_data.audience)
    await _ask_next(query, callback_data.draft_id, inbox)


async def _ask_next(event: Message | CallbackQuery, draft_id: int, inbox: InboxService) -> None:
    """Show the next step; what the editor types after it fills that field without a press."""
    found = await inbox.wizard.next_step(draft_id)
    await show(event, screens.step(found))
    if isinstance(event, Message):
        await inbox.wizard.expect_text(event.chat.id, found, event.message_id)
    else:
        await inbox.wizard.expect_text(event.from_user.id, found)


async def publish_draft(
    query: CallbackQuery, callback_data: PublishDraft, inbox: InboxService
) -> str | None:
    draft = await inbox.drafts.get(callback_data.draft_id)
    if draft.unverifiable and draft.answer_id is None:
        await show(query, screens.doubt(draft))
        return None
    return await publish_unverified(query, callback_data, inbox)


async def publish_unverified(
    query: CallbackQuery, callback_data: PublishDraft, inbox: InboxService
) -> str:
    """The toast comes when whoever asks next gets the answer."""
    here, revision = OpenDraft(draft_id=callback_data.draft_id), callback_data.revision
    answer_id = await inbox.drafts.publish(here.draft_id, revision, query.from_user.id)
    await show(query, screens.draft(await inbox.drafts.review(here.draft_id), here))
    await inbox.refresh_search()
    return texts.CHANGED if answer_id is None else texts.DONE


async def ask_to_discard(query: CallbackQuery, callback_data: DiscardDraft) -> None:
    await show(query, screens.discard(callback_data))


async def discard_draft(
    query: CallbackQuery, callback_data: DiscardDraft, inbox: InboxService
) -> str:
    discarded = await inbox.drafts.discard(callback_data.draft_id, query.from_user.id)
    await show(query, screens.drafts(await inbox.drafts.open_drafts(), OpenAnswerDrafts()))
    return texts.DISCARDED if discarded else texts.GONE
