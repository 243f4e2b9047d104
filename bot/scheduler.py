"""Timed work: reminders, planned broadcasts, nightly jobs."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

_log = logging.getLogger(__name__)

TICK_SECONDS = 15.0

Job = Callable[[], Awaitable[None]]


class Scheduler:
    """Calls every job at every tick; each job reads from the database what is due by now.

    So a restart loses nothing, and a test moves the clock and calls `tick`. A failed job is logged
    and called again at the next tick; the other jobs go on.
    """

    def __init__(self, **jobs: Job) -> None:
        self._jobs = jobs

    async def tick(self) -> None:
        for name, job in self._jobs.items():
            try:
                await job()
            except Exception:  # noqa: BLE001 - one job must not stop the others
                _log.exception("The job %s failed; it will be tried again", name)

    async def run(self, seconds: float = TICK_SECONDS) -> None:
        """Tick every so many seconds until cancelled."""
        while True:
            await self.tick()
            await asyncio.sleep(seconds)
