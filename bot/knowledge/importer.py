"""Import from files to tables: idempotent, in one transaction, ids are never reused.

No row is deleted: an answer that left the files becomes `gone`, or `moved` when another answer has
it in `moved_from`, so that a button sent years ago still leads somewhere.
"""

import asyncio
import hashlib
from dataclasses import dataclass
from pathlib import Path

from bot.knowledge.check import check
from bot.knowledge.content_repository import retire_answers, write_answers, write_sections
from bot.knowledge.files import content_files
from bot.storage.database import Database


@dataclass(frozen=True, slots=True)
class Imported:
    """How many answers an import changed and removed, and how many there are now."""

    changed: int
    removed: int
    answers: int


async def import_content(database: Database, folder: Path) -> Imported:
    """Make the tables equal to the files under `folder`.

    Raises `ContentError` with every problem at once; then the database is as it was.
    """
    fingerprint = await asyncio.to_thread(_fingerprint, folder)
    content = await asyncio.to_thread(check, folder)
    async with database.transaction() as transaction:
        rearranged = await write_sections(transaction, content)
        changed = await write_answers(transaction, content)
        removed = await retire_answers(transaction, content)
        await transaction.execute(
            "UPDATE content SET revision = revision + ?, fingerprint = ?",
            int(bool(rearranged or changed or removed)),
            fingerprint,
        )
    return Imported(changed, removed, len(content.answers))


async def import_if_changed(database: Database, folder: Path) -> Imported | None:
    """As `import_content`; None without reading when no file changed since the last import."""
    row = await database.row("SELECT fingerprint FROM content")
    if row and row["fingerprint"] == await asyncio.to_thread(_fingerprint, folder):
        return None
    return await import_content(database, folder)


def _fingerprint(folder: Path) -> str:
    stats = ((path.relative_to(folder), path.stat()) for path in content_files(folder))
    listing = "\n".join(f"{name} {stat.st_size} {stat.st_mtime_ns}" for name, stat in stats)
    return hashlib.sha256(listing.encode()).hexdigest()
