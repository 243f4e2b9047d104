"""What people press under a broadcast, however old: the broadcast itself stays as it is."""

from aiogram import Bot, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, Message

from bot.audience.models import Person
from bot.audience.preferences_repository import Preferences
from bot.broadcast.books import Books
from bot.broadcast.models import LinkButton
from bot.broadcast.newsroom import BEFORE
from bot.errors import MovedError, NotFoundError
from bot.knowledge.models import Answer
from bot.knowledge.repository import Knowledge
from bot.middlewares.press import Alert
from bot.ui.callbacks.mailing import FollowButton, SwitchMailing
from bot.ui.callbacks.menu import OpenAnswer
from bot.ui.screen import UNCHANGED, Screen, send
from bot.ui.texts import common
from bot.ui.texts import mailing as texts
from bot.ui.views import answer as answers
from bot.ui.views import mailing as views
from bot.ui.views.common import notice


def build_router() -> Router:
    router = Router(name="mailing")
    router.callback_query.register(switch_mailing, SwitchMailing.filter())
    router.callback_query.register(follow_button, FollowButton.filter())
    return router


async def switch_mailing(
    query: CallbackQuery, callback_data: SwitchMailing, person: Person, preferences: Preferences
) -> str:
    topic, wanted = callback_data.topic, callback_data.wanted
    await preferences.switch_topic(person.id, topic, wanted=wanted)
    if not await _turned(query, callback_data) and query.bot:
        await send(query.bot, person.id, views.switched(callback_data))
    return Alert(texts.switched(topic, wanted=wanted))


async def follow_button(
    query: CallbackQuery, callback_data: FollowButton, books: Books, knowledge: Knowledge, bot: Bot
) -> None:
    found, place = await books.broadcasts.find(callback_data.broadcast_id), callback_data.place
    person_id = query.from_user.id
    if found.state not in BEFORE:  # in a preview nothing is counted
        await books.results.add_click(found.id, place, person_id)
    for button in found.buttons[place : place + 1]:
        await send(bot, person_id, await _target(button, person_id, knowledge))


async def _turned(query: CallbackQuery, pressed: SwitchMailing) -> bool:
    """False when the message is beyond reach."""
    if not isinstance(query.message, Message):
        return False
    try:
        await query.message.edit_reply_markup(
            reply_markup=views.turned(query.message.reply_markup, pressed)
        )
    except TelegramBadRequest as error:
        return UNCHANGED in error.message
    return True


async def _target(button: LinkButton, person_id: int, knowledge: Knowledge) -> Screen:
    if button.target.startswith("http"):
        return views.link(button.label, button.target)
    try:
        link = await knowledge.find_key(button.target)
        found = await _answer(link.id, person_id, knowledge)
    except NotFoundError:
        return notice(common.GONE)
    return answers.answer(found, OpenAnswer(answer_id=found.id))


async def _answer(answer_id: int, person_id: int, knowledge: Knowledge) -> Answer:
    try:
        return await knowledge.answer(answer_id, person_id)
    except MovedError as error:
        return await _answer(error.moved_to, person_id, knowledge)
