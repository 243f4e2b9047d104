"""A person's saved events and alerts."""

import asyncio

from aiogram import Bot
from aiogram.types import CallbackQuery, Message

from bot.courses.models import Catalogue
from bot.events import screens as events_screens
from bot.events.buttons import OpenEvent
from bot.events.calendar_file import calendar_file
from bot.events.models import EventFilter
from bot.events.repository import Events
from bot.finder.service import FinderService
from bot.people.models import Language, Person
from bot.reminders import screens, texts
from bot.reminders.buttons import (
    FollowCourses,
    FollowEvents,
    OpenAlerts,
    OpenFollowing,
    OpenMyEvents,
    RemoveAlert,
    SaveEvent,
    SendMyCalendar,
)
from bot.reminders.models import AlertKind
from bot.reminders.repository import Reminders
from bot.telegram.middlewares import AlertToast
from bot.telegram.routing import Routes
from bot.ui.show import send_file, show
from handlers.filters import command


def add_routes(routes: Routes) -> None:
    routes.message(open_my_events, command("events"))
    routes.press(open_my_events, OpenMyEvents.filter())
    routes.press(save_event, SaveEvent.filter())
    routes.press(send_my_calendar, SendMyCalendar.filter())
    routes.press(open_following, OpenFollowing.filter())
    routes.press(follow_events, FollowEvents.filter())
    routes.press(follow_courses, FollowCourses.filter())
    routes.press(open_alerts, OpenAlerts.filter())
    routes.press(remove_alert, RemoveAlert.filter())


async def open_my_events(
    event: Message | CallbackQuery,
    person: Person,
    reminders: Reminders,
    callback_data: OpenMyEvents | None = None,
) -> None:
    found = await reminders.saved_events(person.id)
    await show(event, screens.my_events(found, callback_data or OpenMyEvents()))


async def save_event(
    query: CallbackQuery,
    callback_data: SaveEvent,
    person: Person,
    reminders: Reminders,
    events: Events,
) -> str:
    here = OpenEvent(event_id=callback_data.event_id).beside(callback_data)
    toast = await _save(callback_data, person, reminders)
    await show(query, events_screens.event(await events.card(person.id, here.event_id), here))
    return toast


async def _save(wanted: SaveEvent, person: Person, reminders: Reminders) -> str:
    if not wanted.saved:
        await reminders.unsave_event(person.id, wanted.event_id)
        return texts.UNSAVED
    result = await reminders.save_event(person.id, wanted.event_id)
    saved = texts.saved_in_english if person.language is Language.ENGLISH else texts.saved
    return saved(result.first_reminder, silenced=result.silenced)


async def send_my_calendar(
    query: CallbackQuery, bot: Bot, person: Person, reminders: Reminders
) -> str | None:
    found = await reminders.saved_events(person.id)
    if not any(event.starts for event in found):
        return AlertToast(texts.NO_FILE)
    content = await asyncio.to_thread(calendar_file, found, reminders.clock())
    await send_file(bot, query.from_user.id, screens.my_calendar(content))
    return None


async def open_following(
    query: CallbackQuery,
    callback_data: OpenFollowing,
    person: Person,
    events: Events,
    reminders: Reminders,
) -> None:
    wanted = callback_data.wanted
    narrow = await _alert(wanted, person, events, reminders)
    whole = await _alert(EventFilter(kind=wanted.kind), person, events, reminders)
    await show(query, screens.following(narrow, whole, callback_data))


async def _alert(
    wanted: EventFilter, person: Person, events: Events, reminders: Reminders
) -> tuple[str, bool]:
    """The title of an alert with this filter, and whether the person has it."""
    title = screens.event_filter(await events.page(wanted))
    return title, await reminders.follows(person.id, AlertKind.EVENT, wanted.numbers)


async def follow_events(
    query: CallbackQuery,
    callback_data: FollowEvents,
    person: Person,
    events: Events,
    reminders: Reminders,
) -> str:
    wanted, toast = callback_data.wanted, texts.UNFOLLOWED
    if callback_data.follow:
        title = screens.event_filter(await events.page(wanted))
        await reminders.add_alert(person.id, AlertKind.EVENT, wanted.numbers, title)
        toast = texts.following(title)
    else:
        await reminders.unfollow(person.id, AlertKind.EVENT, wanted.numbers)
    await open_following(query, callback_data.asked, person, events, reminders)
    return toast


async def follow_courses(
    _query: CallbackQuery,
    callback_data: FollowCourses,
    person: Person,
    finder: FinderService,
    reminders: Reminders,
) -> AlertToast:
    numbers = callback_data.model_dump(exclude={"trail"})
    title = screens.course_filter(Catalogue(await finder.courses.all(), callback_data.wanted))
    await reminders.add_alert(person.id, AlertKind.PROGRAMME, numbers, title)
    return AlertToast(texts.following(title))


async def open_alerts(
    query: CallbackQuery, callback_data: OpenAlerts, person: Person, reminders: Reminders
) -> None:
    await show(query, screens.alerts(await reminders.alerts(person.id), callback_data))


async def remove_alert(
    query: CallbackQuery, callback_data: RemoveAlert, person: Person, reminders: Reminders
) -> str:
    await reminders.remove_alert(person.id, callback_data.alert_id)
    await show(query, screens.alerts(await reminders.alerts(person.id), callback_data))
    return texts.ALERT_REMOVED
