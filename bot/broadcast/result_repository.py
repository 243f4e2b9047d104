"""What came of a broadcast: progress, a row per recipient, clicks."""

from collections.abc import AsyncIterator

from bot.broadcast.models import Delivery, Outcome, Progress, Recalled
from bot.broadcast.records import moment
from bot.broadcast.speed import Speed
from bot.clock import Clock
from bot.storage import Database, Row

PAGE = 1000


class Results:
    def __init__(self, database: Database, clock: Clock, speed: Speed) -> None:
        self._database = database
        self._clock = clock
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
        counts = {outcome: numbers.get(outcome, 0) for outcome in Outcome}
        total = rows[0]["total"] if rows else 0
        counts[Outcome.PENDING] = max(0, total - sum(counts.values()))
        speed = self._speed.per_second(broadcast_id)
        return Progress(
            total=total,
            counts=counts,
            recalled={what: numbers.get(what, 0) for what in Recalled},
            speed=speed,
            seconds_left=round(counts[Outcome.PENDING] / speed) if speed else None,
        )

    async def rows(self, broadcast_id: int) -> AsyncIterator[Delivery]:
        """Every recipient by id, in a flat amount of memory."""
        after = 0
        zone = self._clock().tzinfo
        while page := await self._page(broadcast_id, after):
            for row in page:
                yield Delivery(
                    person_id=row["person_id"],
                    outcome=Outcome(row["outcome"]),
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

    async def send_again(self, broadcast_id: int, outcome: Outcome) -> bool:
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
