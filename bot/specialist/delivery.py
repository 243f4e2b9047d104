"""Sends letters in Telegram: copies, cards, albums, topics of a forum, notes to the author."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
)
from aiogram.types import InlineKeyboardMarkup, Message, ReactionTypeEmoji, ReplyParameters

from bot.people.repository import People
from bot.questions.masks import masked_off_loop
from bot.specialist import screens, texts
from bot.specialist.models import (
    ChatPlace,
    DeliveryFailure,
    Dialogue,
    IncomingMessage,
    Letter,
    Side,
)
from bot.specialist.repository import SpecialistRepository
from bot.ui.screen import Screen
from bot.ui.show import bot_username, for_reader, menu_keyboard, shown_in, tell

_log = logging.getLogger(__name__)

ASK_AGAIN_AFTER = timedelta(minutes=10)  # a right that was refused may have been given since
_TOPIC_DELETED = ("message thread not found", "TOPIC_DELETED", "TOPIC_ID_INVALID")
_NO_TOPICS = ("not a forum", "not enough rights")
_UNCOPYABLE = ("to copy not found", "can't be copied", "no messages to copy")
_CHAT_ERRORS = (TelegramBadRequest, TelegramForbiddenError, TelegramMigrateToChat)


def from_person(message: Message) -> IncomingMessage:
    """A person's message: its text is not stored."""
    return IncomingMessage(message.chat.id, message.message_id, message.media_group_id or "")


async def from_staff(message: Message) -> IncomingMessage:
    """A message of the staff, with its text: it can become an answer of the bot."""
    return replace(from_person(message), words=await masked_off_loop(message.html_text))


async def send_screen(bot: Bot, screen: Screen, place: ChatPlace) -> int:
    """Send into the place, in reply to its card if it has one; return the message's id."""
    sent = await bot.send_message(
        place.chat_id,
        screen.text,
        message_thread_id=place.topic_id,
        reply_parameters=_reply_to(place.card),
        reply_markup=await keyboard(bot, screen),
    )
    return sent.message_id


async def notify_author(bot: Bot, screen: Screen, letter: Letter, dialogue: Dialogue) -> None:
    """Send a note about a letter into the chat where it was written."""
    topic = dialogue.topic_id if dialogue.chat_id == letter.from_chat else None
    await send_screen(bot, screen, ChatPlace(letter.from_chat, topic, letter.from_message or None))


async def keyboard(bot: Bot, screen: Screen) -> InlineKeyboardMarkup | None:
    return screen.keyboard(await bot_username(bot))


def _reply_to(message_id: int | None) -> ReplyParameters | None:
    if not message_id:
        return None
    return ReplyParameters(message_id=message_id, allow_sending_without_reply=True)


class TopicManager:
    """Gives every dialogue a topic, where the staff's group is a forum."""

    def __init__(self, repository: SpecialistRepository) -> None:
        self._repository = repository
        self._refused: dict[int, datetime] = {}  # when each chat has refused a topic

    async def place(self, bot: Bot, dialogue: Dialogue, chat_id: int) -> ChatPlace:
        """The dialogue's place in this chat; a topic is made if there is none."""
        place = ChatPlace(chat_id, await self._topic(bot, dialogue, chat_id))
        return replace(
            place, card=await self._repository.letters.card_in(dialogue.person_id, place)
        )

    async def place_with_card(self, bot: Bot, dialogue: Dialogue, chat_id: int) -> ChatPlace:
        """As `place`; a place without a card gets the card of the latest enquiry."""
        place = await self.place(bot, dialogue, chat_id)
        if place.card is not None:
            return place
        return replace(place, card=await self.send_card(bot, dialogue, place))

    async def send_card(self, bot: Bot, dialogue: Dialogue, place: ChatPlace) -> int:
        """Send the card of the latest enquiry; return its message id."""
        enquiry = await self._repository.enquiries.latest(dialogue.person_id)
        screen = screens.card(dialogue, enquiry, in_topic=bool(place.topic_id))
        card = await send_screen(bot, screen, place)
        await self._repository.letters.add_sent_card(enquiry, place, card)
        return card

    def expect_rights(self, chat_id: int) -> None:
        """The bot's rights in this chat have changed: ask for a topic at the next letter."""
        self._refused.pop(chat_id, None)

    async def forget(self, dialogue: Dialogue) -> None:
        """The topic was deleted: the next letter makes another one."""
        if dialogue.chat_id is not None:
            await self._repository.dialogues.set_topic(dialogue.id, dialogue.chat_id, None)

    async def close(self, bot: Bot, dialogue: Dialogue) -> None:
        await self._set_open(bot, dialogue, is_open=False)

    async def reopen(self, bot: Bot, dialogue: Dialogue) -> None:
        await self._set_open(bot, dialogue, is_open=True)

    async def _set_open(self, bot: Bot, dialogue: Dialogue, *, is_open: bool) -> None:
        if dialogue.chat_id is None or dialogue.topic_id is None:
            return
        method = bot.reopen_forum_topic if is_open else bot.close_forum_topic
        try:
            await method(dialogue.chat_id, dialogue.topic_id)
        except (TelegramBadRequest, TelegramForbiddenError) as refusal:
            # the topic is open or closed already, or it or the group is deleted
            _log.info("The topic of dialogue %s stays as it is: %s", dialogue.id, refusal)

    async def _topic(self, bot: Bot, dialogue: Dialogue, chat_id: int) -> int | None:
        if dialogue.chat_id == chat_id and dialogue.topic_id is not None:
            return dialogue.topic_id
        if chat_id != self._repository.staff.chat_id or self._was_refused_lately(chat_id):
            return None
        enquiry = await self._repository.enquiries.latest(dialogue.person_id)
        try:
            topic = await bot.create_forum_topic(
                chat_id, texts.topic(dialogue.id, dialogue.name, enquiry.text)
            )
        except TelegramBadRequest as refusal:
            if not any(reason in refusal.message for reason in _NO_TOPICS):
                raise
            _log.warning("The group %s gets no topics: %s", chat_id, refusal.message)
            self._refused[chat_id] = self._repository.clock()
            return None
        await self._repository.dialogues.set_topic(dialogue.id, chat_id, topic.message_thread_id)
        return topic.message_thread_id

    def _was_refused_lately(self, chat_id: int) -> bool:
        refused = self._refused.get(chat_id)
        return refused is not None and self._repository.clock() - refused < ASK_AGAIN_AFTER


class TelegramDelivery:
    """Sends letters and tells their authors whether they have arrived."""

    def __init__(self, repository: SpecialistRepository, people: People) -> None:
        self.topics = TopicManager(repository)
        self._repository = repository
        self._people = people

    async def send(self, bot: Bot, batch: Sequence[Letter]) -> Dialogue:
        """Send letters that belong together: one message, one card, or the parts of an album."""
        dialogue = await self._dialogue(batch)
        if batch[0].author is Side.STAFF:
            place = ChatPlace(dialogue.person_id)
            await self._head(bot, batch[0])
        elif batch[0].enquiry_id is None:
            place = await self.topics.place_with_card(bot, dialogue, batch[0].to_chat)
        else:
            place = await self.topics.place(bot, dialogue, batch[0].to_chat)
        copies = await self._copies(bot, dialogue, place, batch)
        await self._repository.letters.mark_sent(batch, place, copies)
        return dialogue

    async def handle_refusal(
        self, bot: Bot, batch: Sequence[Letter], refusal: TelegramAPIError
    ) -> bool:
        """True: the letters can be sent again. Else they have failed, and their author is told."""
        first, dialogue = batch[0], await self._dialogue(batch)
        if any(reason in refusal.message for reason in _TOPIC_DELETED):
            await self.topics.forget(dialogue)
            return True
        _log.warning("A letter to %s was refused: %s", first.to_chat, refusal.message)
        await self._repository.letters.mark_failed(batch)
        if first.author is Side.STAFF:
            await self._notify_undelivered(
                bot, first, dialogue, await self._mark_person(dialogue, refusal)
            )
        elif not await self._redirect(batch, refusal):
            uncopyable = any(reason in refusal.message for reason in _UNCOPYABLE)
            failure = DeliveryFailure.REFUSED if uncopyable else DeliveryFailure.NOBODY
            await self._notify_undelivered(bot, first, dialogue, failure)
        return False

    async def refresh_cards(self, bot: Bot, person_id: int) -> None:
        """Show on all cards whether the dialogue is open; skip cards that cannot be edited."""
        dialogue = await self._repository.dialogues.with_person(person_id)
        for letter in await self._repository.letters.cards(person_id):
            with suppress(*_CHAT_ERRORS):
                await self.edit_card(bot, letter, dialogue)

    async def edit_card(self, bot: Bot, letter: Letter, dialogue: Dialogue) -> None:
        """Show the dialogue and the enquiry as they are now; raises what Telegram refuses."""
        enquiry = await self._repository.enquiries.get(letter.enquiry_id or 0)
        card = screens.card(dialogue, enquiry, in_topic=bool(letter.to_topic))
        await bot.edit_message_text(
            card.text,
            chat_id=letter.to_chat,
            message_id=letter.to_message,
            reply_markup=await keyboard(bot, card),
        )

    async def remind(self, bot: Bot, screen: Screen) -> bool:
        """Send a reminder to everybody who gets letters; False when nobody got it."""
        staff = self._repository.staff
        try:
            return any([await tell(bot, chat_id, screen) for chat_id in staff.receivers])
        except TelegramMigrateToChat as moved:
            if staff.chat_id is not None:
                await staff.move(staff.chat_id, moved.migrate_to_chat_id)
            return False

    async def notify_left(self, bot: Bot, dialogue: Dialogue) -> None:
        """Tell the staff that the person is gone, and remove the buttons of the cards."""
        for letter in await self._repository.letters.cards(dialogue.person_id):
            place = ChatPlace(letter.to_chat, letter.to_topic, letter.to_message)
            with suppress(*_CHAT_ERRORS):
                await send_screen(bot, Screen(texts.LEFT), place)
                await bot.edit_message_reply_markup(
                    chat_id=letter.to_chat, message_id=letter.to_message
                )

    async def notify_closed(self, bot: Bot, dialogue: Dialogue) -> None:
        """Tell the person; their reply to the note opens the dialogue again."""
        with shown_in(await self._people.language(dialogue.person_id)):
            closed = for_reader(screens.closed())
        note = await send_screen(bot, closed, ChatPlace(dialogue.person_id))
        await self._repository.staff.remember_invitation(dialogue.person_id, note)

    async def _head(self, bot: Bot, letter: Letter) -> None:
        """Say whose words follow and to which question; only where the person wrote last.

        It brings back the buttons below the input field: an invitation to write had replaced them.
        """
        asked = await self._repository.letters.before(letter)
        if asked is None or asked.author is Side.STAFF:
            return
        text, message_id = "", asked.from_message
        if asked.enquiry_id is not None:
            enquiry = await self._repository.enquiries.get(asked.enquiry_id)
            text, message_id = enquiry.text, enquiry.asked_in
        wanted = await self._people.preferences.wants_keyboard(letter.person_id)
        with shown_in(await self._people.language(letter.person_id)):
            shown, below = for_reader(screens.head(text)), menu_keyboard()
        head = await bot.send_message(
            letter.person_id,
            shown.text,
            reply_parameters=_reply_to(message_id),
            reply_markup=below if wanted else None,
        )
        await self._repository.staff.remember_invitation(letter.person_id, head.message_id)

    async def _copies(
        self, bot: Bot, dialogue: Dialogue, place: ChatPlace, batch: Sequence[Letter]
    ) -> Sequence[int | None]:
        first = batch[0]
        if first.enquiry_id is not None:
            enquiry = await self._repository.enquiries.get(first.enquiry_id)
            card = screens.card(dialogue, enquiry, in_topic=bool(place.topic_id))
            return [await send_screen(bot, card, place)]
        if len(batch) > 1:
            return await _copy_album(bot, place, batch)
        is_answer = first.author is Side.STAFF
        buttons = await self.answer_buttons(first.person_id) if is_answer else None
        copied = await bot.copy_message(
            place.chat_id,
            first.from_chat,
            first.from_message,
            message_thread_id=place.topic_id,
            reply_parameters=None if place.topic_id else _reply_to(place.card),
            reply_markup=await keyboard(bot, buttons) if buttons else None,
        )
        return [copied.message_id]

    async def answer_buttons(self, person_id: int) -> Screen:
        """What stands under an answer, in the language of the person; the screen has no text."""
        with shown_in(await self._people.language(person_id)):
            return for_reader(screens.letter())

    async def _notify_undelivered(
        self, bot: Bot, letter: Letter, dialogue: Dialogue, failure: DeliveryFailure
    ) -> None:
        try:
            await notify_author(bot, Screen(texts.UNDELIVERED[failure]), letter, dialogue)
        except (TelegramForbiddenError, TelegramBadRequest) as refusal:
            _log.warning("The author in %s cannot be told either: %s", letter.from_chat, refusal)

    async def acknowledge(self, bot: Bot, dialogue: Dialogue, letter: Letter) -> None:
        """Show the author that the letter has arrived. What the network refuses is left out."""
        if not letter.from_message:
            return
        try:
            await _mark_delivered(bot, dialogue, letter)
        except TelegramAPIError as refusal:
            _log.info("The author in %s sees no mark of delivery: %s", letter.from_chat, refusal)

    async def _mark_person(self, dialogue: Dialogue, refusal: TelegramAPIError) -> DeliveryFailure:
        if not isinstance(refusal, TelegramForbiddenError):
            return DeliveryFailure.REFUSED
        deactivated = "deactivated" in refusal.message
        failure = DeliveryFailure.DEACTIVATED if deactivated else DeliveryFailure.BLOCKED
        await self._people.set_state(dialogue.person_id, failure)
        return failure

    async def _redirect(self, batch: Sequence[Letter], refusal: TelegramAPIError) -> bool:
        """True when another receiver has the letters or gets them: people, instead of the group."""
        uncopyable = any(reason in refusal.message for reason in _UNCOPYABLE)
        if batch[0].to_chat == self._repository.staff.chat_id and not uncopyable:
            await self._repository.letters.redirect(batch, self._repository.staff.members)
        return await self._repository.letters.reaches_anyone(batch[0])

    async def _dialogue(self, batch: Sequence[Letter]) -> Dialogue:
        return await self._repository.dialogues.with_person(batch[0].person_id)


async def _mark_delivered(bot: Bot, dialogue: Dialogue, letter: Letter) -> None:
    """React to the author's message; where reactions are not allowed, reply to it."""
    mark = ReactionTypeEmoji(emoji=texts.DELIVERED_EMOJI)
    try:
        await bot.set_message_reaction(letter.from_chat, letter.from_message, [mark])
    except TelegramBadRequest:
        await notify_author(bot, Screen(texts.DELIVERED), letter, dialogue)


async def mark_unsent(bot: Bot, message: Message) -> None:
    """Show the staff that nobody gets this message."""
    mark = ReactionTypeEmoji(emoji=texts.UNSENT_EMOJI)
    try:
        await bot.set_message_reaction(message.chat.id, message.message_id, [mark])
    except TelegramBadRequest:  # reactions are not allowed
        place = ChatPlace(message.chat.id, message.message_thread_id, message.message_id)
        await send_screen(bot, Screen(texts.UNSENT), place)


async def _copy_album(bot: Bot, place: ChatPlace, batch: Sequence[Letter]) -> Sequence[int | None]:
    """The ids of the copies; None when Telegram has skipped one that was deleted meanwhile."""
    copies = await bot.copy_messages(
        place.chat_id,
        batch[0].from_chat,
        sorted(letter.from_message for letter in batch),
        message_thread_id=place.topic_id,
    )
    complete = len(copies) == len(batch)
    return [copy.message_id for copy in copies] if complete else [None] * len(batch)
