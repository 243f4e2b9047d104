"""Import from the editors' files to the table: idempotent, in one transaction, ids never reused.

An event that left its file becomes `gone`, so that an old button can still name it.
"""

import asyncio
import hashlib
from dataclasses import dataclass
from pathlib import Path

from bot.events.import_repository import retire_events, write_events
from bot.events.spreadsheet import CalendarRow, DateRow, EventRow, read_rows
from bot.storage.database import Database

_FINGERPRINTS = {EventRow: "events_fingerprint", DateRow: "dates_fingerprint"}


@dataclass(frozen=True, slots=True)
class ImportedEvents:
    """How many events an import changed and removed, and how many the file has now."""

    changed: int
    removed: int
    events: int


async def import_events(
    database: Database, path: Path, row_type: type[CalendarRow] = EventRow
) -> ImportedEvents:
    """Make the events of this type equal to their file; the others stay.

    Raises `ContentError` with every problem at once; then the database is as it was.
    """
    fingerprint = await asyncio.to_thread(_fingerprint, path)
    rows = await asyncio.to_thread(read_rows, path, row_type)
    async with database.transaction() as transaction:
        changed = await write_events(transaction, rows)
        removed = await retire_events(transaction, rows, row_type)
        await transaction.execute(
            f"UPDATE content SET revision = revision + ?, {_FINGERPRINTS[row_type]} = ?",
            int(bool(changed or removed)),
            fingerprint,
        )
    return ImportedEvents(changed, removed, len(rows))


async def import_events_if_changed(
    database: Database, path: Path, row_type: type[CalendarRow] = EventRow
) -> ImportedEvents | None:
    """As `import_events`; None without reading when the file was imported last."""
    row = await database.row("SELECT events_fingerprint, dates_fingerprint FROM content")
    if row and row[_FINGERPRINTS[row_type]] == await asyncio.to_thread(_fingerprint, path):
        return None
    return await import_events(database, path, row_type)


def _fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
