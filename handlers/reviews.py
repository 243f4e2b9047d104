"""What is due for review, and who answers for it."""

from aiogram.types import CallbackQuery

from bot.editing import texts as editing_texts
from bot.editing.models import ContentId, Outcome
from bot.editing.service import EditingService
from bot.history.buttons import OpenSubject
from bot.knowledge.models import ContentKind
from bot.reviews import screens, texts
from bot.reviews.buttons import MarkChecked, OpenReviews, SetOwner
from bot.team.models import Right
from bot.telegram.routing import Routes
from bot.ui.show import show
from handlers.filters import May
from handlers.history import open_subject


def add_admin_routes(routes: Routes) -> None:
    editor = routes.behind(May(Right.EDIT))
    editor.press(mark_checked, MarkChecked.filter())
    editor.press(open_reviews, OpenReviews.filter())
    editor.press(set_owner, SetOwner.filter())


async def mark_checked(
    query: CallbackQuery, callback_data: MarkChecked, editing: EditingService
) -> str:
    here = OpenSubject(kind=ContentKind.ANSWER, subject_id=callback_data.answer_id).beside(
        callback_data
    )
    editor_id, note = query.from_user.id, texts.CHECKED_NOTE
    outcome, day = await editing.mark_checked(here.subject_id, editor_id, note)
    await open_subject(query, here, editing)
    return editing_texts.SENT_TO_REVIEW if outcome is Outcome.WAITING else texts.checked_until(day)


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
    await open_subject(query, OpenSubject.of(subject).beside(callback_data), editing)
    return texts.OWNED if mine else texts.NOT_OWNED
