"""A copy of the database every night, kept for some days."""

import asyncio
from datetime import timedelta
from pathlib import Path

from bot.clock import Clock
from bot.storage.backup import backup, prune

HOUR = 3  # Moscow sleeps


class NightlyBackup:
    """A job for the scheduler: makes today's copy at night, or as soon as it can later that day."""

    def __init__(self, database: Path, clock: Clock, keep_days: int) -> None:
        self._database = database
        self._folder = database.parent / "backups"
        self._clock = clock
        self._keep_days = keep_days

    async def __call__(self) -> None:
        today = (self._clock() - timedelta(hours=HOUR)).date()
        target = self._folder / f"bot-{today}.db"
        if self._keep_days and not target.exists():
            await asyncio.to_thread(backup, self._database, target)
            await asyncio.to_thread(prune, self._folder, today, self._keep_days)
