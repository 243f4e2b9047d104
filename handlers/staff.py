"""The staff's side of dialogues: in their group, or in an admin's private chat with the bot."""

import logging
from collections import deque

from aiogram import Bot, Router
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.filters import BaseFilter
from aiogram.types import CallbackQuery, Message, User

from bot.middlewares.press import Alert
from bot.specialist.corrections import Corrections
from bot.specialist.drafting import Drafting
from bot.specialist.models import Dialogue, Drafted, Side
from bot.specialist.office import Office
from bot.specialist.relay import Relay
from bot.specialist.writing import CARRIED, EDITED, worded
from bot.ui.callbacks.specialist import (
    ChooseReply,
    CloseDialogue,
    DraftReply,
    OpenDialogue,
    ReopenDialogue,
)
from bot.ui.screen import Screen
from bot.ui.showing import send, show
from bot.ui.texts import specialist as texts
from bot.ui.views import specialist as views
from handlers.said import said
from handlers.staff_access import FromStaff, IsStaff

_log = logging.getLogger(__name__)

ALBUMS = 100  # notes of several pictures that are remembered: their parts come within a second


class Note(BaseFilter):
    """What the staff say to each other, with the rest of an album whose caption says so."""

    def __init__(self) -> None:
        self._albums: deque[str] = deque(maxlen=ALBUMS)

    async def __call__(self, message: Message) -> bool:
        if not said(message).startswith(texts.NOTE):
            return message.media_group_id in self._albums
        if message.media_group_id:
            self._albums.append(message.media_group_id)
        return True


async def has_moved(message: Message) -> bool:
    """The last message of a group that has become a supergroup, with another id."""
    return message.migrate_to_chat_id is not None


def build_router() -> Router:
    router = Router(name="staff")
    router.callback_query.filter(IsStaff())
    router.message.register(follow_group, has_moved)
    router.message.register(keep_note, FromStaff(), Note())
    router.message.register(answer_person, FromStaff(), CARRIED)
    router.edited_message.register(correct_answer, EDITED, FromStaff())
    router.callback_query.register(close_dialogue, CloseDialogue.filter())
    router.callback_query.register(reopen_dialogue, ReopenDialogue.filter())
    router.callback_query.register(open_dialogue, OpenDialogue.filter())
    router.callback_query.register(choose_reply, ChooseReply.filter())
    router.callback_query.register(draft_reply, DraftReply.filter())
    return router


async def follow_group(message: Message, office: Office) -> None:
    if message.migrate_to_chat_id and message.chat.id == office.staff.chat_id:
        await office.follow(message.chat.id, message.migrate_to_chat_id)


async def keep_note(message: Message) -> None:
    """What the staff say to each other in a topic stays there."""


async def answer_person(message: Message, bot: Bot, dialogue: Dialogue, relay: Relay) -> None:
    await relay.carry(bot, dialogue, Side.STAFF, worded(message))


async def correct_answer(message: Message, bot: Bot, corrections: Corrections) -> None:
    await corrections.apply(bot, message)


async def close_dialogue(
    query: CallbackQuery, callback_data: CloseDialogue, bot: Bot, office: Office, relay: Relay
) -> str:
    dialogue = await office.dialogues.get(callback_data.dialogue_id)
    told = await relay.close(bot, dialogue, query.from_user.id)
    await show(query, await _card(callback_data, office))
    return texts.CLOSED_TOAST if told else texts.CLOSED_BUT_BLOCKED


async def reopen_dialogue(
    query: CallbackQuery, callback_data: ReopenDialogue, bot: Bot, office: Office, relay: Relay
) -> str:
    dialogue = await office.dialogues.get(callback_data.dialogue_id)
    await relay.reopen(bot, dialogue, query.from_user.id)
    await show(query, await _card(callback_data, office))
    return texts.REOPENED_TOAST


async def open_dialogue(query: CallbackQuery, callback_data: OpenDialogue, office: Office) -> None:
    await show(query, await _card(callback_data, office))


async def choose_reply(
    query: CallbackQuery, callback_data: ChooseReply, drafting: Drafting
) -> str | None:
    replies = await drafting.replies(callback_data.enquiry_id)
    if not replies:
        return Alert(texts.NO_REPLY_YET)
    await show(query, views.choose_reply(replies, callback_data))
    return None


async def draft_reply(
    query: CallbackQuery, callback_data: DraftReply, bot: Bot, drafting: Drafting, office: Office
) -> str:
    author, here = query.from_user, callback_data
    made = await drafting.draft(here.enquiry_id, here.letter_id, author.id)
    await show(query, await _card(here, office))
    await _tell_editors(bot, office, made, here.dialogue_id, author)
    return texts.drafted(made)


async def _tell_editors(
    bot: Bot, office: Office, made: Drafted, dialogue_id: int, author: User
) -> None:
    """An admin who did it goes on alone; for others of the staff all admins do, once."""
    others = office.staff.admins if made.is_new else ()
    screen = views.draft_made(made, dialogue_id, author.first_name)
    for admin in {author.id} if author.id in office.staff.admins else others:
        try:
            await send(bot, admin, screen)
        except (TelegramBadRequest, TelegramForbiddenError) as refusal:
            _log.info("Admin %s was not told of draft %s: %s", admin, made.draft_id, refusal)


async def _card(
    here: OpenDialogue | CloseDialogue | ReopenDialogue | DraftReply, office: Office
) -> Screen:
    dialogue = await office.dialogues.get(here.dialogue_id)
    return views.card(dialogue, await office.enquiries.get(here.enquiry_id))
