"""One letter and Telegram: how it is sent, and what is said when it cannot be."""

import logging
from collections.abc import Sequence
from contextlib import suppress

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
)
from aiogram.types import ReactionTypeEmoji, ReplyParameters

from bot.audience.repository import Audience
from bot.specialist.forum import TOPIC_GONE, Forum
from bot.specialist.models import Dialogue, Letter, Place, Side, Trouble
from bot.specialist.office import Looks, Office, edit_card, keyboard, put, tell_author

_log = logging.getLogger(__name__)

ARRIVED = "👌"  # of the emoji that a bot may react with, the one that does not claim «read»
_LEFT_BEHIND = (TelegramBadRequest, TelegramForbiddenError, TelegramMigrateToChat)
_UNCOPYABLE = ("to copy not found", "can't be copied", "no messages to copy")


class Post:
    def __init__(self, office: Office, looks: Looks, audience: Audience) -> None:
        self.forum = Forum(office, looks)
        self._office = office
        self._looks = looks
        self._audience = audience

    async def send(self, bot: Bot, batch: Sequence[Letter]) -> None:
        """Send letters that go together: one message, one card, or the parts of an album."""
        dialogue = await self._dialogue(batch)
        if batch[0].author is Side.STAFF:
            place = Place(dialogue.person_id)
        elif batch[0].enquiry_id is None:
            place = await self.forum.with_card(bot, dialogue, batch[0].to_chat)
        else:
            place = await self.forum.place(bot, dialogue, batch[0].to_chat)
        copies = await self._copies(bot, dialogue, place, batch)
        await self._office.letters.sent(batch, place, copies)
        await self._acknowledge(bot, dialogue, batch[0])

    async def refused(self, bot: Bot, batch: Sequence[Letter], refusal: TelegramAPIError) -> bool:
        """Find another way (then True), or tell the author that there is none."""
        first, dialogue = batch[0], await self._dialogue(batch)
        if any(reason in refusal.message for reason in TOPIC_GONE):
            await self.forum.forget(dialogue)
            return True
        _log.warning("A letter to %s was refused: %s", first.to_chat, refusal.message)
        await self._office.letters.failed(batch)
        if first.author is Side.STAFF:
            await self._tell_undelivered(bot, first, dialogue, await self._mark(dialogue, refusal))
        elif not await self._redirect(batch, refusal):
            uncopyable = any(reason in refusal.message for reason in _UNCOPYABLE)
            trouble = Trouble.REFUSED if uncopyable else Trouble.NOBODY
            await self._tell_undelivered(bot, first, dialogue, trouble)
        return False

    async def refresh_cards(self, bot: Bot, person_id: int) -> None:
        """Let the staff see whether the dialogue is open; a card that is gone is nobody's loss."""
        dialogue = await self._office.dialogues.with_person(person_id)
        for letter in await self._office.copies.cards(person_id):
            with suppress(*_LEFT_BEHIND):
                await edit_card(bot, self._office, self._looks, letter, dialogue)

    async def tell_left(self, bot: Bot, dialogue: Dialogue) -> None:
        """To everybody who has the dialogue before them; its buttons would lead nowhere."""
        for letter in await self._office.copies.cards(dialogue.person_id):
            place = Place(letter.to_chat, letter.to_topic, letter.to_message)
            with suppress(*_LEFT_BEHIND):
                await put(bot, self._looks.left(), place)
                await bot.edit_message_reply_markup(
                    chat_id=letter.to_chat, message_id=letter.to_message
                )

    async def tell_closed(self, bot: Bot, dialogue: Dialogue) -> None:
        note = await put(bot, self._looks.closed(), Place(dialogue.person_id))
        await self._office.staff.remember_invitation(dialogue.person_id, note)  # «напишите ещё»

    async def _copies(
        self, bot: Bot, dialogue: Dialogue, place: Place, batch: Sequence[Letter]
    ) -> Sequence[int | None]:
        first = batch[0]
        if first.enquiry_id is not None:
            enquiry = await self._office.enquiries.get(first.enquiry_id)
            return [await put(bot, self._looks.card(dialogue, enquiry), place)]
        if len(batch) > 1:
            return await _album(bot, place, batch)
        shown = self._looks.letter() if first.author is Side.STAFF else None
        copied = await bot.copy_message(
            place.chat_id,
            first.from_chat,
            first.from_message,
            message_thread_id=place.topic_id,
            reply_parameters=_under(place),
            reply_markup=await keyboard(bot, shown) if shown else None,
        )
        return [copied.message_id]

    async def _tell_undelivered(
        self, bot: Bot, letter: Letter, dialogue: Dialogue, trouble: Trouble
    ) -> None:
        try:
            await tell_author(bot, self._looks.undelivered(trouble), letter, dialogue)
        except (TelegramForbiddenError, TelegramBadRequest) as refusal:
            _log.warning("The author in %s is out of reach too: %s", letter.from_chat, refusal)

    async def _acknowledge(self, bot: Bot, dialogue: Dialogue, letter: Letter) -> None:
        """A mark on the author's message, or where reactions are not allowed, a line under it."""
        if not letter.from_message:
            return
        try:
            await bot.set_message_reaction(
                letter.from_chat, letter.from_message, [ReactionTypeEmoji(emoji=ARRIVED)]
            )
        except TelegramBadRequest:
            await tell_author(bot, self._looks.delivered(), letter, dialogue)
        except TelegramForbiddenError:
            _log.info("The author in %s left before they could be told", letter.from_chat)

    async def _mark(self, dialogue: Dialogue, refusal: TelegramAPIError) -> Trouble:
        if not isinstance(refusal, TelegramForbiddenError):
            return Trouble.REFUSED
        gone = "deactivated" in refusal.message
        trouble = Trouble.DEACTIVATED if gone else Trouble.BLOCKED
        await self._audience.mark(dialogue.person_id, trouble)
        return trouble

    async def _redirect(self, batch: Sequence[Letter], refusal: TelegramAPIError) -> bool:
        """Whether somebody else has the letters, or gets them now: the admins, for their group."""
        uncopyable = any(reason in refusal.message for reason in _UNCOPYABLE)
        if batch[0].to_chat == self._office.staff.chat_id and not uncopyable:
            await self._office.letters.redirect(batch, self._office.staff.admins)
        return await self._office.copies.reaches_anyone(batch[0])

    async def _dialogue(self, batch: Sequence[Letter]) -> Dialogue:
        return await self._office.dialogues.with_person(batch[0].person_id)


async def _album(bot: Bot, place: Place, batch: Sequence[Letter]) -> Sequence[int | None]:
    """The ids of the copies; unknown where Telegram has skipped one that was deleted meanwhile."""
    copies = await bot.copy_messages(
        place.chat_id,
        batch[0].from_chat,
        sorted(letter.from_message for letter in batch),
        message_thread_id=place.topic_id,
    )
    complete = len(copies) == len(batch)
    return [copy.message_id for copy in copies] if complete else [None] * len(batch)


def _under(place: Place) -> ReplyParameters | None:
    """In a topic the messages stand together anyway."""
    if place.card is None or place.topic_id is not None:
        return None
    return ReplyParameters(message_id=place.card, allow_sending_without_reply=True)
