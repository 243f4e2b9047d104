"""The rows of recipients: claimed and settled, many in one transaction."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.broadcast.models import Outcome, Recalled
from bot.clock import Clock
from bot.storage import Database, Transaction

Key = tuple[int, int]
"""A recipient's row: the broadcast's id, the person's id."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """`outcome` is `sending`, or why nothing is to be sent; `quiet`: without a sound."""

    outcome: Outcome
    quiet: bool


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one send. `pending` gives the row back, to be tried again."""

    key: Key
    outcome: Outcome
    reason: str | None = None
    chat_id: int | None = None
    message_ids: tuple[int, ...] = ()


class Deliveries:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def pending(self, broadcast_id: int, after: int, limit: int) -> list[int]:
        rows = await self._database.rows(
            """
            SELECT person_id FROM deliveries
            WHERE broadcast_id = ? AND person_id > ? AND outcome = 'pending'
            ORDER BY person_id LIMIT ?
            """,
            broadcast_id,
            after,
            limit,
        )
        return [row["person_id"] for row in rows]

    async def claim(self, keys: Sequence[Key]) -> list[Claimed | None]:
        """Before a send: the row is `sending` from now on, or settled without one.

        None: nothing to send for this caller (the broadcast stopped, or the row is not pending).
        Opt-outs, pauses and blocks since the start are looked up here, at the last moment.
        """
        people: defaultdict[int, list[int]] = defaultdict(list)
        for broadcast_id, person_id in keys:
            people[broadcast_id].append(person_id)
        claimed: dict[Key, Claimed] = {}
        async with self._database.transaction() as transaction:
            for broadcast_id, ids in people.items():
                claimed |= await self._claim(transaction, broadcast_id, ids)
            skips = ((key[0], row.outcome) for key, row in claimed.items())
            await add_counts(transaction, (s for s in skips if s[1] is not Outcome.SENDING))
        return [claimed.get(key) for key in keys]

    async def _claim(
        self, transaction: Transaction, broadcast_id: int, ids: Sequence[int]
    ) -> dict[Key, Claimed]:
        now = int(self._clock().timestamp())
        rows = await transaction.rows(
            f"""
            UPDATE deliveries SET at = ?, outcome = (
                SELECT CASE
                    WHEN people.state <> 'active' THEN people.state
                    WHEN broadcasts.kind = 'topic' AND (
                        people.paused_until > ? OR EXISTS (
                            SELECT 1 FROM opt_outs
                            WHERE person_id = people.id AND topic = broadcasts.topic
                        )
                    ) THEN 'opted_out'
                    ELSE 'sending'
                END
                FROM people, broadcasts
                WHERE people.id = deliveries.person_id AND broadcasts.id = deliveries.broadcast_id
            )
            WHERE broadcast_id = ? AND person_id IN ({", ".join("?" * len(ids))})
                AND outcome = 'pending'
                AND (SELECT state FROM broadcasts WHERE id = broadcast_id) = 'running'
            RETURNING person_id, outcome,
                (SELECT quiet FROM people WHERE id = person_id) AS quiet
            """,
            now,
            now,
            broadcast_id,
            *ids,
        )
        return {
            (broadcast_id, row["person_id"]): Claimed(Outcome(row["outcome"]), bool(row["quiet"]))
            for row in rows
        }

    async def settle(self, results: Sequence[Settled]) -> list[None]:
        now = int(self._clock().timestamp())
        values = [
            (
                result.outcome,
                now,
                result.reason,
                result.chat_id,
                json.dumps(result.message_ids) if result.message_ids else None,
                *result.key,
            )
            for result in results
        ]
        done = ((r.key[0], r.outcome) for r in results if r.outcome is not Outcome.PENDING)
        async with self._database.transaction() as transaction:
            await transaction.many(
                """
                UPDATE deliveries SET outcome = ?, at = ?, reason = ?, chat_id = ?, message_ids = ?
                WHERE broadcast_id = ? AND person_id = ?
                """,
                values,
            )
            await add_counts(transaction, done)
        return [None] * len(results)


async def add_counts(
    transaction: Transaction, changes: Iterable[tuple[int, Outcome | Recalled]]
) -> None:
    """Add settled rows to the sums of their broadcasts; in the transaction that settles them."""
    await transaction.many(
        """
        INSERT INTO broadcast_counts (broadcast_id, outcome, number) VALUES (?, ?, ?)
        ON CONFLICT (broadcast_id, outcome) DO UPDATE SET number = number + excluded.number
        """,
        [(*change, number) for change, number in Counter(changes).items()],
    )
