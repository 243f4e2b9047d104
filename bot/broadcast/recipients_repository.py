"""Who would get a broadcast now, and what an audience can be made of."""

from bot.broadcast.look import Saved
from bot.broadcast.models import Broadcast, Draft, Kind, Selection
from bot.broadcast.segments import from_json
from bot.clock import Clock
from bot.storage import Database

CHOICES = 8


class Recipients:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def selection(self, draft: Draft) -> Selection:
        """Active people of the audience who are not on pause and have not refused the topic."""
        now = self._clock()
        clause = from_json(draft.audience).clause(now)
        topic = draft.topic if draft.kind is Kind.TOPIC else None
        return Selection(
            f"""
            SELECT people.id FROM people
            WHERE people.state = 'active' AND COALESCE(people.paused_until, 0) <= ?
                AND NOT EXISTS (
                    SELECT 1 FROM opt_outs WHERE person_id = people.id AND topic = ?
                )
                AND ({clause.sql})
            """,
            (int(now.timestamp()), topic or "", *clause.values),
        )

    async def count(self, draft: Draft) -> int:
        """How many `selection` gives at this moment."""
        found = self.selection(draft)
        row = await self._database.row(
            f"SELECT count(*) AS number FROM ({found.sql}) AS audience", *found.values
        )
        return int(row["number"]) if row else 0

    async def opted_out_since(self, broadcast: Broadcast) -> int:
        """How many of its recipients have refused its topic after it began."""
        if broadcast.started_at is None or broadcast.topic is None:
            return 0
        row = await self._database.row(
            """
            SELECT count(*) AS number
            FROM opt_outs JOIN deliveries ON deliveries.person_id = opt_outs.person_id
            WHERE deliveries.broadcast_id = ? AND deliveries.outcome = 'delivered'
                AND opt_outs.topic = ? AND opt_outs.since >= ?
            """,
            broadcast.id,
            broadcast.topic,
            int(broadcast.started_at.timestamp()),
        )
        return int(row["number"]) if row else 0

    async def saved_events(self) -> tuple[Saved, ...]:
        """What most people have saved, at most `CHOICES`."""
        rows = await self._database.rows(
            """
            SELECT events.id AS value, 'event' AS what, '' AS wanted, events.label AS label,
                   count(*) AS people
            FROM saved_events JOIN events ON events.id = saved_events.event_id
            GROUP BY events.id ORDER BY people DESC, events.id DESC LIMIT ?
            """,
            CHOICES,
        )
        return tuple(Saved(**row) for row in rows)

    async def saved_filters(self) -> tuple[Saved, ...]:
        """The filters that most people follow, at most `CHOICES`; one id stands for its equals."""
        rows = await self._database.rows(
            """
            SELECT min(id) AS value, kind AS what, wanted, min(title) AS label,
                   count(*) AS people
            FROM alerts GROUP BY kind, wanted ORDER BY people DESC, value DESC LIMIT ?
            """,
            CHOICES,
        )
        return tuple(Saved(**row) for row in rows)
