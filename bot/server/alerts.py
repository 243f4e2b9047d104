"""Tells the owners once when something stops, and once when it goes on."""

import asyncio
import logging
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError

from bot.broadcast.repository import BroadcastRepository
from bot.server import texts
from bot.server.metrics import Monitor
from bot.server.models import Measurements, Trouble
from bot.server.repository import ToldTroubles
from bot.specialist.models import WorkingHours
from bot.specialist.repository import Dialogues
from bot.storage.backup import NightlyBackup
from bot.storage.database import Database
from bot.telegram.update_repository import UpdateRepository
from bot.ui.screen import notice

_log = logging.getLogger(__name__)

UNANSWERED = timedelta(days=1)
FAILURES_WITHIN = timedelta(hours=1)
HOLD = timedelta(minutes=5)  # what comes back within this time has not been over


@dataclass(frozen=True, slots=True)
class Measured:
    """Where the measurements are taken."""

    database: Database
    monitor: Monitor
    backup: NightlyBackup
    hours: WorkingHours

    async def now(self) -> Measurements:
        database, monitor, now = self.database, self.monitor, self.database.clock()
        disk = await asyncio.to_thread(shutil.disk_usage, database.path.parent)
        newest = await asyncio.to_thread(self.backup.newest)
        age = (now.astimezone(UTC) - newest).total_seconds() if newest else float("nan")
        return Measurements(
            paused=await BroadcastRepository(database).paused_by_error(),
            backup_failed=self.backup.has_failed,
            backup_seconds=age,
            poll_seconds=monitor.poll_seconds,
            conflicts=monitor.recent_conflicts,
            disk_free=disk.free / disk.total,
            waiting=await Dialogues(database).unanswered_since(now - UNANSWERED),
            failed_updates=await UpdateRepository(database).failed_since(now - FAILURES_WITHIN),
            not_imported=await ToldTroubles(database).still_missing(monitor.not_imported),
            staff_sleeps=not self.hours.is_open_at(now),
        )


class OwnerAlerts:
    """A job of the scheduler: measures, shows it as metrics, and tells the owners.

    A trouble is over once it was not seen for `HOLD`, so that one that comes and goes is told
    once. What Telegram does not take now is tried again at the next call, also after the trouble:
    owners learn of a silence of Telegram when it is over.
    """

    def __init__(self, bot: Bot, owners: Iterable[int], measured: Measured) -> None:
        self._bot = bot
        self._owners = sorted(owners)
        self._measured = measured
        self._told = ToldTroubles(measured.database)
        self._started = measured.database.clock()
        self._seen: dict[Trouble, datetime] = {}

    async def __call__(self) -> None:
        now = self._measured.database.clock()
        found = await self._measured.now()
        self._measured.monitor.measured(found)
        self._remember(list(found.troubles()), now)
        told = await self._told.all()
        await self._raise([each for each in self._seen if not each.waits], told)
        if now - self._started >= HOLD:  # by then every job has been run since the restart
            await self._clear([each for each in told if each[0] not in self._seen])

    def _remember(self, present: list[Trouble], now: datetime) -> None:
        for trouble in present:
            if trouble not in self._seen:
                _log.warning("Trouble: %s %s", trouble.name, trouble.detail)
        held = {
            trouble: at
            for trouble, at in self._seen.items()
            if trouble not in present and now - at < HOLD
        }
        self._seen = held | dict.fromkeys(present, now)  # with the newest details

    async def _raise(self, troubles: Iterable[Trouble], told: set[tuple[Trouble, int]]) -> None:
        for trouble in troubles:
            for owner in self._owners:
                if (trouble, owner) in told or owner == trouble.author:
                    continue
                if await self._send(owner, texts.raised(trouble)):
                    await self._told.add(trouble, owner)

    async def _clear(self, told: Iterable[tuple[Trouble, int]]) -> None:
        for trouble, owner in told:
            if owner not in self._owners or await self._send(owner, texts.over(trouble)):
                await self._told.remove(trouble, owner)

    async def _send(self, owner: int, text: str) -> bool:
        """False when it is to be tried again."""
        try:
            await self._bot.send_message(owner, notice(text).text)
        except (TelegramBadRequest, TelegramForbiddenError) as refusal:
            _log.warning("The owner %s could not be told: %s", owner, refusal)
        except TelegramAPIError:
            return False
        return True
