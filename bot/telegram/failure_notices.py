"""A word for whoever wrote an update that was given up, once Telegram takes it."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError
from aiogram.types import ReplyParameters

from bot.telegram.reading import Origin, origin_of
from bot.telegram.update_repository import FailedUpdate, UpdateRepository
from bot.ui import texts as ui_texts
from bot.ui.screen import notice
from bot.ui.show import bot_username

_log = logging.getLogger(__name__)

_SAID = {"message", "edited_message", "callback_query"}


class FailureNotifier:
    """Tells once in each chat or topic, however many updates of it have failed.

    In a group it tells who has spoken to the bot, and the staff.
    """

    def __init__(
        self, bot: Bot, updates: UpdateRepository, staff_chat: Callable[[], int | None]
    ) -> None:
        self._bot = bot
        self._updates = updates
        self._staff_chat = staff_chat
        self._lock = asyncio.Lock()

    async def tell(self) -> None:
        """What cannot be told now is told by a later call."""
        async with self._lock:
            by_place: dict[tuple[int, int], list[FailedUpdate]] = {}
            for failed in await self._updates.untold_failures():
                by_place.setdefault(origin_of(failed.update).lane, []).append(failed)
            for failures in by_place.values():
                if await self._tell(failures):
                    await self._updates.mark_failures_told([each.id for each in failures])

    async def _tell(self, failures: Sequence[FailedUpdate]) -> bool:
        """False when it is to be tried again; whoever cannot be told is told."""
        heard = [each.update for each in failures if await self._is_heard(each.update)]
        try:
            if heard:
                await self._send(origin_of(heard[-1]))
        except (TelegramBadRequest, TelegramForbiddenError) as refusal:
            _log.info("Nobody can be told that %s has failed: %s", failures[-1].id, refusal)
        except TelegramAPIError:
            return False
        return True

    async def _is_heard(self, update: dict[str, Any]) -> bool:
        """Whoever has said or pressed something waits for a word."""
        if _SAID.isdisjoint(update):
            return False
        origin = origin_of(update)
        if origin.is_private or origin.chat_id == self._staff_chat():
            return True
        return origin.chat_id < 0 and f"@{await bot_username(self._bot)}" in str(update)

    async def _send(self, origin: Origin) -> None:
        screen = notice(ui_texts.FAILED)
        keyboard = screen.keyboard(await bot_username(self._bot)) if origin.is_private else None
        await self._bot.send_message(
            origin.chat_id,
            screen.text,
            message_thread_id=origin.topic_id or None,
            reply_parameters=ReplyParameters(
                message_id=origin.message_id, allow_sending_without_reply=True
            ),
            reply_markup=keyboard,
        )
