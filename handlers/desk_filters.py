"""Which messages and presses are the staff's."""

from collections import deque

from aiogram import Bot
from aiogram.enums import ChatMemberStatus
from aiogram.filters import BaseFilter
from aiogram.types import CallbackQuery, ChatMemberRestricted, Message

from bot.specialist import texts
from bot.specialist.models import Dialogue
from bot.specialist.service import SpecialistService
from bot.team.models import Right
from bot.team.repository import Team
from handlers.filters import has_content, is_bot, message_text

MEMBERS = {ChatMemberStatus.CREATOR, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.MEMBER}
MAX_ALBUMS = 100  # notes with several pictures to remember: the parts of one arrive in a second


class FromStaff(BaseFilter):
    """A message in a dialogue's topic, or a reply to one of its letters; gives `dialogue`."""

    async def __call__(
        self, message: Message, specialist: SpecialistService, team: Team
    ) -> bool | dict[str, Dialogue]:
        chat_id = message.chat.id
        if chat_id != specialist.staff.chat_id and not team.may(chat_id, Right.DIALOGUES):
            return False
        dialogue = await _of_topic(message, specialist) or await _of_reply(message, specialist)
        return {"dialogue": dialogue} if dialogue else False


class IsStaff(BaseFilter):
    """A press of somebody who may answer people, or of a member in the staff's group.

    As with `May`, their name is kept.
    """

    async def __call__(
        self, query: CallbackQuery, bot: Bot, specialist: SpecialistService, team: Team
    ) -> bool:
        user = query.from_user
        if not team.may(user.id, Right.DIALOGUES) and not await _in_group(query, bot, specialist):
            return False
        await team.remember_name(user.id, user.full_name)
        return True


class IsNote(BaseFilter):
    """A message of the staff to each other, or a further part of such an album."""

    def __init__(self) -> None:
        self._albums: deque[str] = deque(maxlen=MAX_ALBUMS)

    async def __call__(self, message: Message) -> bool:
        if not message_text(message).startswith(texts.NOTE):
            return message.media_group_id in self._albums
        if message.media_group_id:
            self._albums.append(message.media_group_id)
        return True


class IsUnsent(BaseFilter):
    """A line in the staff's group that nobody gets, where somebody waits for one.

    In the topic of a dialogue, also of a deleted one; outside of topics while an open dialogue has
    none. What the staff talk about in topics of their own is theirs.
    """

    async def __call__(self, message: Message, bot: Bot, specialist: SpecialistService) -> bool:
        staff_chat = message.chat.id == specialist.staff.chat_id
        if not staff_chat or is_bot(message) or not await has_content(message):
            return False
        if message_text(message).startswith(texts.NOTE):
            return False
        earlier = message.reply_to_message
        if earlier is not None and earlier.from_user and earlier.from_user.id == bot.id:
            return True
        if await _of_topic(message, specialist) or await _of_reply(message, specialist):
            return True
        in_topic = message.is_topic_message
        return not in_topic and await specialist.dialogues.any_open_without_topic()


async def _in_group(query: CallbackQuery, bot: Bot, specialist: SpecialistService) -> bool:
    """Whether a member of the staff's group has pressed in it."""
    chat = query.message.chat if query.message else None
    if chat is None or chat.id != specialist.staff.chat_id:
        return False
    member = await bot.get_chat_member(chat.id, query.from_user.id)
    restricted = isinstance(member, ChatMemberRestricted) and member.is_member
    return restricted or member.status in MEMBERS


async def in_staff_group(message: Message, specialist: SpecialistService) -> bool:
    return message.chat.id == specialist.staff.chat_id


async def has_moved(message: Message) -> bool:
    """The last message of a group that has become a supergroup, with another id."""
    return message.migrate_to_chat_id is not None


async def _of_topic(message: Message, specialist: SpecialistService) -> Dialogue | None:
    if not message.is_topic_message or message.message_thread_id is None:
        return None
    return await specialist.dialogues.in_topic(message.chat.id, message.message_thread_id)


async def _of_reply(message: Message, specialist: SpecialistService) -> Dialogue | None:
    """The dialogue of a letter, or of an earlier letter by the same author.

    Of a group that has moved, a reply to an older message names the old chat.
    """
    earlier = message.reply_to_message
    if earlier is not None:
        place = message.chat.id, earlier.message_id
        own = earlier.from_user == message.from_user and message.sender_chat is None
        found = await specialist.dialogue_answered(*place)
        return found or (await specialist.dialogue_of_letter(*place) if own else None)
    outer = message.external_reply
    if outer is not None and outer.chat is not None and outer.message_id is not None:
        return await specialist.dialogue_answered(outer.chat.id, outer.message_id)
    return None
