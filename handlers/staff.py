"""Who the staff are, and what of their talk is for a person."""

import logging
from collections import deque

from aiogram import Bot
from aiogram.enums import ChatMemberStatus
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.filters import BaseFilter
from aiogram.types import CallbackQuery, ChatMemberRestricted, Message, User

from bot.specialist import screens, texts
from bot.specialist.buttons import (
    ChooseReply,
    CloseDialogue,
    DraftReply,
    OpenDialogue,
    ReopenDialogue,
)
from bot.specialist.corrections import Corrections
from bot.specialist.delivery import CARRIED, EDITED, Office, worded
from bot.specialist.drafting import Drafting
from bot.specialist.models import Dialogue, Drafted, Side
from bot.specialist.relay import RelayService
from bot.telegram.middlewares import AlertToast
from bot.telegram.routing import Routes
from bot.ui.screen import Screen
from bot.ui.show import send, show
from handlers.filters import message_text

INSIDE = {ChatMemberStatus.CREATOR, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.MEMBER}


class FromStaff(BaseFilter):
    """What is written in a dialogue's topic, or answers one of its messages; gives `dialogue`."""

    async def __call__(self, message: Message, office: Office) -> bool | dict[str, Dialogue]:
        if message.chat.id != office.staff.chat_id and message.chat.id not in office.staff.admins:
            return False
        dialogue = await self._in_topic(message, office) or await self._in_reply(message, office)
        return {"dialogue": dialogue} if dialogue else False

    async def _in_topic(self, message: Message, office: Office) -> Dialogue | None:
        if not message.is_topic_message or message.message_thread_id is None:
            return None
        return await office.dialogues.in_topic(message.chat.id, message.message_thread_id)

    async def _in_reply(self, message: Message, office: Office) -> Dialogue | None:
        answered = _answered(message)
        letter = await office.copies.at(*answered) if answered else None
        if letter is None or letter.author is Side.STAFF:
            return None
        return await office.dialogues.of_person(letter.person_id)


class IsStaff(BaseFilter):
    """An admin, or a member of the staff's group who presses a button there."""

    async def __call__(self, query: CallbackQuery, bot: Bot, office: Office) -> bool:
        if query.from_user.id in office.staff.admins:
            return True
        chat = query.message.chat if query.message else None
        if chat is None or chat.id != office.staff.chat_id:
            return False
        member = await bot.get_chat_member(chat.id, query.from_user.id)
        restricted = isinstance(member, ChatMemberRestricted) and member.is_member
        return restricted or member.status in INSIDE


def _answered(message: Message) -> tuple[int, int] | None:
    """The chat and the message that this one answers; in a group that has moved, the old chat."""
    if message.reply_to_message is not None:
        return message.chat.id, message.reply_to_message.message_id
    outer = message.external_reply
    if outer is not None and outer.chat is not None and outer.message_id is not None:
        return outer.chat.id, outer.message_id
    return None


_log = logging.getLogger(__name__)

ALBUMS = 100  # notes of several pictures that are remembered: their parts come within a second


class Note(BaseFilter):
    """What the staff say to each other, with the rest of an album whose caption says so."""

    def __init__(self) -> None:
        self._albums: deque[str] = deque(maxlen=ALBUMS)

    async def __call__(self, message: Message) -> bool:
        if not message_text(message).startswith(texts.NOTE):
            return message.media_group_id in self._albums
        if message.media_group_id:
            self._albums.append(message.media_group_id)
        return True


async def has_moved(message: Message) -> bool:
    """The last message of a group that has become a supergroup, with another id."""
    return message.migrate_to_chat_id is not None


def add_routes(routes: Routes) -> None:
    staff = routes.behind(IsStaff())
    routes.message(follow_group, has_moved)
    routes.message(keep_note, FromStaff(), Note())
    routes.message(answer_person, FromStaff(), CARRIED)
    routes.edited(correct_answer, EDITED, FromStaff())
    staff.press(close_dialogue, CloseDialogue.filter())
    staff.press(reopen_dialogue, ReopenDialogue.filter())
    staff.press(open_dialogue, OpenDialogue.filter())
    staff.press(choose_reply, ChooseReply.filter())
    staff.press(draft_reply, DraftReply.filter())


async def follow_group(message: Message, office: Office) -> None:
    if message.migrate_to_chat_id and message.chat.id == office.staff.chat_id:
        await office.follow(message.chat.id, message.migrate_to_chat_id)


async def keep_note(message: Message) -> None:
    """What the staff say to each other in a topic stays there."""


async def answer_person(
    message: Message, bot: Bot, dialogue: Dialogue, relay: RelayService
) -> None:
    await relay.carry(bot, dialogue, Side.STAFF, worded(message))


async def correct_answer(message: Message, bot: Bot, corrections: Corrections) -> None:
    await corrections.apply(bot, message)


async def close_dialogue(
    query: CallbackQuery,
    callback_data: CloseDialogue,
    bot: Bot,
    office: Office,
    relay: RelayService,
) -> str:
    dialogue = await office.dialogues.get(callback_data.dialogue_id)
    told = await relay.close(bot, dialogue, query.from_user.id)
    await show(query, await _card(callback_data, office))
    return texts.CLOSED_TOAST if told else texts.CLOSED_BUT_BLOCKED


async def reopen_dialogue(
    query: CallbackQuery,
    callback_data: ReopenDialogue,
    bot: Bot,
    office: Office,
    relay: RelayService,
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
        return AlertToast(texts.NO_REPLY_YET)
    await show(query, screens.choose_reply(replies, callback_data))
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
    screen = screens.draft_made(made, dialogue_id, author.first_name)
    for admin in {author.id} if author.id in office.staff.admins else others:
        try:
            await send(bot, admin, screen)
        except (TelegramBadRequest, TelegramForbiddenError) as refusal:
            _log.info("Admin %s was not told of draft %s: %s", admin, made.draft_id, refusal)


async def _card(
    here: OpenDialogue | CloseDialogue | ReopenDialogue | DraftReply, office: Office
) -> Screen:
    dialogue = await office.dialogues.get(here.dialogue_id)
    return screens.card(dialogue, await office.enquiries.get(here.enquiry_id))
