"""Counting costs an answer nothing: events wait in memory and are written once a second."""

import asyncio
import logging
import sqlite3

from bot.clock import Clock
from bot.stats.models import Event, Kind
from bot.stats.repository import CountedEvents

_log = logging.getLogger(__name__)

FLUSH_SECONDS = 1.0


class Counting:
    def __init__(self, events: CountedEvents, clock: Clock) -> None:
        self._events = events
        self._clock = clock
        self._waiting: list[Event] = []

    def count(self, kind: Kind, answer_id: int) -> None:
        self._waiting.append(Event(int(self._clock().timestamp()), kind, answer_id))

    def answered(self, answer_id: int) -> None:
        """A typed question got this answer at once."""
        self.count(Kind.ANSWERED, answer_id)

    async def flush(self) -> None:
        """Write what waits; what cannot be written now, waits on."""
        batch, self._waiting = self._waiting, []
        if not batch:
            return
        try:
            await self._events.add(batch)
        except (sqlite3.Error, asyncio.CancelledError):
            self._waiting = batch + self._waiting
            raise

    async def run(self) -> None:
        """Flush every second until cancelled; whoever stops this calls `flush` once more."""
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            try:
                await self.flush()
            except sqlite3.Error as error:
                _log.warning("The counts wait for the database: %s", error)
