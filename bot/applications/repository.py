"""Applications to exhibitions: drafts, sent ones, their states and notes."""

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime, timedelta

from bot.applications.models import (
    LONGEST,
    NEXT_STATES,
    REQUIRED,
    Application,
    ApplicationNote,
    ApplicationPage,
    ApplicationState,
    FillResult,
    Refusal,
    Step,
    reachable,
)
from bot.errors import NotFoundError
from bot.paging import pages_of
from bot.people.audit import AuditEntry, record
from bot.storage.database import Database, Repository, Row, Value, moment_of

_SELECT = """
    SELECT applications.id, person_id, event_id, events.name AS event, events.label,
           step, company, contact, wish, applications.state, sent_at, handled_at,
           handled_applications.name AS handler, message_id
    FROM applications JOIN events ON events.id = event_id
    LEFT JOIN handled_applications ON application_id = applications.id
"""

# Company and contact of a new draft are those of the person's latest application.
_BEGIN = """
    INSERT INTO applications (person_id, event_id, company, contact, wish, touched_at)
    SELECT ?, id,
        COALESCE((SELECT company FROM applications
                  WHERE person_id = ? ORDER BY id DESC LIMIT 1), ''),
        COALESCE((SELECT contact FROM applications
                  WHERE person_id = ? ORDER BY id DESC LIMIT 1), ''), '', ?
    FROM events WHERE id = ? AND state = 'live'
    ON CONFLICT (person_id) WHERE state = 'draft' DO NOTHING
"""


def _application(row: Row, now: datetime) -> Application:
    """The times of the application are in the zone of `now`."""
    changed = {
        "step": Step(row["step"]),
        "state": ApplicationState(row["state"]),
        "sent_at": moment_of(row["sent_at"], now.tzinfo),
        "handled_at": moment_of(row["handled_at"], now.tzinfo),
        "handler": row["handler"] or "",
    }
    return Application(**{**row, **changed})


ABANDONED_AFTER = timedelta(days=1)


class ApplicationDrafts(Repository):
    """The forms that people are filling in; a person has at most one."""

    async def begin(self, person_id: int, event_id: int) -> Application:
        """Return the person's draft for this event; make one if there is none.

        A new draft copies company and contact from the person's latest application. A draft for
        another event is deleted. Raises NotFoundError for an event that does not exist.
        """
        now = self._database.now()
        async with self._database.transaction() as transaction:
            await transaction.execute(
                """
                DELETE FROM applications
                WHERE person_id = ? AND state = 'draft' AND (event_id <> ? OR touched_at < ?)
                """,
                person_id,
                event_id,
                self._oldest_kept(),
            )
            await transaction.execute(
                _BEGIN,
                *(person_id, person_id, person_id, now, event_id),
            )
        return await self.get(person_id)

    async def find(self, person_id: int) -> Application | None:
        """The person's draft, if they have one that is not abandoned."""
        row = await self._database.row(
            f"""
            {_SELECT} WHERE person_id = ? AND applications.state = 'draft' AND touched_at >= ?
            """,
            person_id,
            self._oldest_kept(),
        )
        return _application(row, self._clock()) if row else None

    async def was_sent(self, person_id: int, event_id: int) -> bool:
        """Whether the person has sent an application for this event and has no draft for it."""
        rows = await self._database.rows(
            "SELECT state FROM applications WHERE person_id = ? AND event_id = ?",
            person_id,
            event_id,
        )
        return bool(rows) and all(row["state"] != "draft" for row in rows)

    async def get(self, person_id: int) -> Application:
        """Raises NotFoundError when the person has no draft."""
        row = await self._database.row(
            f"{_SELECT} WHERE person_id = ? AND applications.state = 'draft'", person_id
        )
        if row is None:
            raise NotFoundError("draft of person", person_id)
        return _application(row, self._clock())

    async def fill(self, person_id: int, text: str, message_id: int) -> FillResult:
        """Write the text into the field of the current step and go to the next step.

        A message that is delivered twice, as after a kill, fills one field only.
        """
        form = await self.get(person_id)
        if form.message_id == message_id:
            return FillResult(form, None)
        refusal = _refusal(form.step, text)
        if refusal is None and form.step is not Step.CONFIRM:
            changes = f"{form.step.field} = ?, step = ?, message_id = ?"
            await self._update(person_id, changes, text.strip(), form.step + 1, message_id)
            form = await self.get(person_id)
        return FillResult(form, refusal)

    async def set_contact(self, person_id: int, contact: str) -> Application:
        """Write the contact, wherever the form is, and go to the step after it."""
        await self._update(person_id, "contact = ?, step = ?", contact, Step.WISH)
        return await self.get(person_id)

    async def go_to(self, person_id: int, step: Step) -> Application:
        """Go to another step, but not past the first required field that is empty."""
        form = await self.get(person_id)
        empty = next((each for each in REQUIRED if not form.value(each)), Step.CONFIRM)
        await self._update(person_id, "step = ?", min(step, empty))
        return await self.get(person_id)

    async def discard(self, person_id: int) -> None:
        await self._database.write(
            "DELETE FROM applications WHERE person_id = ? AND state = 'draft'", person_id
        )

    async def send(self, person_id: int, application_id: int) -> bool:
        """Send the draft; False when it was sent before or is not filled in."""
        sent = await self._database.write(
            """
            UPDATE applications SET state = 'sent', sent_at = ?
            WHERE id = ? AND person_id = ? AND state = 'draft' AND step = ? RETURNING id
            """,
            *(self._database.now(), application_id, person_id, Step.CONFIRM),
        )
        return bool(sent)

    async def delete_abandoned(self) -> None:
        """A job of the scheduler: delete the drafts that were not touched for a day."""
        stale = "state = 'draft' AND touched_at < ?"
        values = (self._oldest_kept(),)
        if await self._database.row(f"SELECT 1 FROM applications WHERE {stale} LIMIT 1", *values):
            await self._database.write(f"DELETE FROM applications WHERE {stale}", *values)

    async def _update(self, person_id: int, changes: str, *values: Value) -> None:
        await self._database.write(
            f"""
            UPDATE applications SET touched_at = ?, {changes}
            WHERE person_id = ? AND state = 'draft'
            """,
            self._database.now(),
            *values,
            person_id,
        )

    def _oldest_kept(self) -> int:
        return int((self._clock() - ABANDONED_AFTER).timestamp())


def _refusal(step: Step, text: str) -> Refusal | None:
    if step is not Step.CONFIRM and len(text) > LONGEST[step]:
        return Refusal.TOO_LONG
    if step is Step.CONTACT and not reachable(text):
        return Refusal.UNREACHABLE
    return None


PAGE_SIZE = 7
_SHOWN_NOTES = 5
_HANDLED = """
    INSERT INTO handled_applications (application_id, admin_id, name, handled_at)
    VALUES (?, ?, ?, ?)
    ON CONFLICT (application_id) DO UPDATE SET
        admin_id = excluded.admin_id, name = excluded.name, handled_at = excluded.handled_at
"""
_EXPORTED = 500  # applications that are read at once for a file


class Applications(Repository):
    """The applications that were sent; `drafts` are those that were not."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.drafts = ApplicationDrafts(database)

    async def get(self, application_id: int) -> Application:
        """For admins. Raises NotFoundError for a draft too: only its author may see it."""
        row = await self._database.row(
            f"{_SELECT} WHERE applications.id = ? AND applications.state <> 'draft'",
            application_id,
        )
        if row is None:
            raise NotFoundError("application", application_id)
        return _application(row, self._clock())

    async def get_own(self, person_id: int, application_id: int) -> Application:
        """One application of the person. Raises NotFoundError for a draft or another person's."""
        row = await self._database.row(
            f"""
            {_SELECT}
            WHERE applications.id = ? AND person_id = ? AND applications.state <> 'draft'
            """,
            application_id,
            person_id,
        )
        if row is None:
            raise NotFoundError("application", application_id)
        return _application(row, self._clock())

    async def of_events(self, person_id: int, event_ids: Collection[int]) -> dict[int, Application]:
        """The person's latest application to each of these events."""
        marks = ", ".join("?" * len(event_ids))
        rows = await self._database.rows(
            f"""
            {_SELECT} WHERE person_id = ? AND applications.state <> 'draft'
                AND event_id IN ({marks}) ORDER BY applications.id
            """,
            *(person_id, *event_ids),
        )
        return {row["event_id"]: _application(row, self._clock()) for row in rows}

    async def some(self, ids: Collection[int]) -> tuple[Application, ...]:
        """Those of `ids` that still exist, the oldest first."""
        marks = ", ".join("?" * len(ids))
        rows = await self._database.rows(
            f"""
            {_SELECT} WHERE applications.state <> 'draft' AND applications.id IN ({marks})
            ORDER BY applications.id
            """,
            *ids,
        )
        return tuple(_application(row, self._clock()) for row in rows)

    async def set_state(
        self, application_id: int, state: ApplicationState, admin_id: int, name: str
    ) -> bool:
        """Change the state; False when the present one allows no such change.

        `name` is that of the admin, for the colleagues' notice.
        """
        now, subject = self._clock(), str(application_id)
        sources = [each for each, targets in NEXT_STATES.items() if state in targets]
        marks = ", ".join("?" * len(sources))
        async with self._database.transaction() as transaction:
            before = await transaction.row(
                f"SELECT state FROM applications WHERE id = ? AND state IN ({marks})",
                application_id,
                *sources,
            )
            if before is None:
                return False
            await transaction.execute(
                "UPDATE applications SET state = ? WHERE id = ?", state, application_id
            )
            await transaction.execute(
                _HANDLED, *(application_id, admin_id, name, int(now.timestamp()))
            )
            entry = AuditEntry(admin_id, "change application", subject, before["state"], state)
            await record(transaction, entry, now)
        return True

    async def notes(self, application_id: int) -> tuple[ApplicationNote, ...]:
        """The latest few, the oldest of them first."""
        rows = await self._database.rows(
            """
            SELECT COALESCE(team.name, '') AS author, text, is_reply, written_at
            FROM application_notes LEFT JOIN team ON person_id = author_id
            WHERE application_id = ? ORDER BY application_notes.id DESC LIMIT ?
            """,
            application_id,
            _SHOWN_NOTES,
        )
        zone = self._clock().tzinfo
        return tuple(
            ApplicationNote(
                row["author"],
                row["text"],
                bool(row["is_reply"]),
                datetime.fromtimestamp(row["written_at"], zone),
            )
            for row in reversed(rows)
        )

    async def add_note(
        self, application_id: int, author_id: int, text: str, *, is_reply: bool = False
    ) -> None:
        """A note for the team, or a copy of what was written to the applicant."""
        now = self._clock()
        action = "answer application" if is_reply else "note application"
        async with self._database.transaction() as transaction:
            await transaction.execute(
                """
                INSERT INTO application_notes
                    (application_id, author_id, text, is_reply, written_at)
                VALUES (?, ?, ?, ?, ?)
                """,
                *(application_id, author_id, text, int(is_reply), int(now.timestamp())),
            )
            await record(transaction, AuditEntry(author_id, action, str(application_id)), now)

    async def withdraw(self, person_id: int, application_id: int) -> bool:
        """Delete the person's own application; False when it is no longer new or does not exist."""
        withdrawn = await self._database.write(
            """
            DELETE FROM applications WHERE id = ? AND person_id = ? AND state = 'sent' RETURNING id
            """,
            *(application_id, person_id),
        )
        return bool(withdrawn)

    async def sent_by(self, person_id: int) -> tuple[Application, ...]:
        """All applications of the person, the newest first."""
        rows = await self._database.rows(
            f"""
            {_SELECT} WHERE person_id = ? AND applications.state <> 'draft'
            ORDER BY applications.id DESC
            """,
            person_id,
        )
        return tuple(_application(row, self._clock()) for row in rows)

    async def count_waiting(self) -> int:
        """How many nobody has handled yet."""
        return await self._database.number("SELECT COUNT(*) FROM applications WHERE state = 'sent'")

    async def page(self, page: int = 0) -> ApplicationPage:
        """A page of all applications: the new first, then by state; of each the newest first.

        A page past the end is the last one.
        """
        numbers = await self._counts()
        waiting, total = numbers.get(ApplicationState.SENT, 0), sum(numbers.values())
        pages = pages_of(total, PAGE_SIZE)
        page = max(0, min(page, pages - 1))
        passed, found = page * PAGE_SIZE, list[Application]()
        for state in NEXT_STATES:
            found += await self._newest(state, PAGE_SIZE - len(found), passed)
            passed = max(0, passed - numbers.get(state, 0))
        return ApplicationPage(tuple(found), page, pages, total, waiting)

    async def _counts(self) -> dict[str, int]:
        """How many there are by state, without drafts."""
        rows = await self._database.rows(
            """
            SELECT state, COUNT(*) AS number FROM applications
            WHERE state IN ('sent', 'taken', 'confirmed', 'refused') GROUP BY state
            """
        )
        return {row["state"]: row["number"] for row in rows}

    async def _newest(self, state: ApplicationState, limit: int, offset: int) -> list[Application]:
        rows = await self._database.rows(
            f"""
            {_SELECT} WHERE applications.state = ? ORDER BY applications.id DESC LIMIT ? OFFSET ?
            """,
            *(state, limit, offset),
        )
        return [_application(row, self._clock()) for row in rows]

    async def export(self, admin_id: int) -> AsyncIterator[Sequence[Application]]:
        """All applications, the oldest first, a page at a time.

        The audit log says who has exported them.
        """
        counted = await self._counts()
        entry = AuditEntry(admin_id, "export applications", str(sum(counted.values())))
        async with self._database.transaction() as transaction:
            await record(transaction, entry, self._clock())
        after, page = 0, _EXPORTED
        while page == _EXPORTED:
            rows = await self._database.rows(
                f"""
                {_SELECT} WHERE applications.state <> 'draft' AND applications.id > ?
                ORDER BY applications.id LIMIT ?
                """,
                *(after, _EXPORTED),
            )
            now = self._clock()
            yield [_application(row, now) for row in rows]
            after, page = (rows[-1]["id"] if rows else 0), len(rows)
