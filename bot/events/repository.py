"""Exhibitions and dates: reading them, an admin's changes, votes for next year's exhibitions."""

import asyncio
from collections.abc import Collection, Iterable
from dataclasses import fields as fields_of
from dataclasses import replace
from datetime import date
from functools import partial

from bot.errors import EventRemovedError, NotFoundError
from bot.events.filters import Calendar, EventPage, Option
from bot.events.import_repository import event_now, marked, save_event
from bot.events.models import (
    NO_NOTES,
    TAKES_PART,
    CalendarNotes,
    Event,
    EventCard,
    EventDates,
    EventFilter,
    EventKind,
    EventUserState,
    Facet,
    Status,
    VoteTotal,
    VotingPeriod,
)
from bot.knowledge.repository import ContentMemory
from bot.knowledge.revisions import Authorship
from bot.people.audit import AuditEntry, record
from bot.storage.database import Database, Repository, Row, Transaction, day_of
from bot.team.models import Right
from bot.team.repository import Team

EVENTS = """
    SELECT id, key, name, label, country, city, industry, category, format, starts, ends,
           status, apply_by, organiser, moscow, website, source_url, source_date, note,
           sequence, state, dates_edited, status_edited, kind, audience, rule, usual_month, moved_to
    FROM events WHERE {condition}
"""
_USER_STATE = """
    SELECT
        EXISTS (SELECT 1 FROM saved_events WHERE person_id = ?1 AND event_id = ?2) AS saved,
        EXISTS (SELECT 1 FROM votes WHERE year = ?3 AND person_id = ?1 AND event_id = ?2) AS voted,
        EXISTS (SELECT 1 FROM applications
                WHERE person_id = ?1 AND event_id = ?2 AND state = 'draft'
                    AND (step > 0 OR message_id IS NOT NULL)) AS drafted,
        (SELECT COALESCE(MAX(id), 0) FROM applications
         WHERE person_id = ?1 AND event_id = ?2 AND state <> 'draft') AS application_id
"""


class EventVotes(Repository):
    """The vote for next year's exhibitions."""

    def __init__(self, database: Database, until: date) -> None:
        """`until` is the last day of voting; the vote is for the year after it."""
        super().__init__(database)
        self._until = until

    @property
    def period(self) -> VotingPeriod:
        is_open = self._clock().date() <= self._until
        return VotingPeriod(self._until.year + 1, self._until, is_open)

    async def set_vote(self, person_id: int, event_id: int, *, wanted: bool) -> bool:
        """Vote or take the vote back; False, and nothing changes, when voting is over."""
        period = self.period
        if not period.open:
            return False
        if wanted:
            await self._database.write(
                """
                INSERT INTO votes (year, person_id, event_id, voted_at)
                SELECT ?, ?, id, ? FROM events WHERE id = ?
                ON CONFLICT (year, person_id, event_id) DO NOTHING
                """,
                period.year,
                person_id,
                self._database.now(),
                event_id,
            )
        else:
            await self._database.write(
                "DELETE FROM votes WHERE year = ? AND person_id = ? AND event_id = ?",
                period.year,
                person_id,
                event_id,
            )
        return True

    async def of_person(self, person_id: int) -> tuple[Event, ...]:
        """The events that the person voted for, by name."""
        rows = await self._database.rows(
            EVENTS.format(
                condition="""state = 'live' AND id IN
                    (SELECT event_id FROM votes WHERE person_id = ? AND year = ?) ORDER BY name"""
            ),
            person_id,
            self.period.year,
        )
        return tuple(event_of(row, self._clock().date()) for row in rows)

    async def totals(self) -> tuple[VoteTotal, ...]:
        """Every event with a vote, the most wanted first, including events removed since."""
        rows = await self._database.rows(
            """
            SELECT event_id, name, country, COUNT(*) AS votes
            FROM votes JOIN events ON events.id = event_id WHERE year = ?
            GROUP BY event_id, name, country ORDER BY votes DESC, name
            """,
            self.period.year,
        )
        return tuple(VoteTotal(**row) for row in rows)

    async def export(self, admin_id: int) -> tuple[VoteTotal, ...]:
        """The totals for an admin's file. The export is in the audit log.

        They are read before its transaction, in which everybody who writes waits.
        """
        totals = await self.totals()
        entry = AuditEntry(admin_id, "export votes", str(self.period.year))
        async with self._database.transaction() as transaction:
            await record(transaction, entry, self._clock())
        return totals


class Events:
    """The calendar: events that are live, and what each person has done with them."""

    def __init__(
        self, database: Database, vote_until: date, team: Team, notes: CalendarNotes = NO_NOTES
    ) -> None:
        self._database = database
        self.clock = database.clock
        self.notes = notes
        self._team = team
        self._memory = ContentMemory(database)
        self.votes = EventVotes(database, vote_until)

    async def event(self, event_id: int) -> Event:
        """Raises EventRemovedError for one that left the calendar, NotFoundError for no event."""
        read = partial(self._one, "id = ?", event_id)
        return await self._memory.get(("event", event_id), read)

    async def find_key(self, key: str) -> Event:
        """The event with this key («gitex-global-2026»); raises as `event`."""
        return await self._one("key = ?", key)

    async def card(self, person_id: int, event_id: int) -> EventCard:
        """The event with what this person has done with it; raises as `event`."""
        event = await self.event(event_id)
        return EventCard(event, self._user_state(person_id, event_id), self.notes)

    async def find_card(self, person_id: int, key: str) -> EventCard:
        """As `card`, for the event with this key."""
        event = await self.find_key(key)
        return EventCard(event, self._user_state(person_id, event.id), self.notes)

    async def successor(self, moved_to: int | None) -> int | None:
        """The id of the live event to which the moves from this one on lead in the end."""
        row = await self._database.row(
            """
            WITH RECURSIVE way (id) AS (
                VALUES (?) UNION SELECT moved_to FROM events JOIN way USING (id)
                WHERE state = 'gone' AND moved_to IS NOT NULL)
            SELECT id FROM way JOIN events USING (id) WHERE state = 'live'
            """,
            moved_to,
        )
        return int(row["id"]) if row else None

    async def live(self) -> tuple[Event, ...]:
        """Every event of the calendar, including finished ones."""
        return await self._memory.get("live", self._read_live)

    async def some(self, ids: Collection[int]) -> tuple[Event, ...]:
        """Events with these ids in the order of their dates, including removed ones."""
        marks = ", ".join("?" * len(ids))
        rows = await self._database.rows(
            EVENTS.format(condition=f"id IN ({marks}) ORDER BY starts IS NULL, starts, name"), *ids
        )
        today = self.clock().date()
        return tuple(event_of(row, today) for row in rows)

    async def page(self, wanted: EventFilter, page: int = 0) -> EventPage:
        """A page past the end is the last one."""
        calendar = await self._calendar()

        async def arrange() -> EventPage:
            found = await asyncio.to_thread(calendar.page, wanted, page)
            return replace(found, notes=self.notes)

        return await self._memory.get(("page", wanted, page), arrange)

    async def options(self, wanted: EventFilter, facet: Facet) -> tuple[Option, ...]:
        """The values of this facet, counted while the other filters stay as they are."""
        calendar = await self._calendar()
        return await self._memory.get(
            ("options", wanted, facet), lambda: asyncio.to_thread(calendar.options, wanted, facet)
        )

    async def reschedule(self, admin_id: int, event_id: int, after: EventDates, seen: int) -> bool:
        """Change an event's dates or status, whatever the editors' file says of them.

        The change, its revision and its audit entry are one transaction. Nothing is written when
        the event is already so. False, and nothing changes, when the event's sequence is not `seen`
        any more. Raises as `event`.
        """
        async with self._database.transaction() as transaction:
            row = await transaction.row(EVENTS.format(condition="id = ?"), event_id)
            before = self._event_of(row, event_id)
            if before.dates == after:
                return True
            if before.sequence != seen:
                return False
            await _write_dates(transaction, before, after, Authorship(admin_id, self.clock()))
            changed = before.dates.as_json(), after.as_json()
            entry = AuditEntry(admin_id, "move event", before.key, *changed)
            await record(transaction, entry, self.clock())
        return True

    async def answers_with(self, words: str) -> tuple[str, ...]:
        """Titles of the answers whose text has these words («7–11 декабря 2026»); empty for ''."""
        if not words:
            return ()
        rows = await self._database.rows(
            "SELECT title FROM answers WHERE state = 'live' AND body LIKE ? ORDER BY id",
            f"%{words}%",
        )
        return tuple(row["title"] for row in rows)

    def _user_state(self, person_id: int, event_id: int) -> EventUserState:
        period = self.votes.period
        row = self._database.read_now(_USER_STATE, person_id, event_id, period.year)
        found = row or {}
        return EventUserState(
            saved=bool(found["saved"]),
            voted=bool(found["voted"]),
            drafted=bool(found["drafted"]),
            application_id=found["application_id"],
            voting=period,
            can_edit=self._team.may(person_id, Right.EDIT),
            can_apply=bool(self._team.having(Right.APPLICATIONS)),
        )

    async def _calendar(self) -> Calendar:
        async def arrange() -> Calendar:
            return Calendar(await self.live())

        return await self._memory.get("calendar", arrange)

    async def _read_live(self) -> tuple[Event, ...]:
        today = self.clock().date()
        rows = await self._database.rows(EVENTS.format(condition="state = 'live'"))
        return await asyncio.to_thread(_events_of, rows, today)

    async def _one(self, condition: str, value: int | str) -> Event:
        row = await self._database.row(EVENTS.format(condition=condition), value)
        return self._event_of(row, value)

    def _event_of(self, row: Row | None, value: int | str) -> Event:
        if row is None:
            raise NotFoundError("event", value)
        if row["state"] == "gone":
            raise EventRemovedError(row["id"], row["name"], row["kind"], row["moved_to"])
        return event_of(row, self.clock().date())


async def _write_dates(
    transaction: Transaction, event: Event, after: EventDates, by: Authorship
) -> None:
    """What was changed is marked as edited: it is no longer what the source says."""
    before = await event_now(transaction, event.id)
    starts, ends = (day.isoformat() if day else None for day in after[:2])
    fields = {**before, "start": starts, "end": ends, "status": str(after.status)}
    kept = {name: value for name, value in fields.items() if value is not None}
    await save_event(transaction, event.key, marked(before, kept, event.today), by)


def _events_of(rows: Iterable[Row], today: date) -> tuple[Event, ...]:
    return tuple(event_of(row, today) for row in rows)


_DAYS = ("starts", "ends", "apply_by", "dates_edited", "status_edited")
_NAMES = frozenset(each.name for each in fields_of(Event))


def event_of(row: Row, today: date) -> Event:
    """An event from its columns; `row` may hold others beside them."""
    read = {
        **{name: day_of(row[name]) for name in _DAYS},
        "status": Status(row["status"]),
        "kind": EventKind(row["kind"]),
        "moscow": TAKES_PART.get(row["moscow"]),
        "today": today,
    }
    return Event(**{name: value for name, value in {**row, **read}.items() if name in _NAMES})
