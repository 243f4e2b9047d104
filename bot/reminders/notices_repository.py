"""The queue of notices: what is due, what is being sent, what came of it."""

from bot.clock import Clock
from bot.reminders.models import Change, Kind, Notice, Subject
from bot.storage import Database, Row

BATCH = 100


class Notices:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def give_up_interrupted(self) -> None:
        """What was claimed by a run that never finished may have arrived: it is not sent again."""
        if await self._database.row("SELECT 1 FROM notices WHERE state = 'sending' LIMIT 1"):
            await self._database.write(
                "UPDATE notices SET state = 'unknown' WHERE state = 'sending'"
            )

    async def due(self, *, awake: bool) -> tuple[tuple[int, Kind], ...]:
        """To whom and of what kind, the oldest first, at most `BATCH`.

        Left out are the blocked, and for all but duties the paused, who refused the topic,
        and at night (not `awake`) everybody.
        """
        now = self._clock()
        rows = await self._database.rows(
            """
            SELECT person_id, kind
            FROM notices JOIN people ON people.id = person_id
            WHERE notices.state = 'pending' AND expires >= ? AND people.state = 'active'
              AND (topic = '' OR (? AND COALESCE(paused_until, 0) <= ? AND NOT EXISTS (
                SELECT 1 FROM opt_outs
                WHERE opt_outs.person_id = people.id AND opt_outs.topic = notices.topic)))
            GROUP BY person_id, kind ORDER BY MIN(notices.id) LIMIT ?
            """,
            now.date().isoformat(),
            awake,
            int(now.timestamp()),
            BATCH,
        )
        return tuple((row["person_id"], Kind(row["kind"])) for row in rows)

    async def claim(self, person_id: int, kind: Kind) -> Notice:
        """Everything of this kind that waits for the person: from now on sent once or never."""
        async with self._database.transaction() as transaction:
            rows = await transaction.rows(
                """
                UPDATE notices SET state = 'sending'
                WHERE person_id = ? AND kind = ? AND state = 'pending' AND expires >= ?
                RETURNING subject_id, detail
                """,
                person_id,
                kind,
                self._clock().date().isoformat(),
            )
            person = await transaction.row("SELECT quiet FROM people WHERE id = ?", person_id)
        quiet = bool(person and person["quiet"])
        return Notice(person_id, kind, quiet, tuple(map(_subject, rows)))

    async def finish(self, notice: Notice, outcome: str, message_id: int | None = None) -> None:
        """`outcome` is sent, blocked, failed or unknown; pending puts it back into the queue."""
        await self._database.write(
            """
            UPDATE notices SET state = ?, message_id = ?, sent_at = ?
            WHERE person_id = ? AND kind = ? AND state = 'sending'
            """,
            outcome,
            message_id,
            int(self._clock().timestamp()),
            notice.person_id,
            notice.kind,
        )


def _subject(row: Row) -> Subject:
    return Subject(row["subject_id"], Change.load(row["detail"]) if row["detail"] else None)
