"""The rows of recipients: claimed and settled, many in one transaction."""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bot.broadcast.models import Outcome, Recalled
from bot.clock import Clock
from bot.storage import Database, Transaction

Key = tuple[int, int]
"""A recipient's row: the broadcast's id, the person's id."""

UNSETTLED = frozenset({Outcome.PENDING, Outcome.SENDING})


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

    async def write(self, entries: Sequence[Key | Settled]) -> list[Claimed | None]:
        """In one transaction: store what came of sends, then claim the rows of the next ones.

        A claimed row is `sending` from now on, or settled without a send: opt-outs, pauses and
        blocks since the start are looked up here, at the last moment. The answer to a claim is
        None when there is nothing to send: the broadcast stopped, or the row is not pending.
        """
        settled = [entry for entry in entries if isinstance(entry, Settled)]
        wanted: defaultdict[int, list[int]] = defaultdict(list)
        for broadcast_id, person_id in (key for key in entries if not isinstance(key, Settled)):
            wanted[broadcast_id].append(person_id)
        done = [(each.key[0], each.outcome) for each in settled]
        claimed: dict[Key | Settled, Claimed] = {}
        async with self._database.transaction() as transaction:
            if settled:
                await self._settle(transaction, settled)
            for broadcast_id, ids in wanted.items():
                rows = await self._claim(transaction, broadcast_id, ids)
                done += [(broadcast_id, row.outcome) for row in rows.values()]
                claimed |= {(broadcast_id, person_id): row for person_id, row in rows.items()}
            await add_counts(transaction, [each for each in done if each[1] not in UNSETTLED])
        return [claimed.get(entry) for entry in entries]

    async def _claim(
        self, transaction: Transaction, broadcast_id: int, ids: Sequence[int]
    ) -> dict[int, Claimed]:
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
            row["person_id"]: Claimed(Outcome(row["outcome"]), bool(row["quiet"])) for row in rows
        }

    async def _settle(self, transaction: Transaction, results: Sequence[Settled]) -> None:
        now = int(self._clock().timestamp())
        await transaction.many(
            """
            UPDATE deliveries SET outcome = ?, at = ?, reason = ?, chat_id = ?, message_ids = ?
            WHERE broadcast_id = ? AND person_id = ?
            """,
            [
                (
                    result.outcome,
                    now,
                    result.reason,
                    result.chat_id,
                    json.dumps(result.message_ids) if result.message_ids else None,
                    *result.key,
                )
                for result in results
            ],
        )


async def add_counts(
    transaction: Transaction, changes: Sequence[tuple[int, Outcome | Recalled]]
) -> None:
    """Add settled rows to the sums of their broadcasts; in the transaction that settles them."""
    if not changes:
        return
    await transaction.many(
        """
        INSERT INTO broadcast_counts (broadcast_id, outcome, number) VALUES (?, ?, ?)
        ON CONFLICT (broadcast_id, outcome) DO UPDATE SET number = number + excluded.number
        """,
        [(*change, number) for change, number in Counter(changes).items()],
    )
