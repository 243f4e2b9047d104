"""Deliveries: claimed, settled, recalled, reported."""

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.broadcast.models import Broadcast, Delivery, DeliveryState, Progress, Recalled
from bot.broadcast.rate_limit import Speed
from bot.broadcast.repository import COLUMNS, add_counts, from_row, moment
from bot.storage.database import Database, Row, Transaction

Entry = TypeVar("Entry")
Answer = TypeVar("Answer")


class GroupCommit(Generic[Entry, Answer]):
    """What is written while a transaction is under way goes together into the next one.

    `save` stores the entries at once and gives an answer for each, in their order.
    """

    def __init__(self, save: Callable[[Sequence[Entry]], Awaitable[Sequence[Answer]]]) -> None:
        self._save = save
        self._lock = asyncio.Lock()
        self._waiting: list[tuple[Entry, asyncio.Future[Answer]]] = []

    async def write(self, entry: Entry) -> Answer:
        """Return once the entry is stored; raise what `save` raised if it is not."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((entry, answer))
        async with self._lock:
            if not answer.done():
                await self._save_waiting()
        return await answer

    async def _save_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        try:
            answers = await self._save([entry for entry, _ in waiting])
        except BaseException as error:
            for _, future in waiting:
                future.set_exception(error)
                future.exception()  # seen: whoever waits for it may be gone
            raise
        for (_, future), answer in zip(waiting, answers, strict=True):
            future.set_result(answer)


Key = tuple[int, int]
"""A recipient's row: the broadcast's id, the person's id."""

UNSETTLED = frozenset({DeliveryState.PENDING, DeliveryState.SENDING})


@dataclass(frozen=True, slots=True)
class DeliveryClaim:
    """`outcome` is `sending`, or why nothing is to be sent; `quiet`: without a sound."""

    outcome: DeliveryState
    quiet: bool


@dataclass(frozen=True, slots=True)
class DeliveryResult:
    """What became of one send. `pending` gives the row back, to be tried again."""

    key: Key
    outcome: DeliveryState
    reason: str | None = None
    chat_id: int | None = None
    message_ids: tuple[int, ...] = ()


class Deliveries:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._clock = database.clock

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

    async def write(self, entries: Sequence[Key | DeliveryResult]) -> list[DeliveryClaim | None]:
        """In one transaction: store what came of sends, then claim the rows of the next ones.

        A claimed row is `sending` from now on, or settled without a send: opt-outs, pauses and
        blocks since the start are looked up here, at the last moment. The answer to a claim is
        None when there is nothing to send: the broadcast stopped, or the row is not pending.
        """
        settled = [entry for entry in entries if isinstance(entry, DeliveryResult)]
        wanted: defaultdict[int, list[int]] = defaultdict(list)
        for broadcast_id, person_id in (
            key for key in entries if not isinstance(key, DeliveryResult)
        ):
            wanted[broadcast_id].append(person_id)
        done = [(each.key[0], each.outcome) for each in settled]
        claimed: dict[Key | DeliveryResult, DeliveryClaim] = {}
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
    ) -> dict[int, DeliveryClaim]:
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
            row["person_id"]: DeliveryClaim(DeliveryState(row["outcome"]), bool(row["quiet"]))
            for row in rows
        }

    async def _settle(self, transaction: Transaction, results: Sequence[DeliveryResult]) -> None:
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
    def __init__(self, database: Database) -> None:
        self._database = database
        self._clock = database.clock

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


PAGE = 1000


class Results:
    def __init__(self, database: Database, speed: Speed) -> None:
        self._database = database
        self._clock = database.clock
        self._speed = speed

    async def progress(self, broadcast_id: int) -> Progress:
        """Costs the same however many recipients there are; all zeros before they are known."""
        rows = await self._database.rows(
            """
            SELECT coalesce(total, 0) AS total, outcome, number
            FROM broadcasts LEFT JOIN broadcast_counts ON broadcast_id = id WHERE id = ?
            """,
            broadcast_id,
        )
        numbers = {row["outcome"]: row["number"] for row in rows}
        counts = {outcome: numbers.get(outcome, 0) for outcome in DeliveryState}
        total = rows[0]["total"] if rows else 0
        counts[DeliveryState.PENDING] = max(0, total - sum(counts.values()))
        speed = self._speed.per_second(broadcast_id)
        return Progress(
            total=total,
            counts=counts,
            recalled={what: numbers.get(what, 0) for what in Recalled},
            speed=speed,
            seconds_left=round(counts[DeliveryState.PENDING] / speed) if speed else None,
        )

    async def rows(self, broadcast_id: int) -> AsyncIterator[Delivery]:
        """Every recipient by id, in a flat amount of memory."""
        after = 0
        zone = self._clock().tzinfo
        while page := await self._page(broadcast_id, after):
            for row in page:
                yield Delivery(
                    person_id=row["person_id"],
                    outcome=DeliveryState(row["outcome"]),
                    at=moment(row["at"], zone),
                    reason=row["reason"] or "",
                    recalled=Recalled(row["recalled"]) if row["recalled"] else None,
                )
            after = page[-1]["person_id"]

    async def reasons(self, broadcast_id: int) -> dict[str, int]:
        """Why sends failed, in Telegram's words, with how many; the most frequent first."""
        rows = await self._database.rows(
            """
            SELECT coalesce(reason, '') AS reason, count(*) AS number FROM deliveries
            WHERE broadcast_id = ? AND outcome = 'failed' GROUP BY reason ORDER BY number DESC
            """,
            broadcast_id,
        )
        return {row["reason"]: row["number"] for row in rows}

    async def add_click(self, broadcast_id: int, button: int, person_id: int) -> None:
        """A recipient counts once for each button; presses on a preview or a test do not count."""
        await self._database.write(
            """
            INSERT INTO broadcast_clicks (broadcast_id, button, person_id, at)
            SELECT broadcast_id, ?, person_id, ? FROM deliveries
            WHERE broadcast_id = ? AND person_id = ?
            ON CONFLICT (broadcast_id, button, person_id) DO NOTHING
            """,
            button,
            int(self._clock().timestamp()),
            broadcast_id,
            person_id,
        )

    async def clicks(self, broadcast_id: int) -> dict[int, int]:
        """How many people pressed each button, by its place."""
        rows = await self._database.rows(
            """
            SELECT button, count(*) AS number FROM broadcast_clicks
            WHERE broadcast_id = ? GROUP BY button ORDER BY button
            """,
            broadcast_id,
        )
        return {row["button"]: row["number"] for row in rows}

    async def send_again(self, broadcast_id: int, outcome: DeliveryState) -> bool:
        """Send a finished broadcast once more to those whose outcome was unknown, or failed."""
        async with self._database.transaction() as transaction:
            moved = await transaction.execute(
                """
                UPDATE broadcasts SET state = 'running', finished_at = NULL
                WHERE id = ? AND state = 'finished' AND EXISTS (
                    SELECT 1 FROM broadcast_counts
                    WHERE broadcast_id = id AND outcome = ? AND number > 0
                )
                """,
                broadcast_id,
                outcome,
            )
            if moved:
                await transaction.execute(
                    """
                    UPDATE deliveries SET outcome = 'pending', reason = NULL
                    WHERE broadcast_id = ? AND outcome = ?
                    """,
                    broadcast_id,
                    outcome,
                )
                await transaction.execute(
                    "DELETE FROM broadcast_counts WHERE broadcast_id = ? AND outcome = ?",
                    broadcast_id,
                    outcome,
                )
        return moved == 1

    async def _page(self, broadcast_id: int, after: int) -> list[Row]:
        return await self._database.rows(
            """
            SELECT person_id, outcome, at, reason, recalled FROM deliveries
            WHERE broadcast_id = ? AND person_id > ? ORDER BY person_id LIMIT ?
            """,
            broadcast_id,
            after,
            PAGE,
        )
