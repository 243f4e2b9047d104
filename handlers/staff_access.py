"""Who the staff are, and what of their talk is for a person."""

from aiogram import Bot
from aiogram.enums import ChatMemberStatus
from aiogram.filters import BaseFilter
from aiogram.types import CallbackQuery, ChatMemberRestricted, Message

from bot.specialist.models import Dialogue, Side
from bot.specialist.office import Office

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
