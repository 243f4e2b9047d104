"""Carries letters across, both ways, at least once; each side learns what became of its own."""

import asyncio
import logging
from collections.abc import Sequence
from itertools import groupby
from weakref import WeakValueDictionary

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from bot.background import Background
from bot.specialist.delivery import Office, TelegramDelivery
from bot.specialist.models import Dialogue, Enquiry, IncomingMessage, Letter, LetterAddress, Side

_log = logging.getLogger(__name__)

ALBUM_SECONDS = 1.0  # the parts of an album come as messages of their own within this time
STUCK_SECONDS = 10
_LATER = (TelegramNetworkError, TelegramServerError, TelegramRetryAfter)
_DETOURS = 3  # a group that moved, a topic that was deleted: more in a row is a fault


class RelayService:
    def __init__(self, office: Office, post: TelegramDelivery, background: Background) -> None:
        self._office = office
        self._post = post
        self._background = background
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def ask(self, bot: Bot, enquiry: Enquiry) -> bool:
        """Bring a confirmed enquiry to the staff; whether it got there, or still may.

        If not, the person has been told, and can confirm it again.
        """
        dialogue = await self._office.dialogues.with_person(enquiry.person_id)
        await self._post.forum.reopen(bot, dialogue)
        await self.deliver(bot, enquiry.person_id)
        reached = await self._office.copies.has_reached(enquiry.id)
        if not reached:
            await self._office.enquiries.take_back(enquiry.id)
        return reached

    async def carry(
        self, bot: Bot, dialogue: Dialogue, author: Side, written: IncomingMessage
    ) -> None:
        """Write down and send what was written in a dialogue; a closed one opens again."""
        await self.reopen(bot, dialogue)
        to_person = author is Side.STAFF
        receivers = (dialogue.person_id,) if to_person else self._office.staff.chats
        addressed = LetterAddress(dialogue.person_id, author, receivers)
        await self._office.letters.add(addressed, written)
        if written.album:
            later = self._deliver_later(bot, dialogue.person_id)
            self._background.start(later, f"album in dialogue {dialogue.id}")
        else:
            await self.deliver(bot, dialogue.person_id)

    async def deliver(self, bot: Bot, person_id: int) -> None:
        """Send what waits in the person's dialogue, in its order; what cannot go yet, stays."""
        async with self._turns.setdefault(person_id, asyncio.Lock()):
            detours = 0
            while detours < _DETOURS and (batch := await self._next(person_id)):
                try:
                    detours += await self._attempt(bot, batch)
                except _LATER as error:
                    _log.warning("A letter of %s waits: %s", person_id, error)
                    return

    async def close(self, bot: Bot, dialogue: Dialogue, by: int) -> bool:
        """Close and tell the person; False when the person can no longer be told.

        Where the network is down it stays open, so that who presses again closes and tells.
        """
        if not await self._office.dialogues.set_open(dialogue.id, is_open=False, staff_id=by):
            return True
        told = True
        try:
            await self._post.tell_closed(bot, dialogue)
        except (TelegramForbiddenError, TelegramBadRequest):
            told = False
        except _LATER:
            await self._office.dialogues.set_open(dialogue.id, is_open=True, staff_id=by)
            raise
        await self._post.refresh_cards(bot, dialogue.person_id)
        await self._post.forum.shut(bot, dialogue)
        return told

    async def reopen(self, bot: Bot, dialogue: Dialogue, by: int | None = None) -> None:
        """`by` is who of the staff wants it; None: somebody has simply written again."""
        if await self._office.dialogues.set_open(dialogue.id, is_open=True, staff_id=by):
            await self._post.forum.reopen(bot, dialogue)
            await self._post.refresh_cards(bot, dialogue.person_id)

    async def leave(self, bot: Bot, person_id: int) -> None:
        """The person is about to remove their data: tell the staff, if they can be told."""
        dialogue = await self._office.dialogues.of_person(person_id)
        if dialogue is None:
            return
        try:
            await self._post.tell_left(bot, dialogue)
            await self._post.forum.shut(bot, dialogue)
        except TelegramAPIError as error:  # no reason to keep what is to be removed
            _log.warning("The staff were not told of the end of %s: %s", dialogue.id, error)

    async def welcome(self, bot: Bot, person_id: int) -> None:
        """The person has let the bot write again: what could not reach them goes now."""
        await self._office.letters.revive(person_id)
        await self.deliver(bot, person_id)

    async def resend(self, bot: Bot) -> None:
        """A timed job: what a restart or the network has left behind."""
        for person_id in await self._office.letters.stuck(STUCK_SECONDS):
            await self.deliver(bot, person_id)

    async def _next(self, person_id: int) -> Sequence[Letter]:
        waiting = await self._office.letters.waiting(person_id)
        batches = groupby(waiting, lambda one: (one.to_chat, one.album or one.id))
        return next((tuple(batch) for _, batch in batches), ())

    async def _attempt(self, bot: Bot, batch: Sequence[Letter]) -> bool:
        """True for a detour: the same letters wait for another attempt."""
        try:
            await self._post.send(bot, batch)
        except _LATER:
            raise
        except TelegramMigrateToChat as moved:
            await self._office.follow(batch[0].to_chat, moved.migrate_to_chat_id)
            return True
        except TelegramAPIError as refusal:
            return await self._post.refused(bot, batch, refusal)
        return False

    async def _deliver_later(self, bot: Bot, person_id: int) -> None:
        await asyncio.sleep(ALBUM_SECONDS)
        await self.deliver(bot, person_id)
