"""Exhibitions, their dates and cards, votes for next year's."""

from collections.abc import Collection
from datetime import date
from functools import partial
from typing import NamedTuple

from bot.errors import EventRemovedError, NotFoundError
from bot.events import filters
from bot.events.filters import EventPage, Option
from bot.events.models import (
    Event,
    EventCard,
    EventFilter,
    EventUserState,
    Facet,
    Status,
    Total,
    VotingPeriod,
)
from bot.knowledge.repository import ContentMemory
from bot.people.audit import AuditEntry, record
from bot.storage.database import Database, Row, Transaction


class EventDates(NamedTuple):
    """What an admin can change of an event."""

    starts: date | None
    ends: date | None
    status: Status

    @classmethod
    def of(cls, event: Event) -> "EventDates":
        return cls(event.starts, event.ends, event.status)

    def told(self) -> dict[str, str]:
        return {name: str(value) for name, value in self._asdict().items()}


async def move(
    transaction: Transaction, before: Event, after: EventDates, admin_id: int
) -> AuditEntry:
    """What was done, for the audit log.

    Raises the event's sequence, by which calendars and reminders see that it moved, and marks
    what was changed: it is no longer the source's word.
    """
    starts, ends = (day.isoformat() if day else None for day in after[:2])
    today = before.today.isoformat()
    await transaction.execute(
        """
        UPDATE events SET
            starts = ?, ends = ?, status = ?, sequence = sequence + 1,
            dates_edited = CASE
                WHEN (COALESCE(starts, ''), COALESCE(ends, ''))
                   = (COALESCE(?, ''), COALESCE(?, '')) THEN dates_edited ELSE ? END,
            status_edited = CASE WHEN status = ? THEN status_edited ELSE ? END
        WHERE id = ?
        """,
        *(starts, ends, after.status),
        *(starts, ends, today),
        *(after.status, today),
        before.id,
    )
    await transaction.execute("UPDATE content SET revision = revision + 1")
    return AuditEntry(
        admin_id, "move event", before.key, EventDates.of(before).told(), after.told()
    )


EVENTS = """
    SELECT id, key, name, label, country, city, industry, category, format, starts, ends,
           status, apply_by, organiser, moscow, website, source_url, source_date, note,
           sequence, state, dates_edited, status_edited
    FROM events WHERE {condition}
"""


class Events:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._clock = database.clock
        self._memory = ContentMemory(database)

    async def event(self, event_id: int) -> Event:
        """Raises EventRemovedError for one that left the calendar, NotFoundError for no event."""
        read = partial(self._one, "id = ?", event_id)
        return await self._memory.get(("event", event_id), read)

    async def find_key(self, key: str) -> Event:
        """The event with this key («gitex-global-2026»); raises as `event`."""
        return await self._one("key = ?", key)

    async def live(self) -> tuple[Event, ...]:
        """Every event of the calendar, finished ones too."""
        return await self._memory.get("live", self._read_live)

    async def some(self, ids: Collection[int]) -> tuple[Event, ...]:
        """Those with these ids by their dates; what left the calendar is among them."""
        marks = ", ".join("?" * len(ids))
        rows = await self._database.rows(
            EVENTS.format(condition=f"id IN ({marks}) ORDER BY starts IS NULL, starts, name"), *ids
        )
        today = self._clock().date()
        return tuple(event_of(row, today) for row in rows)

    async def page(self, wanted: EventFilter, page: int = 0) -> EventPage:
        """A page past the end is the last one."""
        return filters.event_page(await self.live(), wanted, page)

    async def options(self, wanted: EventFilter, facet: Facet) -> tuple[Option, ...]:
        """What the list could be narrowed to by this facet, the rest of it staying as it is."""
        return filters.options(await self.live(), wanted, facet)

    async def reschedule(self, admin_id: int, event_id: int, after: EventDates, seen: int) -> bool:
        """An admin's change, which holds until the editors' file says something new of the event.

        It is in the audit log or has not happened; what is so already stays as it is. False, and
        nothing changes, when its sequence is not the `seen` one any more. Raises as `event`.
        """
        async with self._database.transaction() as transaction:
            row = await transaction.row(EVENTS.format(condition="id = ?"), event_id)
            before = self._kept(row, event_id)
            if EventDates.of(before) == after:
                return True
            if before.sequence != seen:
                return False
            deed = await move(transaction, before, after, admin_id)
            await record(transaction, deed, self._clock())
        return True

    async def mentions(self, words: str) -> tuple[str, ...]:
        """The titles of the answers that say these words, as «7–11 декабря 2026»; none for none."""
        if not words:
            return ()
        rows = await self._database.rows(
            "SELECT title FROM answers WHERE state = 'live' AND body LIKE ? ORDER BY id",
            f"%{words}%",
        )
        return tuple(row["title"] for row in rows)

    async def _read_live(self) -> tuple[Event, ...]:
        today = self._clock().date()
        rows = await self._database.rows(EVENTS.format(condition="state = 'live'"))
        return tuple(event_of(each, today) for each in rows)

    async def _one(self, condition: str, value: int | str) -> Event:
        row = await self._database.row(EVENTS.format(condition=condition), value)
        return self._kept(row, value)

    def _kept(self, row: Row | None, value: int | str) -> Event:
        if row is None:
            raise NotFoundError("event", value)
        if row["state"] == "gone":
            raise EventRemovedError(row["id"], row["name"])
        return event_of(row, self._clock().date())


def event_of(row: Row, today: date) -> Event:
    """An event from its columns; `row` may hold others beside them."""
    return Event(
        id=row["id"],
        key=row["key"],
        name=row["name"],
        label=row["label"],
        country=row["country"],
        city=row["city"],
        industry=row["industry"],
        category=row["category"],
        format=row["format"],
        starts=_day(row["starts"]),
        ends=_day(row["ends"]),
        status=Status(row["status"]),
        apply_by=_day(row["apply_by"]),
        organiser=row["organiser"],
        moscow=row["moscow"] == "yes",
        website=row["website"],
        source_url=row["source_url"],
        source_date=row["source_date"],
        note=row["note"],
        sequence=row["sequence"],
        today=today,
        dates_edited=_day(row["dates_edited"]),
        status_edited=_day(row["status_edited"]),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


class EventVotes:
    def __init__(self, database: Database, until: date) -> None:
        """`until` is the last day of voting; the vote is for the year after it."""
        self._database = database
        self._clock = database.clock
        self._until = until

    @property
    def ballot(self) -> VotingPeriod:
        is_open = self._clock().date() <= self._until
        return VotingPeriod(self._until.year + 1, self._until, is_open)

    async def vote(self, person_id: int, event_id: int, *, wanted: bool) -> bool:
        """Vote or take the vote back; False, and nothing happens, when voting is over."""
        ballot = self.ballot
        if not ballot.open:
            return False
        async with self._database.transaction() as transaction:
            if wanted:
                await transaction.execute(
                    """
                    INSERT INTO votes (year, person_id, event_id, voted_at)
                    SELECT ?, ?, id, ? FROM events WHERE id = ?
                    ON CONFLICT (year, person_id, event_id) DO NOTHING
                    """,
                    ballot.year,
                    person_id,
                    int(self._clock().timestamp()),
                    event_id,
                )
            else:
                await transaction.execute(
                    "DELETE FROM votes WHERE year = ? AND person_id = ? AND event_id = ?",
                    ballot.year,
                    person_id,
                    event_id,
                )
        return True

    async def of(self, person_id: int) -> tuple[Event, ...]:
        """What the person voted for, in the order of the alphabet."""
        rows = await self._database.rows(
            EVENTS.format(
                condition="""state = 'live' AND id IN
                    (SELECT event_id FROM votes WHERE person_id = ? AND year = ?) ORDER BY name"""
            ),
            person_id,
            self.ballot.year,
        )
        return tuple(event_of(row, self._clock().date()) for row in rows)

    async def totals(self) -> tuple[Total, ...]:
        """Every event with a vote, the most wanted first; events removed since are among them."""
        rows = await self._database.rows(
            """
            SELECT event_id, name, country, COUNT(*) AS votes
            FROM votes JOIN events ON events.id = event_id WHERE year = ?
            GROUP BY event_id, name, country ORDER BY votes DESC, name
            """,
            self.ballot.year,
        )
        return tuple(Total(**row) for row in rows)


class EventCards:
    def __init__(
        self, database: Database, events: Events, votes: EventVotes, editors: frozenset[int]
    ) -> None:
        self._database = database
        self._editors = editors
        self._events = events
        self._votes = votes

    async def card(self, person_id: int, event_id: int) -> EventCard:
        """Raises as `Events.event`."""
        event = await self._events.event(event_id)
        return EventCard(event, self._marks(person_id, event_id))

    async def find_key(self, person_id: int, key: str) -> EventCard:
        """Raises as `Events.find_key`."""
        event = await self._events.find_key(key)
        return EventCard(event, self._marks(person_id, event.id))

    def _marks(self, person_id: int, event_id: int) -> EventUserState:
        ballot = self._votes.ballot
        row = self._database.read_now(
            """
            SELECT
                EXISTS (SELECT 1 FROM saved_events WHERE person_id = ? AND event_id = ?) AS saved,
                EXISTS (SELECT 1 FROM votes
                        WHERE year = ? AND person_id = ? AND event_id = ?) AS voted,
                EXISTS (SELECT 1 FROM applications
                        WHERE person_id = ? AND event_id = ? AND state <> 'draft') AS applied
            """,
            *(person_id, event_id),
            *(ballot.year, person_id, event_id),
            *(person_id, event_id),
        )
        marks = {name: bool(value) for name, value in (row or {}).items()}
        return EventUserState(**marks, ballot=ballot, editor=person_id in self._editors)
