from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.audience.models import Person
from bot.audience.preferences_repository import Preferences
from bot.audience.repository import Audience
from bot.ui.callbacks.settings import (
    OpenSettings,
    Pause,
    SetReminder,
    SwitchQuiet,
    SwitchRole,
    SwitchTopic,
)
from bot.ui.showing import show
from bot.ui.texts import settings as texts
from bot.ui.views import settings as views


def build_router() -> Router:
    router = Router(name="settings")
    router.message.register(show_settings, Command("settings"))
    router.callback_query.register(open_settings, OpenSettings.filter())
    router.callback_query.register(switch_role, SwitchRole.filter())
    router.callback_query.register(switch_topic, SwitchTopic.filter())
    router.callback_query.register(set_reminder, SetReminder.filter())
    router.callback_query.register(switch_quiet, SwitchQuiet.filter())
    router.callback_query.register(pause, Pause.filter())
    return router


async def show_settings(message: Message, person: Person, preferences: Preferences) -> None:
    wishes = await preferences.of(person.id)
    await show(message, views.settings(person, wishes, OpenSettings()))


async def open_settings(
    query: CallbackQuery, callback_data: OpenSettings, person: Person, preferences: Preferences
) -> None:
    await show(query, views.settings(person, await preferences.of(person.id), callback_data))


async def switch_role(
    query: CallbackQuery,
    callback_data: SwitchRole,
    person: Person,
    audience: Audience,
    preferences: Preferences,
) -> str:
    person = await audience.set_role(person, callback_data.role)
    await show(query, views.settings(person, await preferences.of(person.id), callback_data))
    return texts.DONE


async def switch_topic(
    query: CallbackQuery, callback_data: SwitchTopic, person: Person, preferences: Preferences
) -> str:
    topic, wanted = callback_data.topic, callback_data.wanted
    await preferences.switch_topic(person.id, topic, wanted=wanted)
    await show(query, views.settings(person, await preferences.of(person.id), callback_data))
    return texts.topic_switched(topic, wanted=wanted)


async def set_reminder(
    query: CallbackQuery, callback_data: SetReminder, person: Person, preferences: Preferences
) -> str:
    await preferences.set_days(person.id, callback_data.deadline, callback_data.days)
    await show(query, views.settings(person, await preferences.of(person.id), callback_data))
    return texts.reminder_set(callback_data.days)


async def switch_quiet(
    query: CallbackQuery, callback_data: SwitchQuiet, person: Person, preferences: Preferences
) -> str:
    await preferences.set_quiet(person.id, quiet=callback_data.quiet)
    await show(query, views.settings(person, await preferences.of(person.id), callback_data))
    return texts.quiet_switched(quiet=callback_data.quiet)


async def pause(
    query: CallbackQuery, callback_data: Pause, person: Person, preferences: Preferences
) -> str:
    await preferences.pause(person.id, callback_data.days)
    await show(query, views.settings(person, await preferences.of(person.id), callback_data))
    return texts.paused(callback_data.days)
