"""What broadcasts show and ask by themselves."""

import logging

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError

from bot.broadcast.cards_repository import Card
from bot.broadcast.models import Broadcast
from bot.broadcast.newsroom import Newsroom
from bot.scheduler import Scheduler
from bot.ui.callbacks.broadcast import OpenBroadcast
from bot.ui.screen import Screen
from bot.ui.showing import edit, send
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

    async def run(self) -> None:
        """Until cancelled; a fault of one round is gone at the next."""
        await Scheduler(cards=self.refresh).run(PERIOD_SECONDS)

    async def refresh(self) -> None:
        for card in await self._newsroom.cards.all():
            try:
                await self._bring_up_to_date(card)
            except (TelegramBadRequest, TelegramForbiddenError):
                await self._let_go(card)
            except TelegramAPIError as error:
                self._newsroom.cards.drawn.pop(card.place, None)
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
        if not await self._draw(card, screen) or not runs.is_live(look):
            await self._let_go(card)

    async def _draw(self, card: Card, screen: Screen) -> bool:
        """False when the message can no longer be drawn on; what stands there is left alone."""
        cards, content = self._newsroom.cards, (screen.text, screen.rows)
        if content == cards.drawn.get(card.place) or not await cards.has(card):
            return True
        cards.drawn[card.place] = content
        return await edit(self._bot, card.chat_id, card.message_id, screen)

    async def _let_go(self, card: Card) -> None:
        await self._newsroom.cards.drop(card.chat_id, card.message_id)
