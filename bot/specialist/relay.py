"""Relays letters between a person and the staff, at least once, and repeats their edits."""

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby
from weakref import WeakValueDictionary

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
)
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

from bot.background import Background
from bot.specialist import screens
from bot.specialist.delivery import TelegramDelivery, from_person, from_staff, keyboard
from bot.specialist.models import (
    ChatPlace,
    Dialogue,
    Enquiry,
    IncomingMessage,
    Letter,
    LetterAddress,
    Side,
    WorkingHours,
)
from bot.specialist.repository import SpecialistRepository
from bot.telegram.client import PASSING
from bot.ui.show import UNCHANGED

_log = logging.getLogger(__name__)

ALBUM_SECONDS = 1.0  # the next part of an album, a message of its own, arrives within this time
STUCK_SECONDS = 10
REMIND_AFTER = timedelta(hours=1)  # of working time
MAX_REROUTES = 3  # a group that moved, a deleted topic: more in a row is a fault


class RelayService:
    """Every letter is stored before it is sent; the letters of one person are sent in order."""

    def __init__(
        self,
        repository: SpecialistRepository,
        delivery: TelegramDelivery,
        background: Background,
        hours: WorkingHours,
    ) -> None:
        self._repository = repository
        self._delivery = delivery
        self._background = background
        self._hours = hours
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._parts: Counter[str] = Counter()  # of albums, that came in this second

    async def send_enquiry(self, bot: Bot, enquiry: Enquiry) -> bool:
        """Send a confirmed enquiry; True when the staff have it or may still get it.

        If False, the person has been told, and can confirm the enquiry again.
        """
        dialogue = await self._repository.dialogues.with_person(enquiry.person_id)
        await self._delivery.topics.reopen(bot, dialogue)
        await self.deliver(bot, enquiry.person_id)
        reached = await self._repository.letters.has_reached(enquiry.id)
        if not reached:
            await self._repository.enquiries.unconfirm(enquiry.id)
        return reached

    async def forward(
        self, bot: Bot, dialogue: Dialogue, author: Side, message: IncomingMessage
    ) -> None:
        """Store and send a message of the dialogue; a closed dialogue opens again."""
        await self.reopen(bot, dialogue)
        to_person = author is Side.STAFF
        receivers = (dialogue.person_id,) if to_person else self._repository.staff.receivers
        address = LetterAddress(dialogue.person_id, author, receivers)
        await self._repository.letters.add(address, message)
        await self._note_waiting(dialogue, author)
        if message.album:
            later = self._deliver_later(bot, dialogue.person_id, message.album)
            self._background.start(later, f"album in dialogue {dialogue.id}")
        else:
            await self.deliver(bot, dialogue.person_id)

    async def _note_waiting(self, dialogue: Dialogue, author: Side) -> None:
        """A letter of the person begins to wait for an answer; one of the staff is that answer."""
        dialogues, now = self._repository.dialogues, self._repository.clock()
        if author is Side.PERSON:
            await dialogues.begin_waiting(dialogue.id)
        elif dialogue.waiting_since is not None:
            worked = self._hours.between(dialogue.waiting_since, now)
            await dialogues.end_waiting(dialogue.id, int(worked.total_seconds()))

    async def take_if_free(self, bot: Bot, dialogue: Dialogue, staff_id: int) -> bool:
        """Whoever is first sees to the dialogue; False when somebody does already."""
        taken = await self._repository.dialogues.take(dialogue.id, staff_id)
        if taken:
            await self._delivery.refresh_cards(bot, dialogue.person_id)
        return taken

    async def release_or_take_over(self, bot: Bot, dialogue: Dialogue, staff_id: int) -> bool:
        """Let one's own go, take another's: True when it is this person's now, False for nobody's.

        A second press changes nothing: what was let go is taken by `take_if_free` only.
        """
        dialogues = self._repository.dialogues
        taken = not await dialogues.release(dialogue.id, staff_id) and await dialogues.take_over(
            dialogue.id, staff_id
        )
        await self._delivery.refresh_cards(bot, dialogue.person_id)
        return taken

    async def send_card(self, bot: Bot, dialogue: Dialogue, chat_id: int) -> None:
        """Send the card of the latest enquiry: a reply to it is an answer."""
        await self._delivery.topics.send_card(bot, dialogue, ChatPlace(chat_id))

    async def remind(self, bot: Bot) -> None:
        """A job of the scheduler: tell the staff, in working time, who waits too long.

        Of each dialogue once, until the person is answered and writes again.
        """
        now = self._repository.clock()
        if not self._hours.is_open_at(now):
            return
        waiting = await self._repository.dialogues.not_reminded()
        due = [
            one
            for one in waiting
            if self._hours.between(one.waiting_since or now, now) >= REMIND_AFTER
        ]
        if due and await self._delivery.remind(bot, screens.reminder(due, now)):
            await self._repository.dialogues.mark_reminded(due)

    async def deliver(self, bot: Bot, person_id: int) -> None:
        """Send the waiting letters of the person's dialogue; what cannot be sent now, waits."""
        async with self._locks.setdefault(person_id, asyncio.Lock()):
            reroutes = 0
            while reroutes < MAX_REROUTES and (batch := await self._next_batch(person_id)):
                try:
                    reroutes += await self._send(bot, batch)
                except PASSING as error:
                    _log.warning("A letter of %s waits: %s", person_id, error)
                    return

    async def close(self, bot: Bot, dialogue: Dialogue, staff_id: int) -> bool:
        """Close the dialogue and tell the person; False when the person cannot be told.

        After a network error the dialogue is open again, so that closing it can be repeated.
        """
        dialogues = self._repository.dialogues
        if not await dialogues.set_open(dialogue.id, is_open=False, staff_id=staff_id):
            return True
        told = True
        try:
            await self._delivery.notify_closed(bot, dialogue)
        except (TelegramForbiddenError, TelegramBadRequest):
            told = False
        except PASSING:
            await dialogues.set_open(dialogue.id, is_open=True, staff_id=staff_id)
            raise
        await self._delivery.refresh_cards(bot, dialogue.person_id)
        await self._delivery.topics.close(bot, dialogue)
        return told

    async def reopen(self, bot: Bot, dialogue: Dialogue, staff_id: int | None = None) -> None:
        """`staff_id` is who pressed the button; None when a new message opens the dialogue."""
        dialogues = self._repository.dialogues
        if await dialogues.set_open(dialogue.id, is_open=True, staff_id=staff_id):
            await self._delivery.topics.reopen(bot, dialogue)
            await self._delivery.refresh_cards(bot, dialogue.person_id)

    def expect_rights(self, chat_id: int) -> None:
        """The bot's rights in this chat have changed."""
        self._delivery.topics.expect_rights(chat_id)

    async def notify_left(self, bot: Bot, person_id: int) -> None:
        """Tell the staff, if possible, that the person is about to delete their data."""
        dialogue = await self._repository.dialogues.of_person(person_id)
        if dialogue is None:
            return
        try:
            await self._delivery.notify_left(bot, dialogue)
            await self._delivery.topics.close(bot, dialogue)
        except TelegramAPIError as error:  # no reason to keep the data
            _log.warning("The staff were not told of the end of %s: %s", dialogue.id, error)

    async def resend_failed(self, bot: Bot, person_id: int) -> None:
        """The person has unblocked the bot: send what could not reach them."""
        await self._repository.letters.requeue_failed(person_id)
        await self.deliver(bot, person_id)

    async def resend_stuck(self, bot: Bot) -> None:
        """A job of the scheduler: send what a restart or the network has left waiting."""
        for person_id in await self._repository.letters.stuck(STUCK_SECONDS):
            await self.deliver(bot, person_id)

    async def correct(self, bot: Bot, message: Message) -> None:
        """Repeat an edit on every copy of the message; send a copy anew if it cannot be edited."""
        letters = self._repository.letters
        for letter in await letters.of_original(message.chat.id, message.message_id):
            await self._store_edit(letter, message)
            if letter.to_message is not None and not await self._edit(bot, letter, message):
                await letters.requeue(letter.id)
            await self.deliver(bot, letter.person_id)

    async def _next_batch(self, person_id: int) -> Sequence[Letter]:
        waiting = await self._repository.letters.waiting(person_id)
        batches = groupby(waiting, lambda one: (one.to_chat, one.album or one.id))
        return next((tuple(batch) for _, batch in batches), ())

    async def _send(self, bot: Bot, batch: Sequence[Letter]) -> bool:
        """True for a reroute: the same letters are to be sent once more."""
        try:
            dialogue = await self._delivery.send(bot, batch)
        except PASSING:
            raise
        except TelegramMigrateToChat as moved:
            await self._repository.staff.move(batch[0].to_chat, moved.migrate_to_chat_id)
            return True
        except TelegramAPIError as refusal:
            return await self._delivery.handle_refusal(bot, batch, refusal)
        mark = self._delivery.acknowledge(bot, dialogue, batch[0])
        self._background.start(mark, f"mark in dialogue {dialogue.id}")
        return False

    async def _deliver_later(self, bot: Bot, person_id: int, album: str) -> None:
        """Called for each part of an album; the last one that has come lets it go."""
        self._parts[album] += 1
        await asyncio.sleep(ALBUM_SECONDS)
        self._parts[album] -= 1
        if not self._parts[album]:
            del self._parts[album]
            await self.deliver(bot, person_id)

    async def _store_edit(self, letter: Letter, message: Message) -> None:
        """Update the stored text; attach the message of an enquiry if its text is masked now."""
        if letter.author is Side.STAFF:
            words = (await from_staff(message)).words
            await self._repository.letters.set_words(letter.id, words)
        elif letter.enquiry_id is not None:
            text = message.text or message.caption or ""
            if await self._repository.enquiries.set_text(letter.enquiry_id, text):
                receivers = self._repository.staff.receivers
                address = LetterAddress(letter.person_id, Side.PERSON, receivers)
                await self._repository.letters.add(address, from_person(message))

    async def _edit(self, bot: Bot, letter: Letter, message: Message) -> bool:
        """False when the copy or card cannot be edited."""
        try:
            if letter.enquiry_id is not None:
                dialogue = await self._repository.dialogues.with_person(letter.person_id)
                await self._delivery.edit_card(bot, letter, dialogue)
            else:
                await self._edit_copy(bot, letter, message)
        except TelegramForbiddenError:
            return False  # sending it anew finds the reason and tells the author
        except TelegramBadRequest as refusal:
            return UNCHANGED in refusal.message
        return True

    async def _edit_copy(self, bot: Bot, letter: Letter, message: Message) -> None:
        keys = None
        if letter.author is Side.STAFF and not letter.album:
            keys = await keyboard(bot, await self._delivery.answer_buttons(letter.person_id))
        chat_id, copy_id, words = letter.to_chat, letter.to_message, message.html_text
        if media := _media(message):
            await bot.edit_message_media(media, None, chat_id, copy_id, reply_markup=keys)
        elif message.text is not None:
            await bot.edit_message_text(words, None, chat_id, copy_id, reply_markup=keys)
        else:
            await bot.edit_message_caption(None, chat_id, copy_id, caption=words, reply_markup=keys)


def _media(message: Message) -> InputMediaUnion | None:
    """The media of the message; None for text and for media that cannot be replaced, as a voice."""
    caption = message.html_text
    match message:
        case Message(photo=[*_, largest]):
            return InputMediaPhoto(media=largest.file_id, caption=caption)
        case Message(animation=Animation(file_id=file_id)):
            return InputMediaAnimation(media=file_id, caption=caption)
        case Message(video=Video(file_id=file_id)):
            return InputMediaVideo(media=file_id, caption=caption)
        case Message(document=Document(file_id=file_id)):
            return InputMediaDocument(media=file_id, caption=caption)
        case Message(audio=Audio(file_id=file_id)):
            return InputMediaAudio(media=file_id, caption=caption)
    return None
