"""Drafts of editors: something new, or a change of what there is."""

from asyncio import to_thread
from contextlib import suppress

from aiogram import Bot, F
from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery, Message

from bot.editing import screens, texts
from bot.editing.buttons import (
    ChangeField,
    ChooseAudience,
    ChooseSection,
    ChooseValue,
    ClearField,
    ConfirmChange,
    DiscardDraft,
    EditField,
    OpenAnswerDrafts,
    OpenDraft,
    PreviewDraft,
    PublishDraft,
    PublishUnverified,
    ResetField,
    ReturnDraft,
    StartDraft,
    SwitchRelated,
)
from bot.editing.field_values import UnreadableFieldError
from bot.editing.models import Draft, DraftField, DraftStep, Outcome
from bot.editing.service import DRAFT, EditingService, field_to_fill
from bot.people.repository import Form
from bot.questions import screens as questions_screens
from bot.questions.buttons import WriteAnswer
from bot.team.models import Right
from bot.telegram.middlewares import AlertToast
from bot.telegram.routing import FillsForm, Routes
from bot.ui.show import send, show
from handlers.filters import May, is_typed


def add_admin_routes(routes: Routes) -> None:
    editor = routes.behind(May(Right.EDIT))
    editor.message(fill_field, is_typed, FillsForm(DRAFT))
    editor.press(write_answer, WriteAnswer.filter())
    editor.press(open_drafts, OpenAnswerDrafts.filter())
    editor.press(start_draft, StartDraft.filter())
    editor.press(open_draft, OpenDraft.filter())
    editor.press(preview_draft, PreviewDraft.filter())
    editor.press(edit_field, EditField.filter())
    editor.press(choose_section, ChooseSection.filter())
    editor.press(choose_audience, ChooseAudience.filter())
    editor.press(choose_value, ChooseValue.filter())
    editor.press(switch_related, SwitchRelated.filter())
    editor.press(clear_field, ClearField.filter())
    editor.press(reset_field, ResetField.filter())
    editor.press(confirm_change, ConfirmChange.filter())
    editor.press(publish_draft, PublishDraft.filter())
    editor.press(publish_unverified, PublishUnverified.filter())
    editor.press(discard_draft, DiscardDraft.filter(F.sure))
    editor.press(ask_to_discard, DiscardDraft.filter())
    editor.press(change_field, ChangeField.filter())
    editor.press(return_draft, ReturnDraft.filter())


async def write_answer(
    query: CallbackQuery, callback_data: WriteAnswer, editing: EditingService
) -> None:
    question_id = callback_data.question_id
    draft_id = await editing.inbox.start_draft(question_id, query.from_user.id)
    if draft_id is None:
        await show(query, questions_screens.handled())
    else:
        await ask_next(query, draft_id, editing)


async def open_drafts(
    query: CallbackQuery, callback_data: OpenAnswerDrafts, editing: EditingService
) -> None:
    found, waiting = await editing.drafts.unpublished(), await editing.uploads.waiting()
    await show(query, screens.drafts(found, callback_data, waiting))


async def start_draft(
    query: CallbackQuery, callback_data: StartDraft, editing: EditingService
) -> None:
    draft_id = await editing.drafts.start(query.from_user.id, callback_data.kind)
    await ask_next(query, draft_id, editing)


async def open_draft(
    query: CallbackQuery, callback_data: OpenDraft, editing: EditingService
) -> None:
    review, editor_id = await editing.review(callback_data.draft_id), query.from_user.id
    await show(query, await to_thread(screens.draft, review, callback_data, editor_id))


async def preview_draft(
    query: CallbackQuery, callback_data: PreviewDraft, editing: EditingService
) -> None:
    await show(query, screens.preview(await editing.review(callback_data.draft_id), callback_data))


async def edit_field(
    query: CallbackQuery, callback_data: EditField, bot: Bot, editing: EditingService
) -> None:
    """Under the question for a text stands the text that there is, to be copied and corrected.

    For a draft that waits for a second person nothing is asked: it is shown.
    """
    step = await editing.step(callback_data.draft_id, callback_data.field)
    if step.draft.is_waiting:
        await ask_next(query, step.draft.id, editing)
        return
    await show(query, screens.prompt(step))
    await editing.expect_text(query.from_user.id, step)
    if step.field is not DraftField.BODY:
        return
    if body := await to_thread(screens.body_to_copy, step.draft.fields):
        await send(bot, query.from_user.id, body)


async def fill_field(message: Message, form: Form, editing: EditingService) -> None:
    field = field_to_fill(form, message.message_id)
    if field and (await editing.drafts.get(form.subject)).is_waiting:
        await _refuse(message, form.subject, editing)
        return
    if field is DraftField.RELATED:
        await _offer_related(message, form.subject, editing)
        return
    if field and not await _fill(message, form.subject, field, editing):
        return
    if field is DraftField.NOTE:
        await _publish(message, form.subject, editing)
    else:
        await ask_next(message, form.subject, editing)


async def _refuse(message: Message, draft_id: int, editing: EditingService) -> None:
    """Say that nothing was written: the draft waits for a second person."""
    review = await editing.review(draft_id)
    await show(message, await to_thread(screens.not_taken, review, message.chat.id))
    await editing.expect_text(message.chat.id, review)


async def _fill(
    message: Message, draft_id: int, field: DraftField, editing: EditingService
) -> bool:
    """False, and the question is asked again, when what was typed cannot be understood."""
    try:
        await editing.fill(draft_id, field, message.text or "", message.html_text)
    except UnreadableFieldError as error:
        note = texts.unreadable(error)
        await show(message, screens.prompt(await editing.step(draft_id, field), note))
        return False
    return True


async def _offer_related(message: Message, draft_id: int, editing: EditingService) -> None:
    step = await editing.step(draft_id, DraftField.RELATED)
    known = [link.id for link in step.links]
    links = await editing.offers(message.text or "", known)
    await show(message, screens.found_answers(step, links))


async def choose_section(
    query: CallbackQuery, callback_data: ChooseSection, editing: EditingService
) -> None:
    draft_id, section_id = callback_data.draft_id, callback_data.section_id
    below = await editing.step(draft_id, DraftField.SECTION, section_id)
    if below.links:
        await show(query, screens.prompt(below))
    else:
        await editing.drafts.update(draft_id, {}, section_id=section_id)
        await ask_next(query, draft_id, editing)


async def choose_audience(
    query: CallbackQuery, callback_data: ChooseAudience, editing: EditingService
) -> None:
    draft_id = callback_data.draft_id
    await editing.choose(draft_id, DraftField.AUDIENCE, callback_data.audience)
    await ask_next(query, draft_id, editing)


async def choose_value(
    query: CallbackQuery, callback_data: ChooseValue, editing: EditingService
) -> None:
    await editing.choose(callback_data.draft_id, callback_data.field, callback_data.value)
    await ask_next(query, callback_data.draft_id, editing)


async def switch_related(
    query: CallbackQuery, callback_data: SwitchRelated, bot: Bot, editing: EditingService
) -> None:
    await editing.switch_related(callback_data.draft_id, callback_data.answer_id)
    asked = EditField(draft_id=callback_data.draft_id, field=DraftField.RELATED)
    await edit_field(query, asked, bot, editing)


async def clear_field(
    query: CallbackQuery, callback_data: ClearField, editing: EditingService
) -> None:
    await editing.clear(callback_data.draft_id, callback_data.field)
    await ask_next(query, callback_data.draft_id, editing)


async def reset_field(
    query: CallbackQuery, callback_data: ResetField, editing: EditingService
) -> None:
    await editing.reset(callback_data.draft_id, callback_data.field)
    await ask_next(query, callback_data.draft_id, editing)


async def ask_next(event: Message | CallbackQuery, draft_id: int, editing: EditingService) -> None:
    """Show the next step; what the editor types after it fills that field without a press."""
    found = await editing.next_step(draft_id)
    editor_id = event.from_user.id if event.from_user else 0
    await show(event, screens.step(found, editor_id))
    message_id = event.message_id if isinstance(event, Message) else 0
    await editing.expect_text(editor_id, found, message_id)


async def confirm_change(
    query: CallbackQuery, callback_data: ConfirmChange, editing: EditingService
) -> None:
    review = await editing.review(callback_data.draft_id)
    await show(query, await to_thread(screens.confirm, review, query.from_user.id))
    await editing.expect_text(query.from_user.id, DraftStep(review.draft, DraftField.NOTE))


async def publish_draft(
    query: CallbackQuery, callback_data: PublishDraft, bot: Bot, editing: EditingService
) -> str | None:
    draft = await editing.drafts.get(callback_data.draft_id)
    if draft.unverifiable and draft.is_new and not draft.is_published:
        await show(query, screens.doubt(draft))
        return None
    return await publish_unverified(query, callback_data, bot, editing)


async def publish_unverified(
    query: CallbackQuery, callback_data: PublishDraft, bot: Bot, editing: EditingService
) -> str:
    """The toast comes once the search finds the answer."""
    draft_id, revision = callback_data.draft_id, callback_data.revision
    outcome = await editing.publish(draft_id, revision, query.from_user.id)
    draft = await _show_outcome(query, outcome, draft_id, editing)
    await editing.refresh_search()
    if outcome is Outcome.DONE and editing.four_eyes:
        await _tell_author(bot, draft, published=True)
    toast = texts.toast(draft, outcome)
    return AlertToast(toast) if outcome is Outcome.CLASHED else toast


async def _publish(message: Message, draft_id: int, editing: EditingService) -> None:
    """Publish the change for which the note was typed."""
    draft = await editing.drafts.get(draft_id)
    outcome = await editing.publish(draft_id, draft.revision, message.chat.id)
    await editing.expect_text(message.chat.id, await editing.review(draft_id))
    await _show_outcome(message, outcome, draft_id, editing)
    await editing.refresh_search()


async def _show_outcome(
    event: Message | CallbackQuery, outcome: Outcome, draft_id: int, editing: EditingService
) -> Draft:
    review = await editing.review(draft_id)
    if outcome is Outcome.CLASHED:
        await show(event, await to_thread(screens.clashed, review))
    else:
        editor_id = event.from_user.id if event.from_user else 0
        here = OpenDraft(draft_id=draft_id)
        await show(event, await to_thread(screens.draft, review, here, editor_id))
    return review.draft


async def ask_to_discard(
    query: CallbackQuery, callback_data: DiscardDraft, editing: EditingService
) -> None:
    draft = await editing.drafts.get(callback_data.draft_id)
    await show(query, screens.discard(draft, callback_data))


async def discard_draft(
    query: CallbackQuery, callback_data: DiscardDraft, editing: EditingService
) -> str:
    discarded = await editing.drafts.discard(callback_data.draft_id, query.from_user.id)
    await open_drafts(query, OpenAnswerDrafts(), editing)
    return texts.DISCARDED if discarded else texts.GONE


async def change_field(
    query: CallbackQuery, callback_data: ChangeField, bot: Bot, editing: EditingService
) -> None:
    editor_id, subject = query.from_user.id, callback_data.subject
    draft_id = await editing.drafts.start_change(editor_id, subject)
    asked = EditField(draft_id=draft_id, field=callback_data.field)
    await edit_field(query, asked, bot, editing)


async def return_draft(
    query: CallbackQuery, callback_data: ReturnDraft, bot: Bot, editing: EditingService
) -> str:
    draft = await editing.drafts.get(callback_data.draft_id)
    returned = await editing.drafts.return_to_author(draft)
    await open_draft(query, OpenDraft(draft_id=draft.id), editing)
    if not returned:
        return texts.NOT_WAITING
    if draft.author_id != query.from_user.id:
        await _tell_author(bot, draft, published=False)
    return texts.returned(draft, query.from_user.id)


async def _tell_author(bot: Bot, draft: Draft, *, published: bool) -> None:
    """An author who has blocked the bot sees it among the drafts."""
    with suppress(TelegramAPIError):
        await send(bot, draft.author_id, screens.decided(draft, published=published))
