from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.audience.forms_repository import Form, Forms
from bot.events.cards_repository import EventCards
from bot.events.days import written_days
from bot.events.models import Event, Status
from bot.events.moving_repository import Terms
from bot.events.repository import Events
from bot.middlewares.form import Fills
from bot.middlewares.press import Alert
from bot.reminders.saved_repository import SavedEvents
from bot.ui.callbacks.event_dates import AskToMove, MoveEvent, PreviewMove
from bot.ui.callbacks.events import OpenEvent
from bot.ui.screen import Screen
from bot.ui.showing import show
from bot.ui.texts import event_dates as texts
from bot.ui.views import event_dates as views
from bot.ui.views import events as cards_views
from handlers.said import is_typed

DATES = "event dates"


def build_router() -> Router:
    router = Router(name="event dates")
    router.message.register(take_dates, is_typed, Fills(DATES))
    router.callback_query.register(ask_to_move, AskToMove.filter())
    router.callback_query.register(preview_move, PreviewMove.filter())
    router.callback_query.register(move_event, MoveEvent.filter())
    return router


async def ask_to_move(
    query: CallbackQuery, callback_data: AskToMove, events: Events, forms: Forms
) -> None:
    found = await events.event(callback_data.event_id)
    await forms.open(query.from_user.id, Form(DATES, found.id))
    await show(query, views.ask(found, callback_data))


async def take_dates(
    message: Message, form: Form, events: Events, saved_events: SavedEvents
) -> None:
    """Dates typed for a cancelled event bring it back; nobody has confirmed them yet."""
    found, days = await events.event(form.subject), written_days(message.text or "")
    if days is None:
        await show(message, views.ask(found, AskToMove(event_id=found.id), unreadable=True))
        return
    status = Status.UNCONFIRMED if found.status is Status.CANCELLED else found.status
    wanted = PreviewMove.to(found.id, days, status)
    await show(message, await _preview(found, wanted, events, saved_events))


async def preview_move(
    query: CallbackQuery, callback_data: PreviewMove, events: Events, saved_events: SavedEvents
) -> None:
    found = await events.event(callback_data.event_id)
    await show(query, await _preview(found, callback_data, events, saved_events))


async def move_event(
    query: CallbackQuery,
    callback_data: MoveEvent,
    events: Events,
    cards: EventCards,
    saved_events: SavedEvents,
) -> str:
    admin_id, here = query.from_user.id, OpenEvent(event_id=callback_data.event_id)
    terms = Terms(*callback_data.days, callback_data.status)
    if not await events.reschedule(admin_id, here.event_id, terms, callback_data.seen):
        await preview_move(query, callback_data, events, saved_events)
        return Alert(texts.CHANGED_MEANWHILE)
    found = await cards.card(admin_id, here.event_id)
    await show(query, cards_views.event(found.event, here, found.marks))
    return texts.MOVED


async def _preview(
    found: Event, wanted: PreviewMove, events: Events, saved_events: SavedEvents
) -> Screen:
    named = await events.mentions(views.dates_of(found))
    return views.preview(found, wanted, await saved_events.followers(found.id), named)
