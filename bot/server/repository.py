"""SQL of the owners' alerts."""

from collections.abc import Mapping

from bot.server.models import Trouble
from bot.storage.database import Repository

_COLUMNS = {
    "knowledge": "fingerprint",
    "events": "events_fingerprint",
    "dates": "dates_fingerprint",
}


class ToldTroubles(Repository):
    """Which owner has been told of which trouble; it outlives a restart."""

    async def all(self) -> set[tuple[Trouble, int]]:
        rows = await self._database.rows("SELECT trouble, owner_id FROM owner_alerts")
        return {(Trouble.named(row["trouble"]), row["owner_id"]) for row in rows}

    async def add(self, trouble: Trouble, owner: int) -> None:
        await self._database.write(
            "INSERT INTO owner_alerts (trouble, owner_id, told_at) VALUES (?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            trouble.name,
            owner,
            self._database.now(),
        )

    async def remove(self, trouble: Trouble, owner: int) -> None:
        await self._database.write(
            "DELETE FROM owner_alerts WHERE trouble = ? AND owner_id = ?", trouble.name, owner
        )

    async def still_missing(self, not_imported: Mapping[str, str]) -> tuple[str, ...]:
        """Of the files that could not be imported, those that no other process has since.

        What is read only at a start is missing until the next.
        """
        if not not_imported:
            return ()
        row = await self._database.row(f"SELECT {', '.join(_COLUMNS.values())} FROM content")
        return tuple(
            what
            for what, before in not_imported.items()
            if what not in _COLUMNS or (row and row[_COLUMNS[what]] == before)
        )
