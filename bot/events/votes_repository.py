"""Votes for the exhibitions of next year: one a person an event, taken back at will."""

from datetime import date

from bot.clock import Clock
from bot.events.marks import Ballot, Total
from bot.events.models import Event
from bot.events.repository import EVENTS, event_of
from bot.storage import Database


class Votes:
    def __init__(self, database: Database, clock: Clock, until: date) -> None:
        """`until` is the last day of voting; the vote is for the year after it."""
        self._database = database
        self._clock = clock
        self._until = until

    @property
    def ballot(self) -> Ballot:
        is_open = self._clock().date() <= self._until
        return Ballot(self._until.year + 1, self._until, is_open)

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
