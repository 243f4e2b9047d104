"""A copy of the database every night, kept for some days."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.clock import Clock
from bot.storage.backup import backup, prune

HOUR = 3  # Moscow sleeps
AGAIN = timedelta(hours=1)


class NightlyBackup:
    """A job for the scheduler: makes today's copy at night, or as soon as it can later that day.

    One that failed is tried again after an hour: it holds up the other jobs, and fills a disk that
    is nearly full. Where the operator wants no copies, those of earlier are deleted.
    """

    def __init__(self, database: Path, clock: Clock, keep_days: int) -> None:
        self._database = database
        self._folder = database.parent / "backups"
        self._clock = clock
        self._keep_days = keep_days
        self._not_before = datetime.min.replace(tzinfo=UTC)

    async def __call__(self) -> None:
        now = self._clock()
        today = (now - timedelta(hours=HOUR)).date()
        if not self._keep_days:
            await asyncio.to_thread(prune, self._folder, today + timedelta(days=1))
            return
        target = self._folder / f"bot-{today}.db"
        if target.exists() or now < self._not_before:
            return
        self._not_before = now + AGAIN
        await asyncio.to_thread(backup, self._database, target)
        await asyncio.to_thread(prune, self._folder, today - timedelta(days=self._keep_days))
