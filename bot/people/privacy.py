"""Personal data: which tables hold it, its export and its deletion."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, tzinfo

from bot.background import Background
from bot.people.models import DataKind, KeptDays
from bot.people.repository import People, suppress
from bot.storage.database import Database, Row, Value

_log = logging.getLogger(__name__)

LOG_PAUSES = (1.0, 5.0, 30.0, 120.0, 600.0)  # seconds between attempts to clear the log


@dataclass(frozen=True, slots=True)
class PersonalDataTable:
    """A table with rows about a person, found by the person's id in `column`.

    `kept` rows stay when the person deletes their data.
    """

    name: str
    column: str
    kind: DataKind
    kept: bool = False


PERSONAL_DATA = (
    PersonalDataTable("people", "id", DataKind.PERSON),
    PersonalDataTable("opt_outs", "person_id", DataKind.TOPICS),
    PersonalDataTable("saved_answers", "person_id", DataKind.SAVED),
    PersonalDataTable("saved_events", "person_id", DataKind.SAVED),
    PersonalDataTable("saved_plans", "person_id", DataKind.SAVED),
    PersonalDataTable("questions", "person_id", DataKind.QUESTIONS),
    PersonalDataTable("answer_votes", "person_id", DataKind.VOTES),
    PersonalDataTable("votes", "person_id", DataKind.VOTES),
    PersonalDataTable("applications", "person_id", DataKind.APPLICATIONS),
    PersonalDataTable("alerts", "person_id", DataKind.NOTICES),
    PersonalDataTable("notices", "person_id", DataKind.NOTICES),
    PersonalDataTable("contexts", "person_id", DataKind.QUESTIONS),
    PersonalDataTable("forms", "person_id", DataKind.FORMS),
    PersonalDataTable("album_parts", "chat_id", DataKind.FORMS),
    PersonalDataTable("broadcast_cards", "chat_id", DataKind.FORMS),
    PersonalDataTable("deliveries", "person_id", DataKind.BROADCASTS),
    PersonalDataTable("broadcast_clicks", "person_id", DataKind.BROADCASTS),
    PersonalDataTable("dialogues", "person_id", DataKind.DIALOGUE),
    PersonalDataTable("enquiries", "person_id", DataKind.DIALOGUE),
    PersonalDataTable("letters", "person_id", DataKind.DIALOGUE),
    PersonalDataTable("invitations", "person_id", DataKind.DIALOGUE),
    PersonalDataTable("failed_updates", "person_id", DataKind.FAILURES),
    PersonalDataTable("team", "person_id", DataKind.TEAM, kept=True),
    PersonalDataTable("team_links", "author_id", DataKind.AUDIT, kept=True),
    PersonalDataTable("owner_alerts", "owner_id", DataKind.TEAM, kept=True),
    PersonalDataTable("audit", "admin_id", DataKind.AUDIT, kept=True),
    PersonalDataTable("handled_applications", "admin_id", DataKind.AUDIT, kept=True),
    PersonalDataTable("dialogue_takers", "admin_id", DataKind.AUDIT, kept=True),
    PersonalDataTable("application_notes", "author_id", DataKind.AUDIT, kept=True),
    PersonalDataTable("phrasings", "author_id", DataKind.AUTHOR, kept=True),
    PersonalDataTable("answers", "author_id", DataKind.AUTHOR, kept=True),
    PersonalDataTable("answers", "owner_id", DataKind.AUTHOR, kept=True),
    PersonalDataTable("drafts", "author_id", DataKind.AUTHOR, kept=True),
    PersonalDataTable("uploads", "author_id", DataKind.FORMS),
    PersonalDataTable("revisions", "author_id", DataKind.AUTHOR, kept=True),
    PersonalDataTable("broadcasts", "author_id", DataKind.AUTHOR, kept=True),
)


# Broadcasts not yet sent to the person count them as opted out, so that the sums still add up.
_SETTLE_BROADCASTS = """
    INSERT INTO broadcast_counts (broadcast_id, outcome, number)
    SELECT broadcast_id, 'opted_out', 1 FROM deliveries
    WHERE person_id = ? AND outcome IN ('pending', 'sending')
    ON CONFLICT (broadcast_id, outcome) DO UPDATE SET number = number + 1
"""

_MOMENTS = ("at", "since")  # columns of Unix seconds, and those that end so
_ENDINGS = ("_at", "_seen", "_until")
_DELETE_UNSENT = "DELETE FROM deliveries WHERE person_id = ? AND outcome IN ('pending', 'sending')"

Stored = dict[str, list[dict[str, Value]]]
_PAGE = 1000  # rows that are read at once


class Privacy:
    """Exports and deletes what is stored about a person."""

    def __init__(
        self,
        database: Database,
        people: People,
        kept: KeptDays,
        background: Background | None = None,
    ) -> None:
        """With `background`, the log is cleared once more, after the update that asked for it."""
        self.kept = kept
        self._database = database
        self._clock = database.clock
        self._people = people
        self._background = background

    async def export(self, person_id: int) -> Stored:
        """All rows by table, moments in ISO 8601; tables without a row are left out."""
        zone = self._clock().tzinfo
        stored: Stored = {}
        for table in PERSONAL_DATA:
            rows = [row async for row in self._rows(table, person_id)]
            readable = await asyncio.to_thread(_all_readable, rows, zone)
            if readable:
                stored.setdefault(table.name, []).extend(readable)
        return stored

    async def kept_kinds(self, person_id: int) -> tuple[DataKind, ...]:
        """What stays after a deletion: traces of work as an admin, editor or specialist."""
        kept = [table for table in PERSONAL_DATA if table.kept]
        return tuple([table.kind for table in kept if await self._has_rows(table, person_id)])

    async def erase(self, person_id: int) -> None:
        """Delete everything that is not `kept`, a few rows at a time.

        An interrupted call is made again, with its update. A digest of the id stays, so
        that people who come back get no message they did not ask for.
        """
        async with self._database.transaction() as transaction:
            await transaction.execute(_SETTLE_BROADCASTS, person_id)
            await transaction.execute(_DELETE_UNSENT, person_id)
            await suppress(transaction, person_id)
        for table in reversed(PERSONAL_DATA):
            if not table.kept:
                condition = f"{table.column} = ?"
                await self._database.delete_in_chunks(table.name, condition, person_id)
        self._people.forget(person_id)
        await self._database.clear_log()
        if self._background is not None:
            self._background.start(self._clear_log_again(), "clearing of the log")

    async def _clear_log_again(self) -> None:
        """The update is deleted a moment later, and a long query may need the log for a while."""
        for pause in LOG_PAUSES:
            await asyncio.sleep(pause)
            if await self._database.clear_log():
                return
        _log.warning("What a person has deleted is still in the log of the database")

    async def _has_rows(self, table: PersonalDataTable, person_id: int) -> bool:
        sql = f"SELECT 1 FROM {table.name} WHERE {table.column} = ? LIMIT 1"
        return await self._database.row(sql, person_id) is not None

    async def _rows(self, table: PersonalDataTable, person_id: int) -> AsyncIterator[Row]:
        """All columns, also those of later migrations: the person asked for everything."""
        sql = f"SELECT * FROM {table.name} WHERE {table.column} = ? LIMIT ? OFFSET ?"
        offset, page = 0, _PAGE
        while page == _PAGE:
            rows = await self._database.rows(sql, person_id, _PAGE, offset)
            for row in rows:
                yield row
            page, offset = len(rows), offset + _PAGE


def _all_readable(rows: list[Row], zone: tzinfo | None) -> list[dict[str, Value]]:
    return [_readable(row, zone) for row in rows]


def _readable(row: Row, zone: tzinfo | None) -> dict[str, Value]:
    return {
        name: datetime.fromtimestamp(value, zone).isoformat()
        if isinstance(value, int) and (name in _MOMENTS or name.endswith(_ENDINGS))
        else value
        for name, value in row.items()
    }
