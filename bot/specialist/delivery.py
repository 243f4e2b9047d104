"""Messages between a person and the staff: what can be carried, topics, sending, editing."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Protocol, Self

from aiogram import Bot, F
from aiogram.enums import ContentType
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
)
from aiogram.types import InlineKeyboardMarkup, Message, ReactionTypeEmoji, ReplyParameters

from bot.clock import Clock
from bot.people.repository import People
from bot.questions.masks import masked
from bot.specialist.hours import Hours
from bot.specialist.models import (
    ChatPlace,
    Dialogue,
    Enquiry,
    IncomingMessage,
    Letter,
    Reachable,
    Side,
    Trouble,
)
from bot.specialist.repository import Copies, Dialogues, Enquiries, Letters, Staff
from bot.storage.database import Database

_KINDS = {  # what among them Telegram will not copy is told of, not lost
    ContentType.TEXT,
    ContentType.PHOTO,
    ContentType.LIVE_PHOTO,
    ContentType.VIDEO,
    ContentType.VIDEO_NOTE,
    ContentType.VOICE,
    ContentType.AUDIO,
    ContentType.DOCUMENT,
    ContentType.ANIMATION,
    ContentType.STICKER,
    ContentType.CONTACT,
    ContentType.LOCATION,
    ContentType.VENUE,
    ContentType.POLL,
    ContentType.DICE,
    ContentType.GAME,
    ContentType.STORY,
    ContentType.CHECKLIST,
    ContentType.PAID_MEDIA,
    ContentType.RICH_MESSAGE,
}
_BY_PEOPLE = ~F.from_user.is_bot | F.sender_chat  # an anonymous admin writes as their group
CARRIED = F.content_type.in_(_KINDS) & ~F.text.startswith("/") & _BY_PEOPLE
EDITED = CARRIED & ~F.location  # a live location reports every step as an edit


def written(message: Message) -> IncomingMessage:
    """Where a person's message is; what it says stays in Telegram."""
    return IncomingMessage(message.chat.id, message.message_id, message.media_group_id or "")


def worded(message: Message) -> IncomingMessage:
    """As `written`, with the staff's words, which can become an answer: masked, Telegram's HTML."""
    return replace(written(message), words=masked(message.html_text))


class Shown(Protocol):
    """A text with its buttons; a `Screen` is one."""

    @property
    def text(self) -> str: ...

    def keyboard(self, username: str) -> InlineKeyboardMarkup | None: ...


class Looks(Protocol):
    """How the staff and the person are spoken to. The relay decides what, the looks decide how."""

    def topic(self, dialogue: Dialogue, enquiry: Enquiry) -> str: ...

    def card(self, dialogue: Dialogue, enquiry: Enquiry) -> Shown: ...

    def letter(self) -> Shown: ...

    def closed(self) -> Shown: ...

    def left(self) -> Shown: ...

    def delivered(self) -> Shown: ...

    def undelivered(self, trouble: Trouble) -> Shown: ...


@dataclass(frozen=True, slots=True)
class Office:
    dialogues: Dialogues
    enquiries: Enquiries
    letters: Letters
    copies: Copies
    staff: Staff
    hours: Hours
    clock: Clock

    @classmethod
    def over(cls, database: Database, staff: Staff, hours: Hours) -> Self:
        return cls(
            dialogues=Dialogues(database),
            enquiries=Enquiries(database),
            letters=Letters(database),
            copies=Copies(database),
            staff=staff,
            hours=hours,
            clock=database.clock,
        )

    @property
    def reachable(self) -> Reachable:
        open_now = self.hours.open_at(self.clock())
        return Reachable(bool(self.staff.chats), self.hours.words, open_now)

    async def follow(self, old_chat: int, new_chat: int) -> None:
        """The staff's group has a new id, and what waits goes there."""
        await self.staff.follow(old_chat, new_chat)
        await self.letters.retarget(old_chat, new_chat)


async def put(bot: Bot, shown: Shown, place: ChatPlace) -> int:
    """Send into the place, as an answer to its card where it has one; return the message's id."""
    answered = (
        ReplyParameters(message_id=place.card, allow_sending_without_reply=True)
        if place.card
        else None
    )
    sent = await bot.send_message(
        place.chat_id,
        shown.text,
        message_thread_id=place.topic_id,
        reply_parameters=answered,
        reply_markup=await keyboard(bot, shown),
    )
    return sent.message_id


async def tell_author(bot: Bot, shown: Shown, letter: Letter, dialogue: Dialogue) -> None:
    """Say something about a letter where it was written."""
    topic = dialogue.topic_id if dialogue.chat_id == letter.from_chat else None
    await put(bot, shown, ChatPlace(letter.from_chat, topic, letter.from_message or None))


async def edit_card(
    bot: Bot, office: Office, looks: Looks, letter: Letter, dialogue: Dialogue
) -> None:
    """Show the card as dialogue and enquiry are now; Telegram's refusals are raised."""
    card = looks.card(dialogue, await office.enquiries.get(letter.enquiry_id or 0))
    await bot.edit_message_text(
        card.text,
        chat_id=letter.to_chat,
        message_id=letter.to_message,
        reply_markup=await keyboard(bot, card),
    )


async def keyboard(bot: Bot, shown: Shown) -> InlineKeyboardMarkup | None:
    return shown.keyboard((await bot.me()).username or "")


_log = logging.getLogger(__name__)

TOPIC_GONE = ("message thread not found", "TOPIC_DELETED", "TOPIC_ID_INVALID")
_NO_TOPICS = ("not a forum", "not enough rights")


class TopicManager:
    def __init__(self, office: Office, looks: Looks) -> None:
        self._office = office
        self._looks = looks
        self._without_topics: set[int] = set()

    async def place(self, bot: Bot, dialogue: Dialogue, chat_id: int) -> ChatPlace:
        """The dialogue's place in this chat, made if there is none; `card` is None in a new one."""
        place = ChatPlace(chat_id, await self._topic(bot, dialogue, chat_id))
        return replace(place, card=await self._office.copies.card_in(dialogue.person_id, place))

    async def with_card(self, bot: Bot, dialogue: Dialogue, chat_id: int) -> ChatPlace:
        """As `place`, with the latest question at its top, so that nobody answers without it."""
        place = await self.place(bot, dialogue, chat_id)
        if place.card is not None:
            return place
        enquiry = await self._office.enquiries.latest(dialogue.person_id)
        card = await put(bot, self._looks.card(dialogue, enquiry), place)
        await self._office.letters.keep_card(enquiry, place, card)
        return replace(place, card=card)

    async def forget(self, dialogue: Dialogue) -> None:
        """The topic was deleted: the next letter opens another."""
        if dialogue.chat_id is not None:
            await self._office.dialogues.set_topic(dialogue.id, dialogue.chat_id, None)

    async def shut(self, bot: Bot, dialogue: Dialogue) -> None:
        await self._switch(bot, dialogue, is_open=False)

    async def reopen(self, bot: Bot, dialogue: Dialogue) -> None:
        await self._switch(bot, dialogue, is_open=True)

    async def _switch(self, bot: Bot, dialogue: Dialogue, *, is_open: bool) -> None:
        if dialogue.chat_id is None or dialogue.topic_id is None:
            return
        act = bot.reopen_forum_topic if is_open else bot.close_forum_topic
        try:
            await act(dialogue.chat_id, dialogue.topic_id)
        except (TelegramBadRequest, TelegramForbiddenError) as refusal:
            # it is so already, or the topic or the whole group is gone: all are harmless
            _log.info("The topic of dialogue %s stays as it is: %s", dialogue.id, refusal)

    async def _topic(self, bot: Bot, dialogue: Dialogue, chat_id: int) -> int | None:
        if dialogue.chat_id == chat_id and dialogue.topic_id is not None:
            return dialogue.topic_id
        if chat_id != self._office.staff.chat_id or chat_id in self._without_topics:
            return None
        enquiry = await self._office.enquiries.latest(dialogue.person_id)
        try:
            topic = await bot.create_forum_topic(chat_id, self._looks.topic(dialogue, enquiry))
        except TelegramBadRequest as refusal:
            if not any(reason in refusal.message for reason in _NO_TOPICS):
                raise
            _log.warning("Dialogues in %s go without topics: %s", chat_id, refusal.message)
            self._without_topics.add(chat_id)
            return None
        await self._office.dialogues.set_topic(dialogue.id, chat_id, topic.message_thread_id)
        return topic.message_thread_id


ARRIVED = "👌"  # of the emoji that a bot may react with, the one that does not claim «read»
_LEFT_BEHIND = (TelegramBadRequest, TelegramForbiddenError, TelegramMigrateToChat)
_UNCOPYABLE = ("to copy not found", "can't be copied", "no messages to copy")


class TelegramDelivery:
    def __init__(self, office: Office, looks: Looks, people: People) -> None:
        self.forum = TopicManager(office, looks)
        self._office = office
        self._looks = looks
        self._people = people

    async def send(self, bot: Bot, batch: Sequence[Letter]) -> None:
        """Send letters that go together: one message, one card, or the parts of an album."""
        dialogue = await self._dialogue(batch)
        if batch[0].author is Side.STAFF:
            place = ChatPlace(dialogue.person_id)
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
            place = ChatPlace(letter.to_chat, letter.to_topic, letter.to_message)
            with suppress(*_LEFT_BEHIND):
                await put(bot, self._looks.left(), place)
                await bot.edit_message_reply_markup(
                    chat_id=letter.to_chat, message_id=letter.to_message
                )

    async def tell_closed(self, bot: Bot, dialogue: Dialogue) -> None:
        note = await put(bot, self._looks.closed(), ChatPlace(dialogue.person_id))
        await self._office.staff.remember_invitation(dialogue.person_id, note)  # «напишите ещё»

    async def _copies(
        self, bot: Bot, dialogue: Dialogue, place: ChatPlace, batch: Sequence[Letter]
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
        await self._people.mark(dialogue.person_id, trouble)
        return trouble

    async def _redirect(self, batch: Sequence[Letter], refusal: TelegramAPIError) -> bool:
        """Whether somebody else has the letters, or gets them now: the admins, for their group."""
        uncopyable = any(reason in refusal.message for reason in _UNCOPYABLE)
        if batch[0].to_chat == self._office.staff.chat_id and not uncopyable:
            await self._office.letters.redirect(batch, self._office.staff.admins)
        return await self._office.copies.reaches_anyone(batch[0])

    async def _dialogue(self, batch: Sequence[Letter]) -> Dialogue:
        return await self._office.dialogues.with_person(batch[0].person_id)


async def _album(bot: Bot, place: ChatPlace, batch: Sequence[Letter]) -> Sequence[int | None]:
    """The ids of the copies; unknown where Telegram has skipped one that was deleted meanwhile."""
    copies = await bot.copy_messages(
        place.chat_id,
        batch[0].from_chat,
        sorted(letter.from_message for letter in batch),
        message_thread_id=place.topic_id,
    )
    complete = len(copies) == len(batch)
    return [copy.message_id for copy in copies] if complete else [None] * len(batch)


def _under(place: ChatPlace) -> ReplyParameters | None:
    """In a topic the messages stand together anyway."""
    if place.card is None or place.topic_id is not None:
        return None
    return ReplyParameters(message_id=place.card, allow_sending_without_reply=True)
