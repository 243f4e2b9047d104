"""Import from the editors' file to the table: idempotent, in one transaction, ids never reused.

An event that left the file becomes `gone`, so that an old button can still name it.
"""

import asyncio
import hashlib
from dataclasses import dataclass
from pathlib import Path

from bot.events.import_repository import retire_events, write_events
from bot.events.spreadsheet import read
from bot.storage.database import Database


@dataclass(frozen=True, slots=True)
class ImportedEvents:
    """How many events an import changed and removed, and how many there are now."""

    changed: int
    removed: int
    events: int


async def import_events(database: Database, path: Path) -> ImportedEvents:
    """Make the table equal to the file.

    Raises `ContentError` with every problem at once; then the database is as it was.
    """
    fingerprint = await asyncio.to_thread(_fingerprint, path)
    rows = await asyncio.to_thread(read, path)
    async with database.transaction() as transaction:
        changed = await write_events(transaction, rows)
        removed = await retire_events(transaction, rows)
        await transaction.execute(
            "UPDATE content SET revision = revision + ?, events_fingerprint = ?",
            int(bool(changed or removed)),
            fingerprint,
        )
    return ImportedEvents(changed, removed, len(rows))


async def import_events_if_changed(database: Database, path: Path) -> ImportedEvents | None:
    """As `import_events`; None without reading when the file was imported last."""
    row = await database.row("SELECT events_fingerprint FROM content")
    if row and row["events_fingerprint"] == await asyncio.to_thread(_fingerprint, path):
        return None
    return await import_events(database, path)


def _fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
