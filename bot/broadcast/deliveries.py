"""The recipients of broadcasts: stored, claimed, settled, recalled and reported."""

import json
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from functools import partial

from bot.broadcast.models import (
    UNSETTLED,
    Delivery,
    DeliveryState,
    Progress,
    RecallOutcome,
)
from bot.storage.database import Clock, Database, Repository, Row, Transaction, Value, moment_of

Key = tuple[int, int]
"""The key of a recipient's row: the broadcast's id, the person's id."""


@dataclass(frozen=True, slots=True)
class DeliveryClaim:
    """`outcome` is `sending`, or why nothing is to be sent; `quiet`: send without a sound."""

    outcome: DeliveryState
    quiet: bool


@dataclass(frozen=True, slots=True)
class DeliveryResult:
    """The result of one send. `pending` returns the row, so that it is tried again later."""

    key: Key
    outcome: DeliveryState
    reason: str | None = None
    chat_id: int | None = None
    message_ids: tuple[int, ...] = ()


_CLAIM = """
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
    WHERE broadcast_id = ? AND person_id IN ({ids}) AND outcome = 'pending'
        AND (SELECT state FROM broadcasts WHERE id = broadcast_id) = 'running'
    RETURNING person_id, outcome, (SELECT quiet FROM people WHERE id = person_id) AS quiet
"""
_CHUNK = 2_000  # rows a transaction: about 10 ms, which is how long a reply may wait to write
_PAGE = 1000


class Deliveries(Repository):
    """Sending: a row is claimed before its request and settled after the answer."""

    async def prepare(self, broadcast_id: int) -> None:
        """Store every recipient, in chunks that let other writers in between.

        After an interruption it goes on behind the last stored person. Once it is done, calling
        it again does nothing.
        """
        row = await self._database.row(
            "SELECT selection FROM broadcasts WHERE id = ? AND total IS NULL", broadcast_id
        )
        if row is None:
            return
        sql, values = json.loads(row["selection"])
        after = await self._last_stored(broadcast_id)
        while ids := await self._chosen(sql, values, after):
            await self._store(broadcast_id, ids)
            after = ids[-1]
        total = await self._stored(broadcast_id)
        await self._database.write(
            "UPDATE broadcasts SET total = ? WHERE id = ?", total, broadcast_id
        )

    async def pending(self, broadcast_id: int, after: int, limit: int) -> list[int]:
        """The ids of the next recipients behind the person `after`."""
        rows = await self._database.rows(
            """
            SELECT person_id FROM deliveries
            WHERE broadcast_id = ? AND person_id > ? AND outcome = 'pending'
            ORDER BY person_id LIMIT ?
            """,
            *(broadcast_id, after, limit),
        )
        return [row["person_id"] for row in rows]

    async def unsettled(self, broadcast_id: int) -> int:
        """How many recipients have no outcome yet; 0 before they are stored."""
        return await self._database.number(
            """
            SELECT total - (SELECT coalesce(sum(number), 0) FROM broadcast_counts
                            WHERE broadcast_id = broadcasts.id)
            FROM broadcasts WHERE id = ?
            """,
            broadcast_id,
        )

    async def write(self, entries: Sequence[Key | DeliveryResult]) -> list[DeliveryClaim | None]:
        """In one transaction, store the results of sends and claim the rows of the next ones.

        A claimed row is `sending`, or settled without a send: opt-outs, pauses and blocks since
        the start are looked up here, at the last moment. The answer to a claim is None when
        nothing is to be sent: the broadcast has stopped, or the row is not pending. The answer to
        a result is always None.
        """
        results = [entry for entry in entries if isinstance(entry, DeliveryResult)]
        wanted: defaultdict[int, list[int]] = defaultdict(list)
        for broadcast_id, person_id in (
            entry for entry in entries if not isinstance(entry, DeliveryResult)
        ):
            wanted[broadcast_id].append(person_id)
        claims: dict[Key | DeliveryResult, DeliveryClaim] = {}
        async with self._database.transaction() as transaction:
            settled = await self._settle(transaction, results) if results else []
            for broadcast_id, ids in wanted.items():
                claimed = await self._claim(transaction, broadcast_id, ids)
                settled += [(broadcast_id, claim.outcome) for claim in claimed.values()]
                claims |= {(broadcast_id, person_id): row for person_id, row in claimed.items()}
            await _add_counts(transaction, [each for each in settled if each[1] not in UNSETTLED])
        return [claims.get(entry) for entry in entries]

    async def recover(self) -> None:
        """After a crash, mark what was being sent as `unknown`: it must not be sent again."""
        rows = await self._database.rows(
            """
            SELECT broadcast_id, person_id FROM deliveries
            WHERE outcome = 'sending' AND broadcast_id IN (
                SELECT id FROM broadcasts WHERE started_at IS NOT NULL AND finished_at IS NULL)
            """
        )
        lost = [(row["broadcast_id"], row["person_id"]) for row in rows]
        if lost:
            async with self._database.transaction() as transaction:
                await transaction.many(
                    """
                    UPDATE deliveries SET outcome = 'unknown'
                    WHERE broadcast_id = ? AND person_id = ?
                    """,
                    lost,
                )
                unknown = [(broadcast_id, DeliveryState.UNKNOWN) for broadcast_id, _ in lost]
                await _add_counts(transaction, unknown)

    async def doubt(self, number: int) -> None:
        """Mark so many recipients that come next in each running broadcast as `unknown`.

        For a database that is some seconds old: they may have got it since.
        """
        async with self._database.transaction() as transaction:
            for row in await transaction.rows(
                "SELECT id FROM broadcasts WHERE started_at IS NOT NULL AND finished_at IS NULL"
            ):
                for comparison in ("<", ">"):  # left out or put back among the last; the next
                    doubted = await transaction.execute(
                        f"""
                        UPDATE deliveries SET outcome = 'unknown'
                        WHERE broadcast_id = ?1 AND person_id IN (
                            SELECT person_id FROM deliveries
                            WHERE broadcast_id = ?1 AND outcome = 'pending' AND person_id
                            {comparison} (
                                SELECT coalesce(max(person_id), 0) FROM deliveries
                                WHERE broadcast_id = ?1 AND outcome <> 'pending'
                            )
                            ORDER BY person_id LIMIT ?2
                        )
                        """,
                        *(row["id"], number),
                    )
                    await _add_counts(transaction, [(row["id"], DeliveryState.UNKNOWN)] * doubted)

    async def finish(self, broadcast_id: int) -> None:
        """Nothing is left to send, and every request has been answered.

        How a planned one went is to be told.
        """
        await self._database.write(
            """
            UPDATE broadcasts SET finished_at = ?,
                to_report = state = 'running' AND scheduled_at IS NOT NULL,
                state = CASE state WHEN 'running' THEN 'finished' ELSE state END
            WHERE id = ? AND state <> 'paused'
            """,
            *(self._database.now(), broadcast_id),
        )

    async def _chosen(self, sql: str, values: Sequence[Value], after: int) -> list[int]:
        """The next recipients; looked for by a reader, so that no writer waits meanwhile."""
        rows = await self._database.rows(
            f"SELECT id FROM ({sql}) AS audience WHERE id > ? ORDER BY id LIMIT ?",
            *(*values, after, _CHUNK),
        )
        return [row["id"] for row in rows]

    async def _store(self, broadcast_id: int, ids: Sequence[int]) -> None:
        async with self._database.transaction() as transaction:
            await transaction.many(
                """
                INSERT INTO deliveries (broadcast_id, person_id)
                SELECT ?, id FROM people WHERE id = ? ON CONFLICT DO NOTHING
                """,
                [(broadcast_id, person_id) for person_id in ids],
            )

    async def _stored(self, broadcast_id: int) -> int:
        """How many were stored, with those whose data has been erased since: they are counted."""
        return await self._database.number(
            """
            SELECT (SELECT COUNT(*) FROM deliveries WHERE broadcast_id = ?1)
                + (SELECT COALESCE(SUM(number), 0) FROM broadcast_counts WHERE broadcast_id = ?1)
            """,
            broadcast_id,
        )

    async def _last_stored(self, broadcast_id: int) -> int:
        """More than 0 only after an interruption."""
        return await self._database.number(
            "SELECT MAX(person_id) FROM deliveries WHERE broadcast_id = ?",
            broadcast_id,
        )

    async def _claim(
        self, transaction: Transaction, broadcast_id: int, ids: Sequence[int]
    ) -> dict[int, DeliveryClaim]:
        now = self._database.now()
        rows = await transaction.rows(
            _CLAIM.format(ids=", ".join("?" * len(ids))), *(now, now, broadcast_id, *ids)
        )
        return {
            row["person_id"]: DeliveryClaim(DeliveryState(row["outcome"]), bool(row["quiet"]))
            for row in rows
        }

    async def _settle(
        self, transaction: Transaction, results: Sequence[DeliveryResult]
    ) -> list[tuple[int, DeliveryState]]:
        """The rows that were there: a person may have removed their data meanwhile."""
        now = self._database.now()
        rows = await transaction.rows(
            f"""
            UPDATE deliveries SET outcome = result.column3, at = result.column4,
                reason = result.column5, chat_id = result.column6, message_ids = result.column7
            FROM (VALUES {", ".join(["(?, ?, ?, ?, ?, ?, ?)"] * len(results))}) AS result
            WHERE broadcast_id = result.column1 AND person_id = result.column2
            RETURNING broadcast_id, outcome, reason
            """,
            *(value for result in results for value in _result_values(result, now)),
        )
        failed = [row for row in rows if row["outcome"] == DeliveryState.FAILED]
        await _add_reasons(transaction, failed)
        return [(row["broadcast_id"], DeliveryState(row["outcome"])) for row in rows]


def _result_values(result: DeliveryResult, now: int) -> tuple[Value, ...]:
    message_ids = json.dumps(result.message_ids) if result.message_ids else None
    return (*result.key, result.outcome, now, result.reason, result.chat_id, message_ids)


async def _add_counts(
    transaction: Transaction, outcomes: Iterable[tuple[int, DeliveryState | RecallOutcome]]
) -> None:
    """Add the outcomes of broadcasts to their sums, in the transaction that stores them."""
    if counted := Counter(outcomes):
        await transaction.many(
            """
            INSERT INTO broadcast_counts (broadcast_id, outcome, number) VALUES (?, ?, ?)
            ON CONFLICT (broadcast_id, outcome) DO UPDATE SET number = number + excluded.number
            """,
            [(*change, number) for change, number in counted.items()],
        )


async def _add_reasons(transaction: Transaction, failed: Iterable[Row]) -> None:
    if counted := Counter((row["broadcast_id"], row["reason"] or "") for row in failed):
        await transaction.many(
            """
            INSERT INTO broadcast_reasons (broadcast_id, reason, number) VALUES (?, ?, ?)
            ON CONFLICT (broadcast_id, reason) DO UPDATE SET number = number + excluded.number
            """,
            [(*reason, number) for reason, number in counted.items()],
        )


@dataclass(frozen=True, slots=True)
class DeliveredMessages:
    """Messages to take back from a chat; `at` is when they were sent, in Unix seconds."""

    person_id: int
    chat_id: int
    message_ids: tuple[int, ...]
    at: int


@dataclass(frozen=True, slots=True)
class RecallResult:
    key: Key
    outcome: RecallOutcome
    reason: str | None = None


class Recalls(Repository):
    """Taking delivered messages back."""

    async def delivered(self, broadcast_id: int, after: int, limit: int) -> list[DeliveredMessages]:
        """The next messages to take back, of recipients behind the person `after`."""
        rows = await self._database.rows(
            """
            SELECT person_id, coalesce(chat_id, person_id) AS chat_id, message_ids, at
            FROM deliveries
            WHERE broadcast_id = ? AND person_id > ? AND message_ids IS NOT NULL
                AND recalled IS NULL
            ORDER BY person_id LIMIT ?
            """,
            *(broadcast_id, after, limit),
        )
        return [
            DeliveredMessages(**{**row, "message_ids": tuple(json.loads(row["message_ids"]))})
            for row in rows
        ]

    async def write(self, results: Sequence[RecallResult]) -> list[None]:
        """Store the results in one transaction; the answer to each is None.

        A message is counted once, also when a page of recipients was read twice.
        """
        counted = []
        async with self._database.transaction() as transaction:
            for result in results:
                counted += await transaction.rows(
                    """
                    UPDATE deliveries SET recalled = ?, reason = coalesce(?, reason)
                    WHERE broadcast_id = ? AND person_id = ? AND recalled IS NULL
                    RETURNING broadcast_id, recalled
                    """,
                    *(result.outcome, result.reason, *result.key),
                )
            await _add_counts(
                transaction,
                [(row["broadcast_id"], RecallOutcome(row["recalled"])) for row in counted],
            )
        return [None] * len(results)

    async def finish(self, broadcast_id: int) -> None:
        """Nothing is left to take back."""
        await self._database.write(
            "UPDATE broadcasts SET recalled_at = ? WHERE id = ?",
            *(self._database.now(), broadcast_id),
        )


_SPEED_SECONDS = 15.0  # over which it is measured


class SpeedMeter:
    """Settled recipients a second, by broadcast. Kept in memory: a restart begins at zero."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._settled: defaultdict[int, deque[float]] = defaultdict(deque)

    def add(self, broadcast_id: int) -> None:
        """One more recipient is settled."""
        moments = self._settled[broadcast_id]
        moments.append(self._clock().timestamp())
        _drop(moments, moments[-1] - _SPEED_SECONDS)

    def per_second(self, broadcast_id: int) -> float:
        now = self._clock().timestamp()
        moments = self._settled.get(broadcast_id, deque())
        _drop(moments, now - _SPEED_SECONDS)
        return len(moments) / max(1.0, now - moments[0]) if moments else 0.0

    def forget(self, broadcast_id: int) -> None:
        self._settled.pop(broadcast_id, None)


def _drop(moments: deque[float], before: float) -> None:
    while moments and moments[0] < before:
        moments.popleft()


class BroadcastResults(Repository):
    """The figures of a broadcast. `speed` is told every settled recipient by the sender."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.speed = SpeedMeter(database.clock)

    async def progress(self, broadcast_id: int) -> Progress:
        """Costs the same however many recipients there are; all zeros before they are stored."""
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
        speed = self.speed.per_second(broadcast_id)
        return Progress(
            total=total,
            counts=counts,
            recalled={outcome: numbers.get(outcome, 0) for outcome in RecallOutcome},
            speed=speed,
            seconds_left=round(counts[DeliveryState.PENDING] / speed) if speed else None,
        )

    async def are_gone(self, broadcast_id: int) -> bool:
        """Whether the recipients were removed, as they are in time; their sums are still there."""
        row = await self._database.row(
            """
            SELECT total > 0 AND NOT EXISTS (
                SELECT 1 FROM deliveries WHERE broadcast_id = broadcasts.id) AS gone
            FROM broadcasts WHERE id = ?
            """,
            broadcast_id,
        )
        return bool(row and row["gone"])

    async def pages(self, broadcast_id: int) -> AsyncIterator[Iterator[Delivery]]:
        """Every recipient by id, page by page, so that memory does not grow with them.

        A page is made of its rows where it is iterated: in a thread, if it is to keep the event
        loop free.
        """
        after = 0
        zone = self._clock().tzinfo
        while page := await self._page(broadcast_id, after):
            yield map(partial(_delivery, zone=zone), page)
            after = page[-1]["person_id"]

    async def delivered_as(self, person_id: int, message_id: int) -> int | None:
        """The broadcast that this message brought to the person; None for any other message."""
        row = await self._database.row(
            """
            SELECT broadcast_id FROM deliveries WHERE person_id = ? AND EXISTS (
                SELECT 1 FROM json_each(COALESCE(message_ids, '[]')) WHERE value = ?)
            """,
            *(person_id, message_id),
        )
        return row["broadcast_id"] if row else None

    async def reasons(self, broadcast_id: int) -> dict[str, int]:
        """Telegram's errors with how many recipients had each; the most frequent first."""
        rows = await self._database.rows(
            """
            SELECT reason, number FROM broadcast_reasons
            WHERE broadcast_id = ? ORDER BY number DESC, reason
            """,
            broadcast_id,
        )
        return {row["reason"]: row["number"] for row in rows}

    async def add_click(self, broadcast_id: int, button: int, person_id: int) -> None:
        """A recipient counts once for each button; presses on a preview or a test do not count."""
        async with self._database.transaction() as transaction:
            added = await transaction.execute(
                """
                INSERT INTO broadcast_clicks (broadcast_id, button, person_id, at)
                SELECT broadcast_id, ?, person_id, ? FROM deliveries
                WHERE broadcast_id = ? AND person_id = ?
                ON CONFLICT (broadcast_id, button, person_id) DO NOTHING
                """,
                *(button, self._database.now(), broadcast_id, person_id),
            )
            if added:
                await transaction.execute(
                    """
                    INSERT INTO broadcast_click_counts (broadcast_id, button, number)
                    VALUES (?, ?, 1)
                    ON CONFLICT (broadcast_id, button) DO UPDATE SET number = number + 1
                    """,
                    *(broadcast_id, button),
                )

    async def clicks(self, broadcast_id: int) -> dict[int, int]:
        """How many people pressed each button, by its place."""
        rows = await self._database.rows(
            "SELECT button, number FROM broadcast_click_counts WHERE broadcast_id = ?"
            " ORDER BY button",
            broadcast_id,
        )
        return {row["button"]: row["number"] for row in rows}

    async def _page(self, broadcast_id: int, after: int) -> list[Row]:
        return await self._database.rows(
            """
            SELECT person_id, outcome, at, reason, recalled,
                (SELECT GROUP_CONCAT(button) FROM broadcast_clicks
                 WHERE broadcast_clicks.person_id = deliveries.person_id
                    AND broadcast_clicks.broadcast_id = deliveries.broadcast_id) AS pressed
            FROM deliveries
            WHERE broadcast_id = ? AND person_id > ? ORDER BY person_id LIMIT ?
            """,
            *(broadcast_id, after, _PAGE),
        )


def _delivery(row: Row, zone: tzinfo | None) -> Delivery:
    return Delivery(
        person_id=row["person_id"],
        outcome=DeliveryState(row["outcome"]),
        at=moment_of(row["at"], zone),
        reason=row["reason"] or "",
        recalled=RecallOutcome(row["recalled"]) if row["recalled"] else None,
        pressed=tuple(sorted(map(int, (row["pressed"] or "").split(","))))
        if row["pressed"]
        else (),
    )
