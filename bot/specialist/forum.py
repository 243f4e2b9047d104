"""Where the staff read a dialogue: a topic of its own in a forum, or one thread under its card."""

import logging
from dataclasses import replace

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError

from bot.specialist.models import Dialogue, Place
from bot.specialist.office import Looks, Office, put

_log = logging.getLogger(__name__)

TOPIC_GONE = ("message thread not found", "TOPIC_DELETED", "TOPIC_ID_INVALID")
_NO_TOPICS = ("not a forum", "not enough rights")


class Forum:
    def __init__(self, office: Office, looks: Looks) -> None:
        self._office = office
        self._looks = looks
        self._without_topics: set[int] = set()

    async def place(self, bot: Bot, dialogue: Dialogue, chat_id: int) -> Place:
        """The dialogue's place in this chat, made if there is none; `card` is None in a new one."""
        place = Place(chat_id, await self._topic(bot, dialogue, chat_id))
        return replace(place, card=await self._office.copies.card_in(dialogue.person_id, place))

    async def with_card(self, bot: Bot, dialogue: Dialogue, chat_id: int) -> Place:
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
