"""What a person follows: saved exhibitions and alerts."""

import json
from collections.abc import Mapping
from datetime import date

from bot.events.models import Event
from bot.events.repository import EVENTS, event_of
from bot.people.models import NEVER
from bot.reminders.models import DAILY_HOUR, OF_SAVED, Alert, AlertKind, SavedResult, remind_on
from bot.storage.database import Database, Row


class SavedEvents:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._clock = database.clock

    async def keep(self, person_id: int, event_id: int, *, wanted: bool) -> SavedResult:
        """Follow the event, or stop; doing either twice is the same as once."""
        if not wanted:
            await self._drop(person_id, event_id)
            return SavedResult()
        now = self._clock()
        async with self._database.transaction() as transaction:
            await transaction.execute(
                """
                INSERT INTO saved_events
                    (person_id, event_id, saved_on, saved_at, starts, ends, apply_by, status)
                SELECT ?, id, ?, ?, starts, ends, apply_by, status
                FROM events WHERE id = ? AND state = 'live'
                ON CONFLICT (person_id, event_id) DO NOTHING
                """,
                person_id,
                now.date().isoformat(),
                int(now.timestamp()),
                event_id,
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

    async def followers(self, event_id: int) -> int:
        row = await self._database.row(
            "SELECT COUNT(*) AS followers FROM saved_events WHERE event_id = ?", event_id
        )
        return int(row["followers"]) if row else 0

    async def _drop(self, person_id: int, event_id: int) -> None:
        """What waits to be told of it, as while Telegram is out of reach, is told no more."""
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
                *OF_SAVED,
            )

    async def of(self, person_id: int) -> tuple[Event, ...]:
        """What is ahead, the nearest first and the undated after it; then what is over."""
        rows = await self._database.rows(
            EVENTS.format(
                condition="""state = 'live' AND id IN
                    (SELECT event_id FROM saved_events WHERE person_id = ?)"""
            ),
            person_id,
        )
        today = self._clock().date()
        return tuple(sorted((event_of(row, today) for row in rows), key=_nearness))


def _nearness(event: Event) -> tuple[bool, bool, str, str]:
    first = event.first_day.isoformat() if event.first_day else ""
    return event.past, event.first_day is None, first, event.name


def _first_reminder(row: Row, today: date, *, late: bool) -> date | None:
    """The nearest that is still to come; `late` when today's have been sent already."""
    if row["status"] == "cancelled":
        return None
    saved_on = date.fromisoformat(row["saved_on"])
    pairs = ((row["apply_by"], row["apply_days"]), (row["starts"], row["start_days"]))
    days = (remind_on(date.fromisoformat(day), before, saved_on) for day, before in pairs if day)
    ahead = [day for day in days if day and (day > today or (day == today and not late))]
    return min(ahead, default=None)


_NEWEST = {
    AlertKind.EVENT: "SELECT COALESCE(MAX(id), 0) FROM events",
    AlertKind.PROGRAMME: "SELECT COALESCE(MAX(id), 0) FROM answers",
}


class Alerts:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._clock = database.clock

    async def follow(
        self, person_id: int, kind: AlertKind, wanted: Mapping[str, int], title: str
    ) -> None:
        """Tell of what will come from now on; following the same filter twice changes nothing."""
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
            int(self._clock().timestamp()),
        )

    async def remove(self, person_id: int, alert_id: int) -> None:
        await self._database.write(
            "DELETE FROM alerts WHERE person_id = ? AND id = ?", person_id, alert_id
        )

    async def of(self, person_id: int) -> tuple[Alert, ...]:
        """The oldest first."""
        rows = await self._database.rows(
            "SELECT id, kind, title FROM alerts WHERE person_id = ? ORDER BY id", person_id
        )
        return tuple(Alert(row["id"], AlertKind(row["kind"]), row["title"]) for row in rows)


def _dump(wanted: Mapping[str, int]) -> str:
    """The same text for the same filter: facets in order, without those that mean «any»."""
    return json.dumps({facet: value for facet, value in sorted(wanted.items()) if value})
