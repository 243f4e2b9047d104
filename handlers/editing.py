"""Editing in chat: drafts, changes of what there is, its history."""

import asyncio
from contextlib import suppress

from aiogram import Bot, F
from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery, Document, Message

from bot.editing import screens, texts
from bot.editing.buttons import (
    ApplyUpload,
    ChangeField,
    ChooseAudience,
    ChooseSection,
    ChooseTarget,
    ChooseValue,
    ClearField,
    ConfirmChange,
    DiscardDraft,
    EditField,
    ExportSheet,
    MarkChecked,
    OpenAnswerDrafts,
    OpenConflict,
    OpenConflicts,
    OpenDraft,
    OpenHistory,
    OpenLinks,
    OpenReviews,
    OpenRevision,
    OpenSheets,
    OpenSubject,
    OpenUpload,
    PreviewDraft,
    PublishDraft,
    PublishUnverified,
    ResetField,
    RestoreRevision,
    ReturnDraft,
    SetOwner,
    SettleConflict,
    StartDraft,
    SwitchRelated,
    Withdraw,
)
from bot.editing.fields import UnreadableFieldError
from bot.editing.models import ContentId, Draft, DraftField, DraftStep, Outcome, title_of
from bot.editing.service import DRAFT, EditingService, field_to_fill
from bot.editing.spreadsheets import read_sheet, write_sheet
from bot.knowledge.files import ContentError
from bot.knowledge.models import ContentKind
from bot.people.repository import Form, People
from bot.questions import screens as questions_screens
from bot.questions.buttons import WriteAnswer
from bot.team.models import Right
from bot.telegram.middlewares import AlertToast
from bot.telegram.routing import Routes
from bot.ui.screens import notice
from bot.ui.show import File, send, send_file, show
from handlers.filters import FillsForm, May, is_typed

WITHDRAWAL = "withdrawal"
SHEETS = (".xlsx", ".csv", ".tsv", ".txt", ".xls", ".xlsm")
MOST_BYTES = 20 * 2**20  # of a file that Telegram lets a bot download


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
    editor.press(open_subject, OpenSubject.filter())
    editor.press(change_field, ChangeField.filter())
    editor.press(open_history, OpenHistory.filter())
    editor.press(open_revision, OpenRevision.filter())
    editor.press(restore_revision, RestoreRevision.filter())
    editor.press(mark_checked, MarkChecked.filter())
    editor.press(ask_to_withdraw, ChooseTarget.filter())
    editor.message(offer_targets, is_typed, FillsForm(WITHDRAWAL))
    editor.press(withdraw, Withdraw.filter())
    editor.message(take_sheet, F.document.file_name.lower().endswith(SHEETS))
    editor.press(open_sheets, OpenSheets.filter())
    editor.press(export_sheet, ExportSheet.filter())
    editor.press(apply_upload, ApplyUpload.filter())
    editor.press(return_draft, ReturnDraft.filter())
    editor.press(open_upload, OpenUpload.filter())
    editor.press(open_links, OpenLinks.filter())
    editor.press(open_reviews, OpenReviews.filter())
    editor.press(set_owner, SetOwner.filter())
    editor.press(open_conflicts, OpenConflicts.filter())
    editor.press(open_conflict, OpenConflict.filter())
    editor.press(settle_conflict, SettleConflict.filter())


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
    await _show_drafts(query, callback_data, editing)


async def _show_drafts(
    query: CallbackQuery, here: OpenAnswerDrafts, editing: EditingService
) -> None:
    found, uploads = await editing.drafts.unpublished(), await editing.uploads.waiting()
    await show(query, screens.drafts(found, here, uploads))


async def start_draft(
    query: CallbackQuery, callback_data: StartDraft, editing: EditingService
) -> None:
    draft_id = await editing.drafts.start(query.from_user.id, callback_data.kind)
    await ask_next(query, draft_id, editing)


async def open_draft(
    query: CallbackQuery, callback_data: OpenDraft, editing: EditingService
) -> None:
    await show(query, screens.draft(await editing.review(callback_data.draft_id), callback_data))


async def preview_draft(
    query: CallbackQuery, callback_data: PreviewDraft, editing: EditingService
) -> None:
    await show(query, screens.preview(await editing.review(callback_data.draft_id), callback_data))


async def edit_field(
    query: CallbackQuery, callback_data: EditField, bot: Bot, editing: EditingService
) -> None:
    await _ask(query, callback_data, bot, editing)


async def _ask(query: CallbackQuery, asked: EditField, bot: Bot, editing: EditingService) -> None:
    """Under the question for a text stands the text that there is, to be copied and corrected."""
    step = await editing.step(asked.draft_id, asked.field)
    await show(query, screens.prompt(step))
    await editing.expect_text(query.from_user.id, step)
    body = screens.body_to_copy(step.draft.fields) if asked.field is DraftField.BODY else None
    if body:
        await send(bot, query.from_user.id, body)


async def fill_field(message: Message, form: Form, editing: EditingService) -> None:
    field = field_to_fill(form, message.message_id)
    if field is DraftField.RELATED:
        await _offer_related(message, form.subject, editing)
        return
    if field and not await _fill(message, form.subject, field, editing):
        return
    if field is DraftField.NOTE:
        await _publish(message, form.subject, editing)
    else:
        await ask_next(message, form.subject, editing)


async def _fill(
    message: Message, draft_id: int, field: DraftField, editing: EditingService
) -> bool:
    """False, and the question is asked again, when what was typed cannot be understood."""
    try:
        await editing.fill(draft_id, field, message.text or "", message.html_text)
    except UnreadableFieldError:
        await show(message, screens.unreadable(await editing.step(draft_id, field)))
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
    query: CallbackQuery, callback_data: SwitchRelated, editing: EditingService
) -> None:
    await editing.switch_related(callback_data.draft_id, callback_data.answer_id)
    step = await editing.step(callback_data.draft_id, DraftField.RELATED)
    await show(query, screens.prompt(step))
    await editing.expect_text(query.from_user.id, step)


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
    await show(event, screens.step(found))
    if isinstance(event, Message):
        await editing.expect_text(event.chat.id, found, event.message_id)
    else:
        await editing.expect_text(event.from_user.id, found)


async def confirm_change(
    query: CallbackQuery, callback_data: ConfirmChange, editing: EditingService
) -> None:
    review = await editing.review(callback_data.draft_id)
    await show(query, screens.confirm(review))
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
    """The toast comes when whoever asks next gets the answer."""
    draft_id, revision = callback_data.draft_id, callback_data.revision
    outcome = await editing.publish(draft_id, revision, query.from_user.id)
    draft = await _show_outcome(query, outcome, draft_id, editing)
    await editing.refresh_search()
    if outcome is Outcome.DONE and editing.four_eyes:
        await _tell_author(bot, draft, published=True)
    toast = texts.toast(draft, outcome)
    return AlertToast(toast) if outcome is Outcome.CLASHED else toast


async def _publish(message: Message, draft_id: int, editing: EditingService) -> None:
    """What a note was typed for."""
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
        await show(event, screens.clashed(review))
    else:
        await show(event, screens.draft(review, OpenDraft(draft_id=draft_id)))
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
    await _show_drafts(query, OpenAnswerDrafts(), editing)
    return texts.DISCARDED if discarded else texts.GONE


async def open_subject(
    query: CallbackQuery, callback_data: OpenSubject, editing: EditingService
) -> None:
    await _show_subject(query, callback_data, editing)


async def _show_subject(query: CallbackQuery, here: OpenSubject, editing: EditingService) -> None:
    found = await editing.editor_card(here.subject)
    await show(query, screens.editor_card(found, query.from_user.id, here))


async def change_field(
    query: CallbackQuery, callback_data: ChangeField, bot: Bot, editing: EditingService
) -> None:
    editor_id, subject = query.from_user.id, callback_data.subject
    draft_id = await editing.drafts.start_change(editor_id, subject)
    await _ask(query, EditField(draft_id=draft_id, field=callback_data.field), bot, editing)


async def open_history(
    query: CallbackQuery, callback_data: OpenHistory, editing: EditingService
) -> None:
    found = await editing.history.page(callback_data.subject, callback_data.page)
    fields = await editing.history.now(callback_data.subject)
    await show(query, screens.history(found, fields, callback_data))


async def open_revision(
    query: CallbackQuery, callback_data: OpenRevision, editing: EditingService
) -> None:
    subject, found = await editing.history.change(callback_data.revision_id)
    await show(query, screens.change(found, subject, callback_data))


async def restore_revision(
    query: CallbackQuery, callback_data: RestoreRevision, editing: EditingService
) -> str:
    subject, found = await editing.history.change(callback_data.revision_id)
    note = texts.restored_note(found.revision.at)
    outcome = await editing.restore(found.revision.id, query.from_user.id, note)
    here = OpenHistory.of(subject).beside(callback_data)
    await open_history(query, here, editing)
    await editing.refresh_search()
    return texts.RESTORE_TOASTS[outcome]


async def mark_checked(
    query: CallbackQuery, callback_data: MarkChecked, editing: EditingService
) -> str:
    here = OpenSubject(kind=ContentKind.ANSWER, subject_id=callback_data.answer_id).beside(
        callback_data
    )
    editor_id, note = query.from_user.id, texts.CHECKED_NOTE
    outcome, day = await editing.mark_checked(here.subject_id, editor_id, note)
    await _show_subject(query, here, editing)
    return texts.SENT_TO_REVIEW if outcome is Outcome.WAITING else texts.checked_until(day)


async def ask_to_withdraw(
    query: CallbackQuery, callback_data: ChooseTarget, editing: EditingService, people: People
) -> None:
    """Until the editor presses a button, targets are searched for by what they type too."""
    await _show_targets(query, callback_data, "", editing)
    form = Form(WITHDRAWAL, callback_data.subject_id, callback_data.kind)
    await people.forms.open(query.from_user.id, form)


async def offer_targets(message: Message, form: Form, editing: EditingService) -> None:
    kind = ContentKind(form.field or ContentKind.ANSWER)  # a form of an earlier release has none
    here = ChooseTarget.of(ContentId(kind, form.subject))
    await _show_targets(message, here, message.text or "", editing)


async def _show_targets(
    event: Message | CallbackQuery, here: ChooseTarget, wanted: str, editing: EditingService
) -> None:
    found = await editing.editor_card(here.subject)
    words = wanted or title_of(found.fields)
    targets = await editing.offers(words, [here.subject_id], here.kind)
    await show(event, screens.withdraw(found, targets, here))


async def withdraw(query: CallbackQuery, callback_data: Withdraw, editing: EditingService) -> str:
    subject, note = callback_data.subject, texts.WITHDRAWN_NOTE
    target_id, editor_id = callback_data.target_id, query.from_user.id
    outcome = await editing.withdraw(subject, target_id, editor_id, note)
    await _show_subject(query, OpenSubject.of(subject).beside(callback_data), editing)
    await editing.refresh_search()
    return texts.WITHDRAWAL_TOASTS[outcome]


async def open_conflicts(
    query: CallbackQuery, callback_data: OpenConflicts, editing: EditingService
) -> None:
    await _show_conflicts(query, callback_data, editing)


async def _show_conflicts(
    query: CallbackQuery, here: OpenConflicts, editing: EditingService
) -> None:
    found = await editing.history.conflicts(here.page, screens.CONFLICTS_PER_PAGE)
    total = await editing.history.count_conflicts()
    await show(query, screens.conflicts(found, total, here))


async def open_conflict(
    query: CallbackQuery, callback_data: OpenConflict, editing: EditingService
) -> None:
    found = await editing.history.conflict(callback_data.conflict_id)
    await show(query, screens.conflict(found, callback_data))


async def settle_conflict(
    query: CallbackQuery, callback_data: SettleConflict, editing: EditingService
) -> str:
    found, editor_id = await editing.history.conflict(callback_data.conflict_id), query.from_user.id
    taken = callback_data.theirs
    outcome = await editing.settle(found, editor_id, texts.FROM_FILE, theirs=taken)
    await _show_conflicts(query, OpenConflicts().beside(callback_data), editing)
    await editing.refresh_search()
    toast = texts.SETTLE_TOASTS[outcome]
    return AlertToast(toast) if outcome is Outcome.CHANGED else toast


async def open_reviews(
    query: CallbackQuery, callback_data: OpenReviews, editing: EditingService
) -> None:
    owner_id = query.from_user.id if callback_data.mine else 0
    found = await editing.reviews.page(callback_data.page, owner_id)
    await show(query, screens.reviews(found, callback_data))


async def set_owner(query: CallbackQuery, callback_data: SetOwner, editing: EditingService) -> str:
    mine, editor_id = callback_data.mine, query.from_user.id
    subject = ContentId(ContentKind.ANSWER, callback_data.answer_id)
    await editing.history.change_to(subject, {"owner": editor_id if mine else None}, editor_id)
    await _show_subject(query, OpenSubject.of(subject).beside(callback_data), editing)
    return texts.OWNED if mine else texts.NOT_OWNED


async def open_sheets(query: CallbackQuery, callback_data: OpenSheets) -> None:
    await show(query, screens.sheets(callback_data))


async def export_sheet(
    query: CallbackQuery, callback_data: ExportSheet, bot: Bot, editing: EditingService
) -> None:
    kind = callback_data.kind
    said, revisions = await editing.uploads.export(kind, query.from_user.id)
    found = await asyncio.to_thread(write_sheet, kind, said, revisions, xlsx=callback_data.xlsx)
    await send_file(bot, query.from_user.id, File(found.name, found.content))


async def take_sheet(message: Message, bot: Bot, editing: EditingService) -> None:
    """Nothing changes yet: the editor sees what would."""
    document = message.document
    if document is None or (document.file_size or 0) > MOST_BYTES:
        await show(message, notice(texts.TOO_BIG))
        return
    await _preview_sheet(message, document, bot, editing)


async def _preview_sheet(
    message: Message, document: Document, bot: Bot, editing: EditingService
) -> None:
    name, editor_id = document.file_name or "", message.chat.id
    downloaded = await bot.download(document)
    try:
        sheet = await asyncio.to_thread(read_sheet, name, downloaded.read() if downloaded else b"")
    except ContentError as error:
        await show(message, screens.upload_refused(error.problems))
        return
    upload_id = await editing.uploads.keep(editor_id, name, sheet)
    await show(message, screens.upload(await editing.uploads.plan(upload_id, editor_id)))


async def apply_upload(
    query: CallbackQuery, callback_data: ApplyUpload, editing: EditingService
) -> str | None:
    upload_id, editor_id = callback_data.upload_id, query.from_user.id
    plan = await editing.uploads.plan(upload_id, editor_id)
    if plan.removes_much and not callback_data.sure:
        await show(query, screens.much_removed(plan))
        return None
    outcome = await editing.apply_upload(upload_id, editor_id, texts.UPLOAD_NOTE)
    toast = texts.UPLOAD_TOASTS[outcome]
    words = texts.UPLOAD_WAITS if outcome is Outcome.WAITING else toast
    await show(query, screens.upload(plan) if outcome is Outcome.CHANGED else notice(words))
    await editing.refresh_search()
    return toast


async def open_links(
    query: CallbackQuery, callback_data: OpenLinks, editing: EditingService
) -> None:
    await show(query, screens.links(await editing.links.problems(), callback_data))


async def return_draft(
    query: CallbackQuery, callback_data: ReturnDraft, bot: Bot, editing: EditingService
) -> str:
    draft = await editing.drafts.get(callback_data.draft_id)
    returned = await editing.drafts.return_to_author(draft)
    here = OpenDraft(draft_id=draft.id)
    await show(query, screens.draft(await editing.review(draft.id), here))
    if returned and draft.author_id != query.from_user.id:
        await _tell_author(bot, draft, published=False)
    return texts.RETURNED if returned else texts.NOT_WAITING


async def _tell_author(bot: Bot, draft: Draft, *, published: bool) -> None:
    """An author who has blocked the bot sees it among the drafts."""
    with suppress(TelegramAPIError):
        await send(bot, draft.author_id, screens.decided(draft, published=published))


async def open_upload(
    query: CallbackQuery, callback_data: OpenUpload, editing: EditingService
) -> None:
    plan = await editing.uploads.plan(callback_data.upload_id, query.from_user.id)
    await show(query, screens.upload(plan))
