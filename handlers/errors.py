"""Replies to errors that no handler has caught."""

import logging

from aiogram import Router
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.filters import ExceptionTypeFilter
from aiogram.types import CallbackQuery, ErrorEvent, Message

from bot.errors import EventRemovedError, MovedError, NotFoundError
from bot.events import screens as events_screens
from bot.knowledge import screens as knowledge_screens
from bot.knowledge.buttons import OpenAnswer
from bot.knowledge.repository import Knowledge
from bot.people.models import Person
from bot.telegram.client import is_unreachable
from bot.telegram.inbox import UNREACHABLE
from bot.ui import texts as ui_texts
from bot.ui.screens import notice
from bot.ui.show import show

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


async def open_moved(error: ErrorEvent, person: Person, knowledge: Knowledge) -> None:
    event = _event(error)
    if isinstance(error.exception, MovedError) and event:
        here = OpenAnswer(answer_id=error.exception.moved_to)
        await show(
            event, knowledge_screens.answer(await knowledge.answer(here.answer_id, person.id), here)
        )


async def open_removed_event(error: ErrorEvent) -> None:
    event = _event(error)
    if isinstance(error.exception, EventRemovedError) and event:
        await show(event, events_screens.removed(error.exception.name))


async def open_gone(error: ErrorEvent) -> None:
    lost = error.exception
    asked = isinstance(lost, NotFoundError) and lost.kind == "question"
    if event := _event(error):
        await show(event, notice(ui_texts.QUESTION_GONE if asked else ui_texts.GONE))


def is_malformed(error: ErrorEvent) -> bool:
    """True when the request itself was malformed: our bug, not a result of what the user did."""
    refusal = error.exception
    return isinstance(refusal, TelegramBadRequest) and not any(
        sign in refusal.message.lower() for sign in CAUSED_BY_PEOPLE
    )


async def log_refused(error: ErrorEvent) -> object:
    """The person cannot be reached, or Telegram, even after retries: then it is tried later."""
    _log.warning("Update %s got no reply: %s", error.update.update_id, error.exception)
    return UNREACHABLE if is_unreachable(error.exception) else None


async def open_sorry(error: ErrorEvent) -> None:
    _log.error("Update %s failed", error.update.update_id, exc_info=error.exception)
    if event := _event(error):
        await show(event, notice(ui_texts.SORRY))


def _event(error: ErrorEvent) -> Message | CallbackQuery | None:
    return error.update.callback_query or error.update.message or error.update.edited_message
