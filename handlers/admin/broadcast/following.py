"""What broadcasts show and ask by themselves."""

import asyncio
import logging

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError

from bot.broadcast.cards_repository import Card
from bot.broadcast.models import Broadcast
from bot.broadcast.newsroom import Newsroom
from bot.ui.callbacks.broadcast import OpenBroadcast
from bot.ui.screen import Screen, edit, send
from bot.ui.views import runs

_log = logging.getLogger(__name__)

PERIOD_SECONDS = 3.0


class Following:
    """Brings every card up to date at most once in `PERIOD_SECONDS`, and lets it go at the end.

    Cards are rows, so they live on after a restart.
    """

    def __init__(self, bot: Bot, newsroom: Newsroom) -> None:
        self._bot = bot
        self._newsroom = newsroom
        self._shown: dict[Card, Screen] = {}

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(PERIOD_SECONDS)
            await self.refresh()

    async def refresh(self) -> None:
        for card in await self._newsroom.cards.all():
            try:
                await self._bring_up_to_date(card)
            except (TelegramBadRequest, TelegramForbiddenError):
                await self._let_go(card)
            except TelegramAPIError as error:
                _log.warning("A card of broadcast %s stays as it is: %s", card.broadcast_id, error)

    async def ask(self, missed: Broadcast) -> None:
        """Its time has passed while the bot was down, so the author decides."""
        look = await self._newsroom.look(missed.id)
        screen = runs.screen(look, OpenBroadcast(broadcast_id=missed.id))
        try:
            await send(self._bot, missed.author_id, screen)
        except (TelegramBadRequest, TelegramForbiddenError) as error:
            _log.warning("Nobody could be asked about broadcast %s: %s", missed.id, error)

    async def _bring_up_to_date(self, card: Card) -> None:
        look = await self._newsroom.look(card.broadcast_id)
        screen = runs.screen(look, OpenBroadcast(broadcast_id=card.broadcast_id))
        if screen != self._shown.get(card):
            if not await edit(self._bot, card.chat_id, card.message_id, screen):
                return await self._let_go(card)
            self._shown[card] = screen
        if not runs.is_live(look):
            await self._let_go(card)
        return None

    async def _let_go(self, card: Card) -> None:
        self._shown.pop(card, None)
        await self._newsroom.cards.drop(card.chat_id, card.message_id)
