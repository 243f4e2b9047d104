"""The staff's side of dialogues: in their group, or in an admin's private chat with the bot."""

from aiogram import Bot, F, Router
from aiogram.enums import ChatMemberStatus
from aiogram.filters import BaseFilter
from aiogram.types import CallbackQuery, ChatMemberRestricted, Message

from bot.specialist.corrections import Corrections
from bot.specialist.models import Dialogue, Side
from bot.specialist.office import Office
from bot.specialist.relay import Relay
from bot.specialist.writing import CARRIED, EDITED, worded
from bot.ui.callbacks.specialist import CloseDialogue, ReopenDialogue
from bot.ui.screen import Screen, show
from bot.ui.texts import specialist as texts
from bot.ui.views import specialist as views

NOTE = F.text.startswith(texts.NOTE) | F.caption.startswith(texts.NOTE)
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


def build_router() -> Router:
    router = Router(name="staff")
    router.callback_query.filter(IsStaff())
    router.message.register(follow_group, F.migrate_to_chat_id)
    router.message.register(keep_note, NOTE, FromStaff())
    router.message.register(answer_person, CARRIED, FromStaff())
    router.edited_message.register(correct_answer, EDITED, FromStaff())
    router.callback_query.register(close_dialogue, CloseDialogue.filter())
    router.callback_query.register(reopen_dialogue, ReopenDialogue.filter())
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


async def _card(here: CloseDialogue | ReopenDialogue, office: Office) -> Screen:
    dialogue = await office.dialogues.get(here.dialogue_id)
    return views.card(dialogue, await office.enquiries.get(here.enquiry_id))


def _answered(message: Message) -> tuple[int, int] | None:
    """The chat and the message that this one answers; in a group that has moved, the old chat."""
    if message.reply_to_message is not None:
        return message.chat.id, message.reply_to_message.message_id
    outer = message.external_reply
    if outer is not None and outer.chat is not None and outer.message_id is not None:
        return outer.chat.id, outer.message_id
    return None
