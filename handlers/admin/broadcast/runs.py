"""Broadcasts listed, previewed, tried and steered."""

from aiogram import Bot, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.audience.models import Person
from bot.broadcast.copying import Copy
from bot.broadcast.look import Look
from bot.broadcast.models import State
from bot.broadcast.newsroom import Newsroom
from bot.middlewares.press import Alert
from bot.ui.callbacks.broadcast import (
    OpenBroadcast,
    OpenBroadcasts,
    OpenDrafts,
    PauseRun,
    Preview,
    ResumeRun,
    TestSend,
    Unschedule,
)
from bot.ui.showing import send, show
from bot.ui.texts import broadcast as drafts
from bot.ui.texts import confirming as texts
from bot.ui.views import broadcast as composing
from bot.ui.views import broadcast_list, mailing
from handlers.admin.broadcast.showing import show_broadcast, show_list


def build_router() -> Router:
    router = Router(name="runs")
    router.message.register(list_broadcasts, Command("broadcasts"))
    router.callback_query.register(open_list, OpenBroadcasts.filter())
    router.callback_query.register(open_drafts, OpenDrafts.filter())
    router.callback_query.register(open_broadcast, OpenBroadcast.filter())
    router.callback_query.register(preview, Preview.filter())
    router.callback_query.register(test_send, TestSend.filter())
    router.callback_query.register(unschedule, Unschedule.filter())
    router.callback_query.register(pause, PauseRun.filter())
    router.callback_query.register(resume, ResumeRun.filter())
    return router


async def list_broadcasts(message: Message, newsroom: Newsroom) -> None:
    await show_list(message, newsroom, OpenBroadcasts())


async def open_list(
    query: CallbackQuery, callback_data: OpenBroadcasts, newsroom: Newsroom
) -> None:
    await show_list(query, newsroom, callback_data)


async def open_drafts(query: CallbackQuery, callback_data: OpenDrafts, newsroom: Newsroom) -> None:
    found = await newsroom.broadcasts.in_state(State.DRAFT)
    latest = found[: -broadcast_list.PAGE_SIZE - 1 : -1]
    await show(query, broadcast_list.unsent(latest, callback_data))


async def open_broadcast(
    query: CallbackQuery, callback_data: OpenBroadcast, newsroom: Newsroom
) -> None:
    await show_broadcast(query, callback_data.broadcast_id, newsroom, callback_data)


async def preview(
    query: CallbackQuery, callback_data: Preview, newsroom: Newsroom, bot: Bot
) -> str | None:
    return await _copy(query, await newsroom.look(callback_data.broadcast_id), bot)


async def test_send(
    query: CallbackQuery, callback_data: TestSend, person: Person, newsroom: Newsroom, bot: Bot
) -> str:
    look = await newsroom.look(callback_data.broadcast_id)
    await newsroom.audit.record(person.id, "test broadcast", str(look.broadcast.id))
    return await _copy(query, look, bot) or drafts.TESTED


async def unschedule(
    query: CallbackQuery, callback_data: Unschedule, person: Person, newsroom: Newsroom
) -> str:
    found = await newsroom.broadcasts.find(callback_data.broadcast_id)
    done = await newsroom.unschedule(person.id, found)
    await show_broadcast(query, found.id, newsroom)
    return texts.UNSCHEDULED if done else texts.DONE_ALREADY


async def pause(
    query: CallbackQuery, callback_data: PauseRun, person: Person, newsroom: Newsroom
) -> str:
    found = await newsroom.broadcasts.find(callback_data.broadcast_id)
    done = await newsroom.pause(person.id, found)
    await show_broadcast(query, found.id, newsroom)
    return texts.PAUSED if done else texts.DONE_ALREADY


async def resume(
    query: CallbackQuery, callback_data: ResumeRun, person: Person, newsroom: Newsroom
) -> str:
    found = await newsroom.broadcasts.find(callback_data.broadcast_id)
    done = await newsroom.resume(person.id, found)
    await show_broadcast(query, found.id, newsroom)
    return texts.RESUMED if done else texts.DONE_ALREADY


async def _copy(query: CallbackQuery, look: Look, bot: Bot) -> str | None:
    """By the very call that everybody's copy is sent by; what can be done next stands below."""
    copy, chat_id = Copy(look.broadcast, await mailing.dress_up(look.broadcast)), query.from_user.id
    try:
        await copy.send(bot, chat_id, [])
    except TelegramBadRequest:
        return Alert(drafts.UNCOPYABLE)
    await send(bot, chat_id, composing.previewed(look))
    return None
