"""The editors' page of an answer or event, its history, withdrawal, conflicts with files."""

from asyncio import to_thread

from aiogram.types import CallbackQuery, Message

from bot.editing.models import ContentId, Outcome, RepeatedQuestionError, title_of
from bot.editing.service import EditingService
from bot.history import screens, texts
from bot.history.buttons import (
    ChooseTarget,
    OpenConflict,
    OpenConflicts,
    OpenHistory,
    OpenRevision,
    OpenSubject,
    PutBack,
    RestoreRevision,
    SettleConflict,
    Withdraw,
)
from bot.knowledge.models import ContentKind
from bot.people.repository import Form, People
from bot.team.models import Right
from bot.telegram.middlewares import AlertToast
from bot.telegram.routing import FillsForm, Routes
from bot.ui.show import show
from handlers.filters import May, is_typed

WITHDRAWAL = "withdrawal"


def add_admin_routes(routes: Routes) -> None:
    editor = routes.behind(May(Right.EDIT))
    editor.press(open_subject, OpenSubject.filter())
    editor.press(open_history, OpenHistory.filter())
    editor.press(open_revision, OpenRevision.filter())
    editor.press(restore_revision, RestoreRevision.filter())
    editor.press(ask_to_withdraw, ChooseTarget.filter())
    editor.message(offer_targets, is_typed, FillsForm(WITHDRAWAL))
    editor.press(withdraw, Withdraw.filter())
    editor.press(put_back, PutBack.filter())
    editor.press(open_conflicts, OpenConflicts.filter())
    editor.press(open_conflict, OpenConflict.filter())
    editor.press(settle_conflict, SettleConflict.filter())


async def open_subject(
    query: CallbackQuery, callback_data: OpenSubject, editing: EditingService
) -> None:
    found = await editing.editor_card(callback_data.subject)
    await show(query, screens.editor_card(found, query.from_user.id, callback_data))


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
    await show(query, await to_thread(screens.change, found, subject, callback_data))


async def restore_revision(
    query: CallbackQuery, callback_data: RestoreRevision, editing: EditingService
) -> str:
    subject, found = await editing.history.change(callback_data.revision_id)
    note = texts.restored_note(found.revision.at)
    try:
        outcome = await editing.restore(found.revision.id, query.from_user.id, note)
    except RepeatedQuestionError as error:
        return AlertToast(texts.repeated(error))
    here = OpenHistory.of(subject).beside(callback_data)
    await open_history(query, here, editing)
    await editing.refresh_search()
    return texts.RESTORE_TOASTS[outcome]


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
    await open_subject(query, OpenSubject.of(subject).beside(callback_data), editing)
    await editing.refresh_search()
    return texts.WITHDRAWAL_TOASTS[outcome]


async def put_back(query: CallbackQuery, callback_data: PutBack, editing: EditingService) -> str:
    editor_id, note = query.from_user.id, texts.PUT_BACK_NOTE
    try:
        outcome = await editing.put_back(callback_data.subject, editor_id, note)
    except RepeatedQuestionError as error:
        return AlertToast(texts.repeated(error))
    await open_subject(query, callback_data, editing)
    await editing.refresh_search()
    return texts.PUT_BACK_TOASTS[outcome]


async def open_conflicts(
    query: CallbackQuery, callback_data: OpenConflicts, editing: EditingService
) -> None:
    found = await editing.history.conflicts(callback_data.page, screens.CONFLICTS_PER_PAGE)
    total = await editing.history.count_conflicts()
    await show(query, screens.conflicts(found, total, callback_data))


async def open_conflict(
    query: CallbackQuery, callback_data: OpenConflict, editing: EditingService
) -> None:
    found = await editing.history.conflict(callback_data.conflict_id)
    await show(query, await to_thread(screens.conflict, found, callback_data))


async def settle_conflict(
    query: CallbackQuery, callback_data: SettleConflict, editing: EditingService
) -> str:
    found, editor_id = await editing.history.conflict(callback_data.conflict_id), query.from_user.id
    taken = callback_data.theirs
    outcome = await editing.settle(found, editor_id, texts.FROM_FILE, theirs=taken)
    await open_conflicts(query, OpenConflicts().beside(callback_data), editing)
    await editing.refresh_search()
    toast = texts.SETTLE_TOASTS[outcome]
    return AlertToast(toast) if outcome is Outcome.CHANGED else toast
