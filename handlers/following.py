from aiogram import Bot, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.audience.models import Person
from bot.clock import Clock
from bot.events.calendar_file import calendar_file
from bot.events.cards_repository import EventCards
from bot.events.repository import Events
from bot.knowledge.catalogue import Catalogue
from bot.knowledge.catalogue_repository import Courses
from bot.middlewares.press import Alert
from bot.reminders.alerts_repository import Alerts
from bot.reminders.models import AlertKind
from bot.reminders.saved_repository import SavedEvents
from bot.ui.callbacks.events import OpenEvent
from bot.ui.callbacks.following import (
    FollowCourses,
    FollowEvents,
    OpenAlerts,
    OpenMyEvents,
    RemoveAlert,
    SaveEvent,
    SendMyCalendar,
)
from bot.ui.files import send_file
from bot.ui.showing import show
from bot.ui.texts import following as texts
from bot.ui.views import events as cards_views
from bot.ui.views import following as views


def build_router() -> Router:
    router = Router(name="following")
    router.message.register(show_my_events, Command("events"))
    router.callback_query.register(open_my_events, OpenMyEvents.filter())
    router.callback_query.register(save_event, SaveEvent.filter())
    router.callback_query.register(send_my_calendar, SendMyCalendar.filter())
    router.callback_query.register(follow_events, FollowEvents.filter())
    router.callback_query.register(follow_courses, FollowCourses.filter())
    router.callback_query.register(open_alerts, OpenAlerts.filter())
    router.callback_query.register(remove_alert, RemoveAlert.filter())
    return router


async def show_my_events(message: Message, person: Person, saved_events: SavedEvents) -> None:
    await show(message, views.my_events(await saved_events.of(person.id), OpenMyEvents()))


async def open_my_events(
    query: CallbackQuery, callback_data: OpenMyEvents, person: Person, saved_events: SavedEvents
) -> None:
    await show(query, views.my_events(await saved_events.of(person.id), callback_data))


async def save_event(
    query: CallbackQuery,
    callback_data: SaveEvent,
    person: Person,
    saved_events: SavedEvents,
    cards: EventCards,
) -> str:
    here = OpenEvent(event_id=callback_data.event_id).beside(callback_data)
    kept = await saved_events.keep(person.id, here.event_id, wanted=callback_data.saved)
    found = await cards.card(person.id, here.event_id)
    await show(query, cards_views.event(found.event, here, found.marks))
    if not callback_data.saved:
        return texts.UNSAVED
    return texts.saved(kept.first_reminder, silenced=kept.silenced)


async def send_my_calendar(
    query: CallbackQuery, bot: Bot, person: Person, saved_events: SavedEvents, clock: Clock
) -> str | None:
    found = await saved_events.of(person.id)
    if not any(event.starts for event in found):
        return Alert(texts.NO_FILE)
    content = calendar_file(found, clock())
    await send_file(bot, query.from_user.id, views.my_calendar(content))
    return None


async def follow_events(
    _query: CallbackQuery,
    callback_data: FollowEvents,
    person: Person,
    events: Events,
    alerts: Alerts,
) -> Alert:
    numbers = callback_data.model_dump(exclude={"trail"})
    title = views.followed(await events.page(callback_data.wanted))
    await alerts.follow(person.id, AlertKind.EVENT, numbers, title)
    return Alert(texts.following(title))


async def follow_courses(
    _query: CallbackQuery,
    callback_data: FollowCourses,
    person: Person,
    courses: Courses,
    alerts: Alerts,
) -> Alert:
    numbers = callback_data.model_dump(exclude={"trail"})
    title = views.followed_courses(Catalogue(await courses.all(), callback_data.wanted))
    await alerts.follow(person.id, AlertKind.PROGRAMME, numbers, title)
    return Alert(texts.following(title))


async def open_alerts(
    query: CallbackQuery, callback_data: OpenAlerts, person: Person, alerts: Alerts
) -> None:
    await show(query, views.alerts(await alerts.of(person.id), callback_data))


async def remove_alert(
    query: CallbackQuery, callback_data: RemoveAlert, person: Person, alerts: Alerts
) -> str:
    await alerts.remove(person.id, callback_data.alert_id)
    await show(query, views.alerts(await alerts.of(person.id), callback_data))
    return texts.ALERT_REMOVED
