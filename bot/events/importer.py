"""Import from the editors' files to the table: idempotent, in one transaction, ids never reused.

An event that left its file becomes `gone`, so that an old button can still name it.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from bot.events.import_repository import credited, event_ids, unrevised_events, write_events
from bot.events.spreadsheet import (
    CalendarRow,
    DateRow,
    EventRow,
    read_rows,
    row_fields,
    row_from,
)
from bot.knowledge.files import ContentError
from bot.knowledge.merging import Imported, ImportPlan, plan_import
from bot.knowledge.models import ContentKind, Problem
from bot.knowledge.revisions import finish_import, stored_fields
from bot.storage.database import Database, Transaction

NO_ROWS = (
    "нет ни одной строки: из календаря ушло бы всё, что в нём есть ({}). "
    "Если так и нужно: python -m bot events import --empty"
)
_FINGERPRINTS = {EventRow: "events_fingerprint", DateRow: "dates_fingerprint"}


async def import_events(
    database: Database,
    path: Path,
    row_type: type[CalendarRow] = EventRow,
    *,
    allow_empty: bool = False,
) -> Imported:
    """Bring the events of this type up to what changed in their file; the others stay.

    Raises `ContentError` with every problem at once; then the database is as it was. A file without
    rows is one where events would be removed, but with `allow_empty`.
    """
    fingerprint = await asyncio.to_thread(_fingerprint, path)
    rows = await asyncio.to_thread(read_rows, path, row_type)
    async with database.transaction() as transaction:
        plan = await _write(transaction, rows, row_type, database.clock())
        if plan.removed and not (rows or allow_empty):
            raise ContentError((Problem(path.name, "", NO_ROWS.format(plan.removed)),))
        await transaction.execute(
            f"UPDATE content SET revision = revision + ?, {_FINGERPRINTS[row_type]} = ?",
            int(bool(plan.written)),
            fingerprint,
        )
    return plan.outcome(len(rows))


async def _write(
    transaction: Transaction,
    rows: Sequence[CalendarRow],
    row_type: type[CalendarRow],
    at: datetime,
) -> ImportPlan:
    known = await event_ids(transaction, row_type)
    unrevised = await unrevised_events(transaction, rows, row_type)
    stored = await stored_fields(transaction, ContentKind.EVENT, known) | unrevised
    files = {row.key: row_fields(row) for row in rows}
    plan = plan_import(stored, files, {}, partial(row_from, row_type=row_type))
    for key in plan.written.keys() & stored.keys():
        plan.written[key] = credited(stored[key].fields, plan.written[key])
    ids = await write_events(transaction, plan.written)
    await finish_import(transaction, ContentKind.EVENT, plan, known | ids, at)
    return plan


async def import_events_if_changed(
    database: Database, path: Path, row_type: type[CalendarRow] = EventRow
) -> Imported | None:
    """As `import_events`; None without reading when the file was imported last."""
    row = await database.row("SELECT events_fingerprint, dates_fingerprint FROM content")
    if row and row[_FINGERPRINTS[row_type]] == await asyncio.to_thread(_fingerprint, path):
        return None
    return await import_events(database, path, row_type)


def _fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
