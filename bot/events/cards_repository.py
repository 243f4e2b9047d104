"""A card: an event, and what the person who looks at it has done with it."""

from bot.events.marks import EventCard, Marks
from bot.events.repository import Events
from bot.events.votes_repository import Votes
from bot.storage import Database


class EventCards:
    def __init__(
        self, database: Database, events: Events, votes: Votes, editors: frozenset[int]
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

    def _marks(self, person_id: int, event_id: int) -> Marks:
        ballot = self._votes.ballot
        row = self._database.glance(
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
        return Marks(**marks, ballot=ballot, editor=person_id in self._editors)
