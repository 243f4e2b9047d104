"""Timed work: reminders, planned broadcasts, nightly jobs."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

_log = logging.getLogger(__name__)

TICK_SECONDS = 15.0

Job = Callable[[], Awaitable[None]]


class Scheduler:
    """Calls every job again and again; each job reads from the database what is due by now.

    So a restart loses nothing, and a test moves the clock and calls `tick`. A failed job is logged
    and called again at its next turn. No job waits for another: each has a loop of its own.
    """

    def __init__(self, **jobs: Job) -> None:
        self._jobs = jobs

    async def tick(self) -> None:
        """Call every job once, one after another."""
        for name in self._jobs:
            await self._call(name)

    async def run(self, seconds: float = TICK_SECONDS) -> None:
        """Call every job, so many seconds after its last call has ended, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for name in self._jobs:
                tasks.create_task(self._repeat(name, seconds), name=name)

    async def _repeat(self, name: str, seconds: float) -> None:
        while True:
            await self._call(name)
            await asyncio.sleep(seconds)

    async def _call(self, name: str) -> None:
        try:
            await self._jobs[name]()
        except Exception:  # noqa: BLE001 - one job must not stop the others
            _log.exception("The job %s failed; it will be tried again", name)
