"""Filters that people asked to be told about («Китай, продукты»)."""

import json
from collections.abc import Mapping

from bot.clock import Clock
from bot.reminders.models import Alert, AlertKind
from bot.storage import Database

_NEWEST = {
    AlertKind.EVENT: "SELECT COALESCE(MAX(id), 0) FROM events",
    AlertKind.PROGRAMME: "SELECT COALESCE(MAX(id), 0) FROM answers",
}


class Alerts:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

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
