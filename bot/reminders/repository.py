"""SQL of saved events, of alerts and of the queue of notices."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from bot.events.models import Event
from bot.events.repository import EVENTS, event_of
from bot.people.models import NEVER
from bot.reminders.models import (
    DAILY_HOUR,
    OF_SAVED_EVENT,
    Alert,
    AlertKind,
    EventChange,
    Notice,
    NoticeKind,
    NoticeSubject,
    SavedResult,
    remind_on,
)
from bot.storage.database import Database, Row, Transaction

_NEWEST = {
    AlertKind.EVENT: "SELECT COALESCE(MAX(id), 0) FROM events",
    AlertKind.PROGRAMME: "SELECT COALESCE(MAX(id), 0) FROM answers",
}
_SAVE = """
    INSERT INTO saved_events
        (person_id, event_id, saved_on, saved_at, starts, ends, apply_by, status)
    SELECT ?, id, ?, ?, starts, ends, apply_by, status
    FROM events WHERE id = ? AND state = 'live'
    ON CONFLICT (person_id, event_id) DO NOTHING
"""


class Reminders:
    """What people want to be told of: saved events, and alerts on filters."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.clock = database.clock

    async def save_event(self, person_id: int, event_id: int) -> SavedResult:
        """Remind the person of the event; saving it twice changes nothing."""
        now = self.clock()
        async with self._database.transaction() as transaction:
            await transaction.execute(
                _SAVE,
                *(person_id, now.date().isoformat(), int(now.timestamp()), event_id),
            )
            row = await transaction.row(
                """
                SELECT saved_on, starts, apply_by, status, apply_days, start_days, paused_until
                FROM saved_events JOIN people ON people.id = person_id
                WHERE person_id = ? AND event_id = ?
                """,
                person_id,
                event_id,
            )
        if row is None:
            return SavedResult()
        first = _first_reminder(row, now.date(), late=now.hour >= DAILY_HOUR)
        return SavedResult(first, silenced=(row["paused_until"] or 0) >= NEVER)

    async def count_savers(self, event_id: int) -> int:
        """How many people have saved the event."""
        return await self._database.number(
            "SELECT COUNT(*) FROM saved_events WHERE event_id = ?", event_id
        )

    async def unsave_event(self, person_id: int, event_id: int) -> None:
        """Remove the event and its notices that are still waiting."""
        async with self._database.transaction() as transaction:
            await transaction.execute(
                "DELETE FROM saved_events WHERE person_id = ? AND event_id = ?",
                person_id,
                event_id,
            )
            await transaction.execute(
                """
                DELETE FROM notices WHERE person_id = ? AND subject_id = ? AND state = 'pending'
                    AND kind IN (?, ?, ?)
                """,
                person_id,
                event_id,
                *OF_SAVED_EVENT,
            )

    async def saved_events(self, person_id: int) -> tuple[Event, ...]:
        """Coming events, the nearest first; then those without dates; then past ones."""
        rows = await self._database.rows(
            EVENTS.format(
                condition="""state = 'live' AND id IN
                    (SELECT event_id FROM saved_events WHERE person_id = ?)"""
            ),
            person_id,
        )
        today = self.clock().date()
        return tuple(sorted((event_of(row, today) for row in rows), key=_nearness))

    async def add_alert(
        self, person_id: int, kind: AlertKind, wanted: Mapping[str, int], title: str
    ) -> None:
        """Tell the person of new matches; adding the same filter twice changes nothing."""
        await self._database.write(
            f"""
            INSERT INTO alerts (person_id, kind, wanted, title, after_id, created_at)
            VALUES (?, ?, ?, ?, ({_NEWEST[kind]}), ?)
            ON CONFLICT (person_id, kind, wanted) DO NOTHING
            """,
            person_id,
            kind,
            _dump(wanted),
            title,
            self._database.now(),
        )

    async def remove_alert(self, person_id: int, alert_id: int) -> None:
        await self._database.write(
            "DELETE FROM alerts WHERE person_id = ? AND id = ?", person_id, alert_id
        )

    async def unfollow(self, person_id: int, kind: AlertKind, wanted: Mapping[str, int]) -> None:
        """Remove the alert with this filter, if there is one."""
        await self._database.write(
            "DELETE FROM alerts WHERE person_id = ? AND kind = ? AND wanted = ?",
            *(person_id, kind, _dump(wanted)),
        )

    async def follows(self, person_id: int, kind: AlertKind, wanted: Mapping[str, int]) -> bool:
        row = await self._database.row(
            "SELECT 1 FROM alerts WHERE person_id = ? AND kind = ? AND wanted = ?",
            *(person_id, kind, _dump(wanted)),
        )
        return row is not None

    async def alerts(self, person_id: int) -> tuple[Alert, ...]:
        """The oldest first."""
        rows = await self._database.rows(
            "SELECT id, kind, title FROM alerts WHERE person_id = ? ORDER BY id", person_id
        )
        return tuple(Alert(row["id"], AlertKind(row["kind"]), row["title"]) for row in rows)


def _nearness(event: Event) -> tuple[bool, bool, str, str]:
    first = event.first_day.isoformat() if event.first_day else ""
    return event.past, event.first_day is None, first, event.name


def _first_reminder(row: Row, today: date, *, late: bool) -> date | None:
    """The next reminder; `late`: those of today are sent already."""
    if row["status"] == "cancelled":
        return None
    saved_on = date.fromisoformat(row["saved_on"])
    pairs = ((row["apply_by"], row["apply_days"]), (row["starts"], row["start_days"]))
    days = (remind_on(date.fromisoformat(day), before, saved_on) for day, before in pairs if day)
    ahead = [day for day in days if day and (day > today or (day == today and not late))]
    return min(ahead, default=None)


def _dump(wanted: Mapping[str, int]) -> str:
    """The same text for the same filter: sorted keys, without the values that mean «any»."""
    return json.dumps({facet: value for facet, value in sorted(wanted.items()) if value})


# A condition on `people`; its values: the time in seconds, the topic. No notice is planned for a
# person who cannot be written to now: what is still true is planned when they can be again.
REACHABLE = """
    people.state = 'active' AND COALESCE(people.paused_until, 0) <= ? AND NOT EXISTS (
        SELECT 1 FROM opt_outs WHERE opt_outs.person_id = people.id AND opt_outs.topic = ?)
"""


class PlannedNotice(NamedTuple):
    """A new row of the queue.

    It is unique by person, kind, subject and occasion: what is planned twice is sent once.
    """

    person_id: int
    kind: NoticeKind
    subject_id: int
    occasion: str
    expires: str
    detail: str = ""


async def enqueue(transaction: Transaction, notices: Sequence[PlannedNotice], now: int) -> None:
    await transaction.many(
        """
        INSERT INTO notices
            (person_id, kind, subject_id, occasion, expires, detail, topic, planned_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (person_id, kind, subject_id, occasion) DO NOTHING
        """,
        [(*each, each.kind.topic, now) for each in notices],
    )


BATCH = 100  # notices that are read at once


class NoticeQueue:
    """Notices that are planned, being sent, and sent."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.clock = database.clock

    async def give_up_interrupted(self) -> None:
        """Set notices of a run that was killed to `unknown`: they may have arrived already."""
        if await self._database.row("SELECT 1 FROM notices WHERE state = 'sending' LIMIT 1"):
            await self._database.write(
                "UPDATE notices SET state = 'unknown' WHERE state = 'sending'"
            )

    async def due(self, *, daytime: bool) -> dict[int, list[NoticeKind]]:
        """Persons with the kinds of their waiting notices, of at most `BATCH` of these.

        The duties of admins come first, then topic by topic the oldest. Leaves out people who
        blocked the bot. Notices with a topic also wait out the night (`daytime` is False) and a
        person's pause, and are not sent to who opted out of the topic.
        """
        topics = sorted({kind.topic for kind in NoticeKind}) if daytime else [""]
        found: dict[int, list[NoticeKind]] = defaultdict(list)
        for topic in topics:
            for row in await self._waiting(topic):
                kind, kinds = NoticeKind(row["kind"]), found[row["person_id"]]
                if kind not in kinds:
                    kinds.append(kind)
            if found:
                break
        return found

    async def _waiting(self, topic: str) -> list[Row]:
        now = self.clock()
        return await self._database.rows(
            """
            SELECT person_id, kind FROM notices JOIN people ON people.id = person_id
            WHERE notices.state = 'pending' AND topic = ? AND expires >= ?
                AND people.state = 'active' AND (topic = '' OR (
                    COALESCE(paused_until, 0) <= ? AND NOT EXISTS (
                        SELECT 1 FROM opt_outs
                        WHERE opt_outs.person_id = people.id AND opt_outs.topic = notices.topic)))
            ORDER BY notices.id LIMIT ?
            """,
            topic,
            now.date().isoformat(),
            int(now.timestamp()),
            BATCH,
        )

    async def claim(self, person_id: int, kind: NoticeKind) -> Notice:
        """Take all waiting notices of this kind for the person: they are sent once or never."""
        async with self._database.transaction() as transaction:
            rows = await transaction.rows(
                """
                UPDATE notices SET state = 'sending'
                WHERE person_id = ? AND kind = ? AND state = 'pending' AND expires >= ?
                RETURNING subject_id, detail
                """,
                person_id,
                kind,
                self.clock().date().isoformat(),
            )
            person = await transaction.row("SELECT quiet FROM people WHERE id = ?", person_id)
        quiet = bool(person and person["quiet"])
        return Notice(person_id, kind, quiet, tuple(map(_subject, rows)))

    async def finish(self, notice: Notice, outcome: str, message_id: int | None = None) -> None:
        """`outcome` is sent, blocked, failed or unknown; pending puts the notice back."""
        await self._database.write(
            """
            UPDATE notices SET state = ?, message_id = ?, sent_at = ?
            WHERE person_id = ? AND kind = ? AND state = 'sending'
            """,
            outcome,
            message_id,
            self._database.now(),
            notice.person_id,
            notice.kind,
        )


def _subject(row: Row) -> NoticeSubject:
    return NoticeSubject(
        row["subject_id"], EventChange.load(row["detail"]) if row["detail"] else None
    )
