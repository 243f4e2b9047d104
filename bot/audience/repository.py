"""People, remembered once a day each: most updates cost no SQL at all."""

from dataclasses import replace
from datetime import date

from bot.audience.models import Person, Role
from bot.audience.suppression_repository import quieten_if_suppressed
from bot.clock import Clock
from bot.storage import Database


class Audience:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._today: dict[int, Person] = {}
        self._day = date.min

    async def remember(self, person_id: int) -> Person:
        """The person: written down at the day's first update, kept in memory until its end."""
        now = self._clock()
        if now.date() != self._day:
            self._today, self._day = {}, now.date()
        if person_id not in self._today:
            self._today[person_id] = await self._write(person_id, int(now.timestamp()))
        return self._today[person_id]

    def welcome(self, person: Person) -> None:
        """They have been asked who they are; that is asked once, whether they say it or not."""
        self._today[person.id] = replace(person, is_new=False)

    async def set_role(self, person: Person, role: Role) -> Person:
        await self._database.write("UPDATE people SET role = ? WHERE id = ?", role, person.id)
        self._today[person.id] = Person(person.id, role)
        return self._today[person.id]

    async def mark(self, person_id: int, state: str) -> None:
        """`state` is active, blocked, deactivated or gone; only the active are written to."""
        await self._database.write("UPDATE people SET state = ? WHERE id = ?", state, person_id)
        self._today.pop(person_id, None)

    def forget(self, person_id: int) -> None:
        """Their rows are gone; the next update writes them down as new."""
        self._today.pop(person_id, None)

    async def _write(self, person_id: int, now: int) -> Person:
        async with self._database.transaction() as transaction:
            row = await transaction.row(
                """
                INSERT INTO people (id, first_seen, last_seen) VALUES (?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET last_seen = excluded.last_seen, state = 'active'
                RETURNING role, first_seen
                """,
                person_id,
                now,
                now,
            )
            is_new = row is not None and row["first_seen"] == now
            if is_new:
                await quieten_if_suppressed(transaction, person_id)
        return Person(person_id, Role(row["role"]) if row and row["role"] else None, is_new)
