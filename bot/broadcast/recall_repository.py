"""The rows of a recall: what is still to be taken back, and what became of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.broadcast.delivery_repository import Key, add_counts
from bot.broadcast.models import Broadcast, Recalled
from bot.broadcast.records import COLUMNS, from_row
from bot.clock import Clock
from bot.storage import Database


@dataclass(frozen=True, slots=True)
class Delivered:
    """Messages in a chat; `at` in Unix seconds."""

    person_id: int
    chat_id: int
    message_ids: tuple[int, ...]
    at: int


@dataclass(frozen=True, slots=True)
class TakenBack:
    key: Key
    what: Recalled
    reason: str | None = None


class Recalls:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def unfinished(self) -> tuple[Broadcast, ...]:
        """Recalled, with nothing in flight any more and something to take back."""
        rows = await self._database.rows(
            f"""
            SELECT {COLUMNS} FROM broadcasts
            WHERE state = 'recalled' AND finished_at IS NOT NULL AND recalled_at IS NULL
            """
        )
        zone = self._clock().tzinfo
        return tuple(from_row(row, zone) for row in rows)

    async def delivered(self, broadcast_id: int, after: int, limit: int) -> list[Delivered]:
        rows = await self._database.rows(
            """
            SELECT person_id, coalesce(chat_id, person_id) AS chat_id, message_ids, at
            FROM deliveries
            WHERE broadcast_id = ? AND person_id > ? AND message_ids IS NOT NULL
                AND recalled IS NULL
            ORDER BY person_id LIMIT ?
            """,
            broadcast_id,
            after,
            limit,
        )
        return [
            Delivered(**{**row, "message_ids": tuple(json.loads(row["message_ids"]))})
            for row in rows
        ]

    async def save(self, results: Sequence[TakenBack]) -> list[None]:
        async with self._database.transaction() as transaction:
            await transaction.many(
                """
                UPDATE deliveries SET recalled = ?, reason = coalesce(?, reason)
                WHERE broadcast_id = ? AND person_id = ?
                """,
                [(result.what, result.reason, *result.key) for result in results],
            )
            await add_counts(transaction, [(each.key[0], each.what) for each in results])
        return [None] * len(results)

    async def finish(self, broadcast_id: int) -> None:
        await self._database.write(
            "UPDATE broadcasts SET recalled_at = ? WHERE id = ?",
            int(self._clock().timestamp()),
            broadcast_id,
        )
