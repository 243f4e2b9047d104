"""An edited message changes its copies, too."""

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.methods import EditMessageCaption, EditMessageMedia, EditMessageText
from aiogram.types import (
    Animation,
    Audio,
    Document,
    InputMediaAnimation,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaUnion,
    InputMediaVideo,
    Message,
    Video,
)

from bot.specialist.delivery import Looks, Office, edit_card, keyboard, worded, written
from bot.specialist.models import Letter, LetterAddress, Side
from bot.specialist.relay import RelayService

_UNCHANGED = "message is not modified"


class Corrections:
    def __init__(self, office: Office, looks: Looks, relay: RelayService) -> None:
        self._office = office
        self._looks = looks
        self._relay = relay

    async def apply(self, bot: Bot, message: Message) -> None:
        """Bring every copy up to date; one that cannot be changed any more is made anew."""
        for letter in await self._office.copies.written_as(message.chat.id, message.message_id):
            await self._reword(letter, message)
            if letter.to_message is not None and not await self._changed(bot, letter, message):
                await self._office.letters.again(letter.id)
            await self._relay.deliver(bot, letter.person_id)

    async def _reword(self, letter: Letter, message: Message) -> None:
        """What is kept of the words follows them; what a card hides now, goes as a copy."""
        if letter.author is Side.STAFF:
            await self._office.letters.reword(letter.id, worded(message).words)
        elif letter.enquiry_id is not None:
            words = message.text or message.caption or ""
            if await self._office.enquiries.reword(letter.enquiry_id, words):
                addressed = LetterAddress(letter.person_id, Side.PERSON, self._office.staff.chats)
                await self._office.letters.add(addressed, written(message))

    async def _changed(self, bot: Bot, letter: Letter, message: Message) -> bool:
        try:
            if letter.enquiry_id is not None:
                dialogue = await self._office.dialogues.with_person(letter.person_id)
                await edit_card(bot, self._office, self._looks, letter, dialogue)
            else:
                await self._change_copy(bot, letter, message)
        except TelegramForbiddenError:
            return False  # the relay will find out why, and say so
        except TelegramBadRequest as refusal:
            return _UNCHANGED in refusal.message
        return True

    async def _change_copy(self, bot: Bot, letter: Letter, message: Message) -> None:
        labelled = letter.author is Side.STAFF and not letter.album
        keys = await keyboard(bot, self._looks.letter()) if labelled else None
        words, media = message.html_text, _media(message)
        chat_id, message_id = letter.to_chat, letter.to_message
        if media is not None:
            await bot(
                EditMessageMedia(
                    chat_id=chat_id, message_id=message_id, media=media, reply_markup=keys
                )
            )
        elif message.text is not None:
            await bot(
                EditMessageText(
                    chat_id=chat_id, message_id=message_id, text=words, reply_markup=keys
                )
            )
        else:
            await bot(
                EditMessageCaption(
                    chat_id=chat_id, message_id=message_id, caption=words, reply_markup=keys
                )
            )


def _media(message: Message) -> InputMediaUnion | None:
    """What the message shows now; None for text and for what cannot be replaced, as a voice."""
    words = message.html_text
    match message:
        case Message(photo=[*_, largest]):
            return InputMediaPhoto(media=largest.file_id, caption=words)
        case Message(animation=Animation(file_id=file_id)):
            return InputMediaAnimation(media=file_id, caption=words)
        case Message(video=Video(file_id=file_id)):
            return InputMediaVideo(media=file_id, caption=words)
        case Message(document=Document(file_id=file_id)):
            return InputMediaDocument(media=file_id, caption=words)
        case Message(audio=Audio(file_id=file_id)):
            return InputMediaAudio(media=file_id, caption=words)
    return None
