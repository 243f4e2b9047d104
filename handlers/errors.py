"""Replies to errors that no handler has caught."""

import logging

from aiogram import Bot, Router
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.filters import ExceptionTypeFilter
from aiogram.types import CallbackQuery, ErrorEvent, Message

from bot.errors import EventRemovedError, MovedError, NotFoundError
from bot.events import screens as events_screens
from bot.events.buttons import OpenEvent, OpenEvents
from bot.events.models import EventKind, KindFilter
from bot.events.repository import Events
from bot.knowledge import screens as knowledge_screens
from bot.knowledge.buttons import OpenAnswer
from bot.knowledge.repository import Knowledge
from bot.people.models import Person
from bot.telegram.client import is_unreachable
from bot.telegram.inbox import UNREACHABLE
from bot.telegram.middlewares import AlertToast
from bot.ui import texts as ui_texts
from bot.ui.screen import Screen, notice
from bot.ui.show import send, show
from handlers.filters import GROUPS

_log = logging.getLogger(__name__)

# Refusals that follow from what people do to a message, a topic or a chat.
CAUSED_BY_PEOPLE = (
    "not found",
    "not modified",
    "too old",
    "can't be edited",
    "can't be deleted",
    "rights",
    "topic_closed",
    "topic_deleted",
    "chat_restricted",
    "_forbidden",
    "peer_id_invalid",
)


def build_router() -> Router:
    router = Router(name="errors")
    router.errors.register(open_moved, ExceptionTypeFilter(MovedError))
    router.errors.register(open_removed_event, ExceptionTypeFilter(EventRemovedError))
    router.errors.register(open_gone, ExceptionTypeFilter(NotFoundError))
    router.errors.register(open_sorry, is_malformed)
    router.errors.register(log_refused, ExceptionTypeFilter(TelegramAPIError))
    router.errors.register(open_sorry)
    return router


async def open_moved(error: ErrorEvent, person: Person, knowledge: Knowledge) -> AlertToast | None:
    if not isinstance(error.exception, MovedError):
        return None
    here = OpenAnswer(answer_id=error.exception.moved_to)
    return await _tell(
        error, knowledge_screens.answer(await knowledge.answer(here.answer_id, person.id), here)
    )


async def open_removed_event(
    error: ErrorEvent, person: Person, events: Events
) -> AlertToast | None:
    """What an editor has put in its place, or the calendar."""
    lost = error.exception
    if not isinstance(lost, EventRemovedError):
        return None
    if successor := await events.successor(lost.moved_to):
        here = OpenEvent(event_id=successor)
        return await _tell(
            error, events_screens.event(await events.card(person.id, here.event_id), here)
        )
    calendar = OpenEvents(kind=KindFilter.listing(EventKind(lost.event_kind)))
    found = await events.page(calendar.wanted)
    return await _tell(error, events_screens.removed(lost.name, found, calendar))


async def open_gone(error: ErrorEvent) -> AlertToast | None:
    lost = error.exception
    asked = isinstance(lost, NotFoundError) and lost.kind == "question"
    return await _tell(error, notice(ui_texts.QUESTION_GONE if asked else ui_texts.GONE))


def is_malformed(error: ErrorEvent) -> bool:
    """True when the request itself was malformed: our bug, not a result of what the user did."""
    refusal = error.exception
    return isinstance(refusal, TelegramBadRequest) and not any(
        sign in refusal.message.lower() for sign in CAUSED_BY_PEOPLE
    )


async def log_refused(error: ErrorEvent) -> object:
    """Log that no reply has arrived; with Telegram out of reach, the update is tried later."""
    _log.warning("Update %s got no reply: %s", error.update.update_id, error.exception)
    return UNREACHABLE if is_unreachable(error.exception) else None


async def open_sorry(error: ErrorEvent, bot: Bot) -> AlertToast | None:
    """In a message of its own: what was pressed is not at fault, and can be pressed again."""
    _log.error("Update %s failed", error.update.update_id, exc_info=error.exception)
    query = error.update.callback_query
    if query is None or _in_group(query):
        return await _tell(error, notice(ui_texts.SORRY), ui_texts.SORRY)
    await send(bot, query.from_user.id, notice(ui_texts.SORRY))
    return None


async def _tell(
    error: ErrorEvent, screen: Screen, alert: str = ui_texts.GONE_IN_GROUP
) -> AlertToast | None:
    """In a group, where the pressed message is everybody's, only the person pressing is told."""
    update = error.update
    event = update.callback_query or update.message or update.edited_message
    if event is None:
        return None
    if isinstance(event, CallbackQuery) and _in_group(event):
        return AlertToast(alert)
    await show(event, Screen(screen.text) if _in_group(event) else screen)
    return None


def _in_group(event: Message | CallbackQuery) -> bool:
    message = event.message if isinstance(event, CallbackQuery) else event
    return message is not None and message.chat.type in GROUPS
