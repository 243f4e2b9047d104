"""Looks for damage in a large database, and tells of it, while the bot serves."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError

from bot.server import texts
from bot.server.metrics import Monitor
from bot.storage import backup
from bot.storage.errors import RESTORE

_log = logging.getLogger(__name__)


class IntegrityCheck:
    """A small file has been checked at the start.

    Damage is logged, counted, seen at `/readyz` and told to the admins. The bot goes on: what it
    can still read is worth more to people than silence.
    """

    def __init__(
        self, path: Path, monitor: Monitor, bot: Bot, admins: Callable[[], Iterable[int]]
    ) -> None:
        self._path = path
        self._monitor = monitor
        self._bot = bot
        self._admins = admins

    async def run(self) -> None:
        if backup.is_checked_at_start(self._path):
            return
        connection = sqlite3.connect(self._path, check_same_thread=False)
        try:
            damage = await asyncio.to_thread(backup.find_damage_by, connection)
        except sqlite3.DatabaseError as error:
            damage = str(error)
        except asyncio.CancelledError:  # a stop waits for the thread, and must not for a minute
            with suppress(sqlite3.ProgrammingError):  # closed just now
                connection.interrupt()
            raise
        if damage:
            self._monitor.damaged(damage)
            _log.error("The database %s is damaged (%s). %s", self._path, damage, RESTORE)
            for admin in self._admins():
                await self._tell(admin)

    async def _tell(self, admin: int) -> None:
        try:
            await self._bot.send_message(admin, texts.DATABASE_DAMAGED)
        except TelegramAPIError as error:
            _log.warning("Admin %s was not told that the database is damaged: %s", admin, error)
