"""What has come to be worth telling: changes at once, deadlines and new matches once a day."""

import json
from collections.abc import Iterator
from datetime import date, timedelta

from bot.clock import Clock
from bot.reminders.alert_matches import new_matches
from bot.reminders.models import AlertKind, Change, Kind, Known, remind_on
from bot.reminders.queue_repository import REACHABLE, Planned, enqueue
from bot.storage import Database, Row

ALWAYS = "9999-12-31"
NEWS = timedelta(days=1)  # for so long the others are told who has handled an application
UNDATED = timedelta(days=30)  # how long a change of an event without dates is worth telling


class Plan:
    """Every method may be called at every tick: what is planned already stays as it is."""

    def __init__(self, database: Database, clock: Clock, admins: frozenset[int]) -> None:
        self._database = database
        self._clock = clock
        self._admins = json.dumps(sorted(admins))

    async def duties(self) -> None:
        """Applications for every admin, and who has handled them for the others."""
        now = int(self._clock().timestamp())
        rows = [
            Planned(row["person_id"], Kind(row["kind"]), row["subject_id"], "", ALWAYS)
            for row in await self._database.rows(
                _DUTIES, self._admins, now - int(NEWS.total_seconds())
            )
        ]
        if rows:
            async with self._database.transaction() as transaction:
                await enqueue(transaction, rows, now)

    async def changes(self) -> None:
        """Saved events that are not what the person knew, however they came to differ."""
        now = self._clock()
        seconds = int(now.timestamp())
        differing = await self._database.rows(_DIFFERING, seconds, Kind.CHANGE.topic)
        if not differing:
            return
        changes = [(row, _change(row)) for row in differing]
        planned = [_planned(row, change, now.date(), seconds) for row, change in changes]
        today = now.date().isoformat()
        async with self._database.transaction() as transaction:
            await enqueue(transaction, [each for each in planned if each.expires >= today], seconds)
            await transaction.many(
                """
                UPDATE saved_events SET starts = ?, ends = ?, apply_by = ?, status = ?
                WHERE person_id = ? AND event_id = ?
                """,
                [
                    (*_values(change.after), row["person_id"], row["event_id"])
                    for row, change in changes
                ],
            )

    async def day(self) -> None:
        """The day's reminders and alerts, planned together and once."""
        now = self._clock()
        today, seconds = now.date(), int(now.timestamp())
        known = "SELECT 1 FROM planned_days WHERE day = ?"
        if await self._database.row(known, today.isoformat()):
            return
        async with self._database.transaction() as transaction:
            rows = await transaction.rows(
                _UPCOMING, today.isoformat(), today.isoformat(), seconds, Kind.START.topic
            )
            due = [each for row in rows for each in _deadlines(row, today)]
            for kind in AlertKind:
                due += await new_matches(transaction, kind, today, seconds)
            await enqueue(transaction, due, seconds)
            await transaction.execute("INSERT INTO planned_days VALUES (?)", today.isoformat())


# json_each: SQLite binds no lists; PostgreSQL's `= ANY (?)` would stand here.
_DUTIES = """
    SELECT people.id AS person_id, kind, subject_id
    FROM (SELECT 'application' AS kind, id AS subject_id, 0 AS done_by
          FROM applications WHERE state = 'sent'
          UNION ALL
          SELECT 'handled', application_id, admin_id FROM handled_applications
          WHERE handled_at >= ?2) AS tasks
    JOIN people ON people.id <> done_by AND people.id IN (SELECT value FROM json_each(?1))
    WHERE NOT EXISTS (
        SELECT 1 FROM notices WHERE notices.person_id = people.id AND notices.kind = tasks.kind
            AND notices.subject_id = tasks.subject_id)
"""

_DIFFERING = f"""
    SELECT person_id, event_id, saved.starts, saved.ends, saved.apply_by, saved.status,
           events.starts AS new_starts, events.ends AS new_ends, events.apply_by AS new_apply_by,
           CASE events.state WHEN 'gone' THEN 'gone' ELSE events.status END AS new_status
    FROM saved_events AS saved JOIN events ON events.id = event_id
    JOIN people ON people.id = person_id
    WHERE (saved.starts IS DISTINCT FROM events.starts OR saved.ends IS DISTINCT FROM events.ends
        OR saved.apply_by IS DISTINCT FROM events.apply_by
        OR saved.status <> CASE events.state WHEN 'gone' THEN 'gone' ELSE events.status END)
      AND {REACHABLE}
"""

_UPCOMING = f"""
    SELECT person_id, event_id, saved_on, events.apply_by, events.starts, apply_days, start_days
    FROM saved_events JOIN events ON events.id = event_id JOIN people ON people.id = person_id
    WHERE events.state = 'live' AND events.status <> 'cancelled'
      AND (events.apply_by >= ? OR events.starts >= ?) AND {REACHABLE}
"""


def _change(row: Row) -> Change:
    return Change(
        Known(row["starts"], row["ends"], row["apply_by"], row["status"]),
        Known(row["new_starts"], row["new_ends"], row["new_apply_by"], row["new_status"]),
    )


def _planned(row: Row, change: Change, today: date, seconds: int) -> Planned:
    """It expires with the event, by the old or the new dates, whichever is later."""
    last_day = max(change.before.last_day, change.after.last_day)
    return Planned(
        row["person_id"],
        Kind.CHANGE,
        row["event_id"],
        occasion=str(seconds),
        expires=last_day or (today + UNDATED).isoformat(),
        detail=change.dump(),
    )


def _values(known: Known) -> tuple[str | None, str | None, str | None, str]:
    return known.starts, known.ends, known.apply_by, known.status


def _deadlines(row: Row, today: date) -> Iterator[Planned]:
    saved_on = date.fromisoformat(row["saved_on"])
    for kind, deadline, days in (
        (Kind.DEADLINE, row["apply_by"], row["apply_days"]),
        (Kind.START, row["starts"], row["start_days"]),
    ):
        day = remind_on(date.fromisoformat(deadline), days, saved_on) if deadline else None
        if day and day.isoformat() <= today.isoformat() <= deadline:
            yield Planned(row["person_id"], kind, row["event_id"], deadline, deadline)
