"""An application that is being filled in: one row a person, so that a restart loses nothing."""

from datetime import timedelta

from bot.applications.models import LONGEST, REQUIRED, Application, Filled, Refusal, Step, reachable
from bot.applications.records import APPLICATIONS, application
from bot.clock import Clock
from bot.errors import NotFoundError
from bot.storage import Database, Value

ABANDONED = timedelta(days=1)


class ApplicationDrafts:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def begin(self, person_id: int, event_id: int) -> Application:
        """The person's draft for this event; company and contact are those of the last time.

        A draft for another event is given up; one for the same event goes on. NotFoundError for an
        event that is not there.
        """
        now = int(self._clock().timestamp())
        async with self._database.transaction() as transaction:
            await transaction.execute(
                """
                DELETE FROM applications
                WHERE person_id = ? AND state = 'draft' AND (event_id <> ? OR touched_at < ?)
                """,
                person_id,
                event_id,
                self._abandoned(),
            )
            await transaction.execute(
                """
                INSERT INTO applications (person_id, event_id, company, contact, wish, touched_at)
                SELECT ?, id,
                    COALESCE((SELECT company FROM applications
                              WHERE person_id = ? ORDER BY id DESC LIMIT 1), ''),
                    COALESCE((SELECT contact FROM applications
                              WHERE person_id = ? ORDER BY id DESC LIMIT 1), ''), '', ?
                FROM events WHERE id = ? AND state = 'live'
                ON CONFLICT (person_id) WHERE state = 'draft' DO NOTHING
                """,
                *(person_id, person_id, person_id, now, event_id),
            )
        return await self.of(person_id)

    async def is_open(self, person_id: int) -> bool:
        row = await self._database.row(
            """
            SELECT 1 FROM applications
            WHERE person_id = ? AND state = 'draft' AND touched_at >= ?
            """,
            person_id,
            self._abandoned(),
        )
        return row is not None

    async def was_sent(self, person_id: int, event_id: int) -> bool:
        """Whether they have applied to this event, and fill nothing else for it."""
        rows = await self._database.rows(
            "SELECT state FROM applications WHERE person_id = ? AND event_id = ?",
            person_id,
            event_id,
        )
        return bool(rows) and all(row["state"] != "draft" for row in rows)

    async def of(self, person_id: int) -> Application:
        """Raises NotFoundError where there is none."""
        row = await self._database.row(
            f"{APPLICATIONS} WHERE person_id = ? AND applications.state = 'draft'", person_id
        )
        if row is None:
            raise NotFoundError("draft of person", person_id)
        return application(row, self._clock())

    async def fill(self, person_id: int, text: str, message_id: int) -> Filled:
        """Take the text for the field that is waited for, and go on to the next one.

        A message that comes again, as after a kill, fills nothing more.
        """
        form = await self.of(person_id)
        if form.message_id == message_id:
            return Filled(form, None)
        refusal = _refusal(form.step, text)
        if refusal is None and form.step is not Step.CONFIRM:
            changes = f"{form.step.field} = ?, step = ?, message_id = ?"
            await self._update(person_id, changes, text.strip(), form.step + 1, message_id)
            form = await self.of(person_id)
        return Filled(form, refusal)

    async def turn(self, person_id: int, step: Step) -> Application:
        """Go to another step; not past the first that is empty and must not be."""
        form = await self.of(person_id)
        empty = next((each for each in REQUIRED if not form.value(each)), Step.CONFIRM)
        await self._update(person_id, "step = ?", min(step, empty))
        return await self.of(person_id)

    async def discard(self, person_id: int) -> None:
        await self._database.write(
            "DELETE FROM applications WHERE person_id = ? AND state = 'draft'", person_id
        )

    async def send(self, person_id: int, application_id: int) -> bool:
        """Make the draft an application, once; False when it is one already, or not filled."""
        async with self._database.transaction() as transaction:
            touched = await transaction.execute(
                """
                UPDATE applications SET state = 'sent', sent_at = ?
                WHERE id = ? AND person_id = ? AND state = 'draft' AND step = ?
                """,
                int(self._clock().timestamp()),
                application_id,
                person_id,
                Step.CONFIRM,
            )
        return touched == 1

    async def sent(self, person_id: int, application_id: int) -> Application:
        """The person's own application; raises NotFoundError."""
        row = await self._database.row(
            f"""
            {APPLICATIONS}
            WHERE applications.id = ? AND person_id = ? AND applications.state <> 'draft'
            """,
            application_id,
            person_id,
        )
        if row is None:
            raise NotFoundError("application", application_id)
        return application(row, self._clock())

    async def forget_abandoned(self) -> None:
        """What nobody came back to within a day is not kept."""
        stale = "state = 'draft' AND touched_at < ?"
        values = (self._abandoned(),)
        if await self._database.row(f"SELECT 1 FROM applications WHERE {stale} LIMIT 1", *values):
            await self._database.write(f"DELETE FROM applications WHERE {stale}", *values)

    async def _update(self, person_id: int, changes: str, *values: Value) -> None:
        await self._database.write(
            f"""
            UPDATE applications SET touched_at = ?, {changes}
            WHERE person_id = ? AND state = 'draft'
            """,
            int(self._clock().timestamp()),
            *values,
            person_id,
        )

    def _abandoned(self) -> int:
        return int((self._clock() - ABANDONED).timestamp())


def _refusal(step: Step, text: str) -> Refusal | None:
    if step is not Step.CONFIRM and len(text) > LONGEST[step]:
        return Refusal.TOO_LONG
    if step is Step.CONTACT and not reachable(text):
        return Refusal.UNREACHABLE
    return None
