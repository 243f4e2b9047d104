"""What people press under a broadcast, however old: the broadcast itself stays as it is."""

from aiogram import Bot, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, Message

from bot.audience.models import Person
from bot.audience.preferences_repository import Preferences
from bot.broadcast.books import Books
from bot.broadcast.models import LinkButton
from bot.middlewares.press import Alert
from bot.questions.answering import Answering
from bot.ui.callbacks.mailing import FollowButton, SwitchMailing
from bot.ui.callbacks.menu import OpenHome
from bot.ui.screen import Screen
from bot.ui.showing import UNCHANGED, send
from bot.ui.texts import common
from bot.ui.texts import mailing as texts
from bot.ui.views import cards
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
    query: CallbackQuery, callback_data: FollowButton, books: Books, answering: Answering, bot: Bot
) -> None:
    found, place = await books.broadcasts.find(callback_data.broadcast_id), callback_data.place
    person_id = query.from_user.id
    await books.results.add_click(found.id, place, person_id)
    for button in found.buttons[place : place + 1]:
        await send(bot, person_id, await _target(button, person_id, answering))


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


async def _target(button: LinkButton, person_id: int, answering: Answering) -> Screen:
    if button.target.startswith("http"):
        return views.link(button.label, button.target)
    card = await answering.by_key(button.target, person_id)
    return cards.screen(card, OpenHome()) if card else notice(common.GONE)
