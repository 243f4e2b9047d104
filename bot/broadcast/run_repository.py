"""A broadcast's run as a whole: its recipients written down, resumed after a crash, finished."""

import json
from collections.abc import Sequence

from bot.broadcast.delivery_repository import add_counts
from bot.broadcast.models import Broadcast, Outcome
from bot.broadcast.records import COLUMNS, from_row
from bot.clock import Clock
from bot.storage import Database, Value

CHUNK = 2_000  # some 10 ms: a reply that has to write waits no longer


class Runs:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def prepare(self, broadcast_id: int) -> None:
        """Write down every recipient, in chunks that let other writers in between.

        Interrupted, it goes on behind the last person written; prepared before, it does nothing.
        """
        row = await self._database.row(
            "SELECT selection FROM broadcasts WHERE id = ? AND total IS NULL", broadcast_id
        )
        if row is None:
            return
        sql, values = json.loads(row["selection"])
        total, written = await self._written_before(broadcast_id), CHUNK
        while written == CHUNK:
            written = await self._write_chunk(broadcast_id, sql, values)
            total += written
        await self._database.write(
            "UPDATE broadcasts SET total = ? WHERE id = ?", total, broadcast_id
        )

    async def _write_chunk(self, broadcast_id: int, sql: str, values: Sequence[Value]) -> int:
        async with self._database.transaction() as transaction:
            return await transaction.execute(
                f"""
                INSERT INTO deliveries (broadcast_id, person_id)
                SELECT ?, id FROM ({sql}) AS audience
                WHERE id > coalesce(
                    (SELECT max(person_id) FROM deliveries WHERE broadcast_id = ?), 0
                )
                ORDER BY id LIMIT ?
                """,
                broadcast_id,
                *values,
                broadcast_id,
                CHUNK,
            )

    async def _written_before(self, broadcast_id: int) -> int:
        """More than none only when a kill has interrupted it: counting a million takes its time."""
        row = await self._database.row(
            "SELECT count(*) AS number FROM deliveries WHERE broadcast_id = ?", broadcast_id
        )
        return int(row["number"]) if row else 0

    async def recover(self) -> None:
        """After a crash: what was in flight is `unknown`, for it must never be sent again."""
        async with self._database.transaction() as transaction:
            for row in await transaction.rows(
                "SELECT id FROM broadcasts WHERE started_at IS NOT NULL AND finished_at IS NULL"
            ):
                lost = await transaction.execute(
                    """
                    UPDATE deliveries SET outcome = 'unknown'
                    WHERE broadcast_id = ? AND outcome = 'sending'
                    """,
                    row["id"],
                )
                await add_counts(transaction, [(row["id"], Outcome.UNKNOWN)] * lost)

    async def unfinished(self) -> tuple[Broadcast, ...]:
        """What runs, and what was stopped while something of it may still be in flight."""
        rows = await self._database.rows(
            f"""
            SELECT {COLUMNS} FROM broadcasts
            WHERE started_at IS NOT NULL AND finished_at IS NULL AND state <> 'paused' ORDER BY id
            """
        )
        zone = self._clock().tzinfo
        return tuple(from_row(row, zone) for row in rows)

    async def unsettled(self, broadcast_id: int) -> int:
        """How many recipients have no outcome yet; 0 before they are written down."""
        row = await self._database.row(
            """
            SELECT total - (SELECT coalesce(sum(number), 0) FROM broadcast_counts
                            WHERE broadcast_id = broadcasts.id) AS number
            FROM broadcasts WHERE id = ?
            """,
            broadcast_id,
        )
        return (row and row["number"]) or 0

    async def finish(self, broadcast_id: int) -> None:
        """Nothing of it is in flight any more, nor to be sent."""
        await self._database.write(
            """
            UPDATE broadcasts SET finished_at = ?,
                state = CASE state WHEN 'running' THEN 'finished' ELSE state END
            WHERE id = ? AND state <> 'paused'
            """,
            int(self._clock().timestamp()),
            broadcast_id,
        )
