"""Reading the calendar: one query a card, and none for a list that was read lately.

A calendar is hundreds of events, not thousands: a list reads them all and narrows them in Python,
so that the state of an event is decided in one place, `models`, and never again in SQL. They are
content like answers: every writer of events raises its revision.
"""

from collections.abc import Collection
from datetime import date
from functools import partial

from bot.audience.audit_repository import record
from bot.clock import Clock
from bot.errors import EventRemovedError, NotFoundError
from bot.events import filtering
from bot.events.facets import Facet
from bot.events.filtering import EventPage, Option
from bot.events.models import Event, EventFilter, Status
from bot.events.moving_repository import Terms, move
from bot.knowledge.memory import ContentMemory
from bot.storage import Database, Row

EVENTS = """
    SELECT id, key, name, label, country, city, industry, category, format, starts, ends,
           status, apply_by, organiser, moscow, website, source_url, source_date, note,
           sequence, state, dates_edited, status_edited
    FROM events WHERE {condition}
"""


class Events:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._memory = ContentMemory(database, clock)

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
        return filtering.event_page(await self.live(), wanted, page)

    async def options(self, wanted: EventFilter, facet: Facet) -> tuple[Option, ...]:
        """What the list could be narrowed to by this facet, the rest of it staying as it is."""
        return filtering.options(await self.live(), wanted, facet)

    async def reschedule(self, admin_id: int, event_id: int, after: Terms, seen: int) -> bool:
        """An admin's change, which holds until the editors' file says something new of the event.

        It is in the audit log or has not happened; what is so already stays as it is. False, and
        nothing changes, when its sequence is not the `seen` one any more. Raises as `event`.
        """
        async with self._database.transaction() as transaction:
            row = await transaction.row(EVENTS.format(condition="id = ?"), event_id)
            before = self._kept(row, event_id)
            if Terms.of(before) == after:
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
