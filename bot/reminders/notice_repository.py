"""Notices: planned, queued, sent."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from bot.courses.models import Aspect, Course, CourseFilter, Learner
from bot.courses.repository import COURSES, courses_of
from bot.events.models import Event, EventFilter, Facet
from bot.events.repository import EVENTS, event_of
from bot.reminders.models import AlertKind, Change, Known, Notice, NoticeKind, Subject, remind_on
from bot.storage.database import Database, Row, Transaction

# A condition on `people`; its values: the second now, the topic. Who cannot be told is not planned
# for: once they can be again, what still holds is planned then, with the words of that day.
REACHABLE = """
    people.state = 'active' AND COALESCE(people.paused_until, 0) <= ? AND NOT EXISTS (
        SELECT 1 FROM opt_outs WHERE opt_outs.person_id = people.id AND opt_outs.topic = ?)
"""


@dataclass(frozen=True, slots=True)
class PlannedNotice:
    """The same person, kind, subject and occasion are told once, however often they are planned."""

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


WORTH_TELLING = timedelta(days=30)


Wanted = Mapping[str, int]


Candidate = tuple[int, Callable[[Wanted], bool]]


_EVENT_FACETS = (Facet.COUNTRY, Facet.CATEGORY, Facet.PERIOD)


_NOTICES = {AlertKind.EVENT: NoticeKind.NEW_EVENT, AlertKind.PROGRAMME: NoticeKind.NEW_PROGRAMME}


async def new_matches(
    transaction: Transaction, kind: AlertKind, today: date, now: int
) -> list[PlannedNotice]:
    """What every alert of this kind has not yet heard of; from now on it has."""
    notice = _NOTICES[kind]
    alerts = await transaction.rows(
        f"""
        SELECT alerts.id, person_id, wanted, after_id
        FROM alerts JOIN people ON people.id = person_id WHERE kind = ? AND {REACHABLE}
        """,
        kind,
        now,
        notice.topic,
    )
    after = min((row["after_id"] for row in alerts), default=0)
    candidates = await _candidates(transaction, kind, after, today) if alerts else []
    if not candidates:
        return []
    newest = max(subject_id for subject_id, _ in candidates)
    await transaction.many(
        "UPDATE alerts SET after_id = ? WHERE id = ?", [(newest, row["id"]) for row in alerts]
    )
    expires = (today + WORTH_TELLING).isoformat()
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
    country, category, period = (wanted.get(facet, 0) for facet in _EVENT_FACETS)
    return EventFilter(country, category, period).matches(event)


def _course_suits(course: Course, wanted: Wanted) -> bool:
    learner, direction, place = (wanted.get(aspect, 0) for aspect in Aspect)
    return CourseFilter(Learner(learner), direction, place).matches(course)


ALWAYS = "9999-12-31"
NEWS = timedelta(days=1)  # for so long the others are told who has handled an application
UNDATED = timedelta(days=30)  # how long a change of an event without dates is worth telling


class Plan:
    """Every method may be called at every tick: what is planned already stays as it is."""

    def __init__(self, database: Database, admins: frozenset[int]) -> None:
        self._database = database
        self._clock = database.clock
        self._admins = json.dumps(sorted(admins))

    async def duties(self) -> None:
        """Applications for every admin, and who has handled them for the others."""
        now = int(self._clock().timestamp())
        rows = [
            PlannedNotice(row["person_id"], NoticeKind(row["kind"]), row["subject_id"], "", ALWAYS)
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

    async def day(self) -> None:
        """The day's reminders and alerts, planned together and once."""
        now = self._clock()
        today, seconds = now.date(), int(now.timestamp())
        known = "SELECT 1 FROM planned_days WHERE day = ?"
        if await self._database.row(known, today.isoformat()):
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


def _planned(row: Row, change: Change, today: date, seconds: int) -> PlannedNotice:
    """It expires with the event, by the old or the new dates, whichever is later."""
    last_day = max(change.before.last_day, change.after.last_day)
    return PlannedNotice(
        row["person_id"],
        NoticeKind.CHANGE,
        row["event_id"],
        occasion=str(seconds),
        expires=last_day or (today + UNDATED).isoformat(),
        detail=change.dump(),
    )


def _values(known: Known) -> tuple[str | None, str | None, str | None, str]:
    return known.starts, known.ends, known.apply_by, known.status


def _deadlines(row: Row, today: date) -> Iterator[PlannedNotice]:
    saved_on = date.fromisoformat(row["saved_on"])
    for kind, deadline, days in (
        (NoticeKind.DEADLINE, row["apply_by"], row["apply_days"]),
        (NoticeKind.START, row["starts"], row["start_days"]),
    ):
        day = remind_on(date.fromisoformat(deadline), days, saved_on) if deadline else None
        if day and day.isoformat() <= today.isoformat() <= deadline:
            yield PlannedNotice(row["person_id"], kind, row["event_id"], deadline, deadline)


BATCH = 100


class Notices:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._clock = database.clock

    async def give_up_interrupted(self) -> None:
        """What was claimed by a run that never finished may have arrived: it is not sent again."""
        if await self._database.row("SELECT 1 FROM notices WHERE state = 'sending' LIMIT 1"):
            await self._database.write(
                "UPDATE notices SET state = 'unknown' WHERE state = 'sending'"
            )

    async def due(self, *, awake: bool) -> tuple[tuple[int, NoticeKind], ...]:
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
        return tuple((row["person_id"], NoticeKind(row["kind"])) for row in rows)

    async def claim(self, person_id: int, kind: NoticeKind) -> Notice:
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
