"""Decides which notices are due, and writes them into the queue."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from bot.courses.models import Aspect, Course, CourseFilter, Learner
from bot.courses.repository import COURSES, courses_of
from bot.events.models import Event, EventFilter, Facet, KindFilter, ListFilter
from bot.events.repository import EVENTS, event_of
from bot.reminders.models import AlertKind, EventChange, EventSnapshot, NoticeKind, remind_on
from bot.storage.database import Database, Row, Transaction

# A condition on `people`; its values: the time in seconds, the topic. No notice is planned for a
# person who cannot be written to now: what is still true is planned when they can be again.
REACHABLE = """
    people.state = 'active' AND COALESCE(people.paused_until, 0) <= ? AND NOT EXISTS (
        SELECT 1 FROM opt_outs WHERE opt_outs.person_id = people.id AND opt_outs.topic = ?)
"""


@dataclass(frozen=True, slots=True)
class PlannedNotice:
    """A new row of the queue.

    It is unique by person, kind, subject and occasion: what is planned twice is sent once.
    """

    person_id: int
    kind: NoticeKind
    subject_id: int
    occasion: str
    expires: str
    detail: str = ""


async def enqueue(transaction: Transaction, notices: list[PlannedNotice], now: int) -> None:
    await transaction.many(
        """
        INSERT INTO notices
            (person_id, kind, topic, subject_id, occasion, expires, detail, planned_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (person_id, kind, subject_id, occasion) DO NOTHING
        """,
        [
            (
                each.person_id,
                each.kind,
                each.kind.topic,
                each.subject_id,
                each.occasion,
                each.expires,
                each.detail,
                now,
            )
            for each in notices
        ],
    )


MATCH_EXPIRES = timedelta(days=30)
HANDLED_EXPIRES = timedelta(days=1)  # admins hear for so long who has handled an application
UNDATED_EXPIRES = timedelta(days=30)  # a change of an event without dates
NEVER_EXPIRES = "9999-12-31"

Wanted = Mapping[str, int]  # the filter of an alert
Candidate = tuple[int, Callable[[Wanted], bool]]  # the id of something new, whether it matches

_EVENT_FACETS = (Facet.COUNTRY, Facet.CATEGORY, Facet.PERIOD)

_NOTICES = {AlertKind.EVENT: NoticeKind.NEW_EVENT, AlertKind.PROGRAMME: NoticeKind.NEW_PROGRAMME}
_ALERTS = f"""
    SELECT alerts.id, person_id, wanted, after_id
    FROM alerts JOIN people ON people.id = person_id WHERE kind = ? AND {REACHABLE}
"""


async def new_matches(
    transaction: Transaction, kind: AlertKind, today: date, now: int
) -> list[PlannedNotice]:
    """Notices about what is new since each alert of this kind was checked last."""
    notice = _NOTICES[kind]
    alerts = await transaction.rows(_ALERTS, kind, now, notice.topic)
    after = min((row["after_id"] for row in alerts), default=0)
    candidates = await _candidates(transaction, kind, after, today) if alerts else []
    if not candidates:
        return []
    newest = max(subject_id for subject_id, _ in candidates)
    await transaction.many(
        "UPDATE alerts SET after_id = ? WHERE id = ?", [(newest, row["id"]) for row in alerts]
    )
    expires = (today + MATCH_EXPIRES).isoformat()
    return [
        PlannedNotice(row["person_id"], notice, subject_id, occasion="", expires=expires)
        for row in alerts
        for subject_id, suits in candidates
        if subject_id > row["after_id"] and suits(json.loads(row["wanted"]))
    ]


async def _candidates(
    transaction: Transaction, kind: AlertKind, after: int, today: date
) -> list[Candidate]:
    if kind is AlertKind.EVENT:
        rows = await transaction.rows(EVENTS.format(condition="state = 'live' AND id > ?"), after)
        return [(row["id"], partial(_event_suits, event_of(row, today))) for row in rows]
    rows = await transaction.rows(f"{COURSES} AND id > ?", after)
    return [(course.answer_id, partial(_course_suits, course)) for course in courses_of(rows)]


def _event_suits(event: Event, wanted: Wanted) -> bool:
    """New events without dates are told of too: their dates will be."""
    country, category, period = (wanted.get(facet, 0) for facet in _EVENT_FACETS)
    kind = KindFilter(wanted.get("kind", KindFilter.EXHIBITIONS))
    ahead = EventFilter(country, category, period, kind=kind)
    undated = ahead.having(Facet.SHOW, ListFilter.UNCONFIRMED)
    return ahead.matches(event) or undated.matches(event)


def _course_suits(course: Course, wanted: Wanted) -> bool:
    learner, direction, place = (wanted.get(aspect, 0) for aspect in Aspect)
    return CourseFilter(Learner(learner), direction, place).matches(course)


class NoticePlanner:
    """Every method may be called at every tick: what is planned already stays as it is."""

    def __init__(self, database: Database, admins: frozenset[int]) -> None:
        self._database = database
        self._clock = database.clock
        self._admins = json.dumps(sorted(admins))

    async def plan_applications(self) -> None:
        """New applications for every admin; for the other admins, who has handled which."""
        now = int(self._clock().timestamp())
        rows = [
            PlannedNotice(
                row["person_id"], NoticeKind(row["kind"]), row["subject_id"], "", NEVER_EXPIRES
            )
            for row in await self._database.rows(
                _APPLICATIONS, self._admins, now - int(HANDLED_EXPIRES.total_seconds())
            )
        ]
        if rows:
            async with self._database.transaction() as transaction:
                await enqueue(transaction, rows, now)

    async def plan_changes(self) -> None:
        """Saved events that differ from what their person was told last."""
        now = self._clock()
        seconds = int(now.timestamp())
        differing = await self._database.rows(_DIFFERING, seconds, NoticeKind.CHANGE.topic)
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

    async def plan_day(self) -> None:
        """Reminders and alerts; once a day."""
        now = self._clock()
        today, seconds = now.date(), int(now.timestamp())
        planned = "SELECT 1 FROM planned_days WHERE day = ?"
        if await self._database.row(planned, today.isoformat()):
            return
        async with self._database.transaction() as transaction:
            rows = await transaction.rows(
                _UPCOMING, today.isoformat(), today.isoformat(), seconds, NoticeKind.START.topic
            )
            due = [each for row in rows for each in _deadlines(row, today)]
            for kind in AlertKind:
                due += await new_matches(transaction, kind, today, seconds)
            await enqueue(transaction, due, seconds)
            await transaction.execute("INSERT INTO planned_days VALUES (?)", today.isoformat())


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


def _change(row: Row) -> EventChange:
    return EventChange(
        EventSnapshot(row["starts"], row["ends"], row["apply_by"], row["status"]),
        EventSnapshot(row["new_starts"], row["new_ends"], row["new_apply_by"], row["new_status"]),
    )


def _planned(row: Row, change: EventChange, today: date, seconds: int) -> PlannedNotice:
    """The notice expires with the event, by its old or its new dates, whichever are later."""
    last_day = max(change.before.last_day, change.after.last_day)
    return PlannedNotice(
        row["person_id"],
        NoticeKind.CHANGE,
        row["event_id"],
        occasion=str(seconds),
        expires=last_day or (today + UNDATED_EXPIRES).isoformat(),
        detail=change.dump(),
    )


def _values(snapshot: EventSnapshot) -> tuple[str | None, str | None, str | None, str]:
    return snapshot.starts, snapshot.ends, snapshot.apply_by, snapshot.status


def _deadlines(row: Row, today: date) -> Iterator[PlannedNotice]:
    saved_on = date.fromisoformat(row["saved_on"])
    for kind, deadline, days in (
        (NoticeKind.DEADLINE, row["apply_by"], row["apply_days"]),
        (NoticeKind.START, row["starts"], row["start_days"]),
    ):
        day = remind_on(date.fromisoformat(deadline), days, saved_on) if deadline else None
        if day and day.isoformat() <= today.isoformat() <= deadline:
            yield PlannedNotice(row["person_id"], kind, row["event_id"], deadline, deadline)
