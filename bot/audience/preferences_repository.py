"""What each person wants to be sent unasked."""

from datetime import datetime, timedelta

from bot.audience.models import Deadline, Topic, Wishes
from bot.clock import Clock
from bot.errors import NotFoundError
from bot.storage import Database


class Preferences:
    """Every change is idempotent: a button pressed twice changes nothing more."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def of(self, person_id: int) -> Wishes:
        """Raises NotFoundError for a person who asked to be forgotten."""
        rows = await self._database.rows(
            """
            SELECT apply_days, start_days, quiet, paused_until, opt_outs.topic
            FROM people LEFT JOIN opt_outs ON opt_outs.person_id = people.id
            WHERE people.id = ?
            """,
            person_id,
        )
        if not rows:
            raise NotFoundError("person", person_id)
        person, known = rows[0], set(Topic)
        return Wishes(
            refused=frozenset(Topic(row["topic"]) for row in rows if row["topic"] in known),
            days={
                Deadline.APPLY: person["apply_days"],
                Deadline.START: person["start_days"],
            },
            quiet=bool(person["quiet"]),
            paused_until=self._future(person["paused_until"]),
        )

    async def switch_topic(self, person_id: int, topic: Topic, *, wanted: bool) -> None:
        if wanted:
            await self._database.write(
                "DELETE FROM opt_outs WHERE person_id = ? AND topic = ?", person_id, topic
            )
            return
        await self._database.write(
            """
            INSERT INTO opt_outs (person_id, topic, since) VALUES (?, ?, ?)
            ON CONFLICT (person_id, topic) DO NOTHING
            """,
            person_id,
            topic,
            int(self._clock().timestamp()),
        )

    async def set_days(self, person_id: int, deadline: Deadline, days: int) -> None:
        column = "apply_days" if deadline is Deadline.APPLY else "start_days"
        await self._database.write(f"UPDATE people SET {column} = ? WHERE id = ?", days, person_id)

    async def set_quiet(self, person_id: int, *, quiet: bool) -> None:
        await self._database.write("UPDATE people SET quiet = ? WHERE id = ?", quiet, person_id)

    async def pause(self, person_id: int, days: int) -> None:
        """Send nothing unasked for so many days; 0 ends the pause."""
        until = int((self._clock() + timedelta(days=days)).timestamp()) if days else None
        await self._database.write(
            "UPDATE people SET paused_until = ? WHERE id = ?", until, person_id
        )

    def _future(self, seconds: int | None) -> datetime | None:
        now = self._clock()
        until = datetime.fromtimestamp(seconds, now.tzinfo) if seconds else None
        return until if until and until > now else None
