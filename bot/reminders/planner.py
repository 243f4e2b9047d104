"""Decides which notices are due, and writes them into the queue, some hundred at a time."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from bot.reminders.matches import NewMatches
from bot.reminders.models import (
    DAILY_HOUR,
    AlertKind,
    EventChange,
    EventSnapshot,
    NoticeKind,
    remind_on,
)
from bot.reminders.repository import REACHABLE, PlannedNotice, enqueue
from bot.storage.database import CHUNK, Database, Row
from bot.team.models import Right
from bot.team.repository import Team

HANDLED_EXPIRES = timedelta(days=1)  # admins hear for so long who has handled an application
UNDATED_EXPIRES = timedelta(days=30)  # a change of an event without dates
REVIEW_AHEAD = timedelta(days=6)  # till the end of the week
REVIEW_EXPIRES = timedelta(days=5)
MONDAY = 0
NEVER_EXPIRES = "9999-12-31"


class NoticePlanner:
    """Every method may be called at every tick: what is planned already stays as it is."""

    def __init__(self, database: Database, team: Team) -> None:
        self._database = database
        self._clock = database.clock
        self._team = team
        self._looked_at: tuple[int, datetime] | None = None  # the content's revision, the hour
        self._reviewed = ""  # the week whose notes about reviews are planned
        self._told: dict[int, EventSnapshot] = {}  # of what everybody reachable has been told

    async def plan_applications(self) -> None:
        """New applications for all who may read them; for the others, who has handled which."""
        now, readers = self._database.now(), self._team.having(Right.APPLICATIONS)
        rows = [
            PlannedNotice(
                row["person_id"], NoticeKind(row["kind"]), row["subject_id"], "", NEVER_EXPIRES
            )
            for row in await self._database.rows(
                _APPLICATIONS, json.dumps(readers), now - int(HANDLED_EXPIRES.total_seconds())
            )
        ]
        await self._enqueue(rows, now)

    async def plan_editing(self) -> None:
        """New conflicts for all editors; on Mondays links and what is due for review."""
        now, editors = self._clock(), json.dumps(self._team.having(Right.EDIT))
        conflicts = await self._database.rows(_CONFLICTS, editors)
        rows = [_duty(row, NoticeKind.CONFLICT, "", NEVER_EXPIRES) for row in conflicts]
        waiting = await self._database.rows(_APPROVALS, editors)
        rows += [_duty(row, NoticeKind.APPROVAL, row["occasion"], NEVER_EXPIRES) for row in waiting]
        week = now.strftime("%G-W%V")
        if now.weekday() == MONDAY and now.hour >= DAILY_HOUR and self._reviewed != week:
            due, expires = now.date() + REVIEW_AHEAD, (now.date() + REVIEW_EXPIRES).isoformat()
            found = await self._database.rows(_REVIEWS, editors, due.isoformat())
            rows += [_duty(row, NoticeKind.REVIEW, week, expires) for row in found]
            broken = await self._database.rows(_LINKS, editors)
            rows += [_duty(row, NoticeKind.LINK, week, expires) for row in broken]
            self._reviewed = week
        await self._enqueue(rows, int(now.timestamp()))

    async def plan_changes(self) -> None:
        """Saved events that differ from what their person was told last.

        Differences come with a change of the calendar. Those who could not be written to then are
        looked for every hour.
        """
        now, revision = self._clock(), self._database.revision
        hour = now.replace(minute=0, second=0, microsecond=0)
        if self._looked_at == (revision, hour):
            return
        if self._looked_at is None or self._looked_at[1] != hour:
            self._told.clear()
        for event in await self._database.rows(_EVENTS):
            present = _snapshot(event)
            if self._told.get(event["id"]) != present:
                await self._plan_changes_of(event["id"], present, now)
                self._told[event["id"]] = present
        self._looked_at = (revision, hour)

    async def plan_day(self) -> None:
        """Reminders and alerts; once a day."""
        now = self._clock()
        today = now.date().isoformat()
        if await self._database.row("SELECT 1 FROM planned_days WHERE day = ?", today):
            return
        for event in await self._database.rows(_UPCOMING, today, today):
            await self._plan_reminders_of(event, now)
        for kind in AlertKind:
            await self._plan_matches(kind, now)
        await self._database.write(
            "INSERT INTO planned_days (day) VALUES (?) ON CONFLICT DO NOTHING", today
        )

    async def _plan_changes_of(self, event_id: int, present: EventSnapshot, now: datetime) -> None:
        seconds, today, after = int(now.timestamp()), now.date(), 0
        while savers := await self._database.rows(
            _UNTOLD, event_id, after, *present, seconds, NoticeKind.CHANGE.topic, CHUNK
        ):
            after = savers[-1]["person_id"]
            planned = [
                _changed(saver, event_id, EventChange(_snapshot(saver), present), now)
                for saver in savers
            ]
            worth_telling = [each for each in planned if each.expires >= today.isoformat()]
            async with self._database.transaction() as transaction:
                await enqueue(transaction, worth_telling, seconds)
                await transaction.many(
                    """
                    UPDATE saved_events SET starts = ?, ends = ?, apply_by = ?, status = ?
                    WHERE person_id = ? AND event_id = ?
                    """,
                    [(*present, saver["person_id"], event_id) for saver in savers],
                )

    async def _plan_reminders_of(self, event: Row, now: datetime) -> None:
        """Of those who want to be reminded by today, and have not saved the event today."""
        today, seconds, after = now.date(), int(now.timestamp()), 0
        days_left = [_days_left(event[name], today) for name in ("apply_by", "starts")]
        while savers := await self._database.rows(
            _SAVERS,
            *(event["id"], after, *days_left, today.isoformat(), seconds),
            *(NoticeKind.START.topic, CHUNK),
        ):
            after = savers[-1]["person_id"]
            due = [each for saver in savers for each in _deadlines(event, saver, today)]
            await self._enqueue(due, seconds)

    async def _plan_matches(self, kind: AlertKind, now: datetime) -> None:
        seconds = int(now.timestamp())
        matches = NewMatches(self._database, kind, now.date(), seconds)
        await matches.begin()
        while page := await matches.page(CHUNK):
            async with self._database.transaction() as transaction:
                await enqueue(transaction, page.notices, seconds)
                await transaction.many(
                    "UPDATE alerts SET after_id = ? WHERE id = ?",
                    [(page.newest, alert_id) for alert_id in page.alerts],
                )

    async def _enqueue(self, notices: Sequence[PlannedNotice], now: int) -> None:
        if notices:
            async with self._database.transaction() as transaction:
                await enqueue(transaction, notices, now)


# json_each: SQLite binds no lists; PostgreSQL's `= ANY (?)` would stand here.
_APPLICATIONS = """
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

_CONFLICTS = """
    SELECT people.id AS person_id, conflicts.id AS subject_id
    FROM conflicts JOIN people ON people.id IN (SELECT value FROM json_each(?1))
    WHERE NOT EXISTS (
        SELECT 1 FROM notices WHERE notices.person_id = people.id AND notices.kind = 'conflict'
            AND notices.subject_id = conflicts.id)
"""
# A draft that was returned and comes again has another revision.
_APPROVALS = """
    SELECT people.id AS person_id, drafts.id AS subject_id,
           CAST(drafts.revision AS TEXT) AS occasion
    FROM drafts JOIN people ON people.id IN (SELECT value FROM json_each(?1))
        AND people.id <> drafts.author_id
    WHERE drafts.state = 'waiting' AND NOT EXISTS (
        SELECT 1 FROM notices WHERE notices.person_id = people.id AND notices.kind = 'approval'
            AND notices.subject_id = drafts.id AND notices.occasion = drafts.revision)
"""
_LINKS = """
    SELECT people.id AS person_id, link_checks.id AS subject_id
    FROM link_checks JOIN people ON people.id IN (SELECT value FROM json_each(?1))
    WHERE link_checks.state IN ('broken', 'moved')
"""
# Of an answer for which nobody answers every editor is told.
_REVIEWS = """
    SELECT people.id AS person_id, answers.id AS subject_id
    FROM answers JOIN people ON people.id IN (SELECT value FROM json_each(?1))
    WHERE answers.state = 'live' AND review_by IS NOT NULL AND review_by <= ?2
        AND (owner_id = people.id OR owner_id IS NULL
             OR owner_id NOT IN (SELECT value FROM json_each(?1)))
"""


def _duty(row: Row, kind: NoticeKind, occasion: str, expires: str) -> PlannedNotice:
    return PlannedNotice(row["person_id"], kind, row["subject_id"], occasion, expires)


_SNAPSHOT = "starts, ends, apply_by, CASE state WHEN 'gone' THEN 'gone' ELSE status END AS status"
_EVENTS = f"SELECT id, {_SNAPSHOT} FROM events"
_UNTOLD = f"""
    SELECT person_id, starts, ends, apply_by, status
    FROM saved_events JOIN people ON people.id = person_id
    WHERE event_id = ? AND person_id > ?
        AND (starts IS DISTINCT FROM ? OR ends IS DISTINCT FROM ?
             OR apply_by IS DISTINCT FROM ? OR status <> ?)
        AND {REACHABLE}
    ORDER BY person_id LIMIT ?
"""

_UPCOMING = """
    SELECT id, apply_by, starts FROM events
    WHERE state = 'live' AND status <> 'cancelled' AND (apply_by >= ? OR starts >= ?)
"""
_SAVERS = f"""
    SELECT person_id, saved_on, apply_days, start_days
    FROM saved_events JOIN people ON people.id = person_id
    WHERE event_id = ? AND person_id > ? AND (apply_days >= ? OR start_days >= ?)
        AND saved_on < ? AND {REACHABLE}
    ORDER BY person_id LIMIT ?
"""
_NEVER = 1_000_000  # days; nobody is reminded so early


def _snapshot(row: Row) -> EventSnapshot:
    return EventSnapshot(row["starts"], row["ends"], row["apply_by"], row["status"])


def _changed(saver: Row, event_id: int, change: EventChange, now: datetime) -> PlannedNotice:
    """The notice expires with the event, by its old or its new dates, whichever are later."""
    last_day = max(change.before.last_day, change.after.last_day)
    return PlannedNotice(
        saver["person_id"],
        NoticeKind.CHANGE,
        event_id,
        occasion=str(int(now.timestamp())),
        expires=last_day or (now.date() + UNDATED_EXPIRES).isoformat(),
        detail=change.dump(),
    )


def _days_left(deadline: str | None, today: date) -> int:
    """Whoever wants to be reminded so many days before is reminded by today."""
    left = (date.fromisoformat(deadline) - today).days if deadline else -1
    return max(1, left) if left >= 0 else _NEVER


def _deadlines(event: Row, saver: Row, today: date) -> Iterator[PlannedNotice]:
    saved_on = date.fromisoformat(saver["saved_on"])
    for kind, deadline, days in (
        (NoticeKind.DEADLINE, event["apply_by"], saver["apply_days"]),
        (NoticeKind.START, event["starts"], saver["start_days"]),
    ):
        day = remind_on(date.fromisoformat(deadline), days, saved_on) if deadline else None
        if day and day.isoformat() <= today.isoformat() <= deadline:
            yield PlannedNotice(saver["person_id"], kind, event["id"], deadline, deadline)
