"""The counted events: written in batches, read by the report."""

from collections.abc import Iterable

from bot.stats.models import Event
from bot.storage import Database


class CountedEvents:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, events: Iterable[Event]) -> None:
        async with self._database.transaction() as transaction:
            await transaction.many(
                "INSERT INTO events_counted (at, kind, answer_id) VALUES (?, ?, ?)",
                [(event.at, event.kind, event.answer_id) for event in events],
            )
