"""Import from files to tables: idempotent, in one transaction, ids are never reused.

What editors changed in chat stays: see `bot.knowledge.merging`. No row is deleted: an answer that
left the files becomes `gone`, or `moved` when another answer has it in `moved_from`, so that a
button sent years ago still leads somewhere.
"""

import asyncio
import hashlib
import os
from datetime import datetime
from pathlib import Path

from bot.knowledge.check import check
from bot.knowledge.content_repository import (
    answer_ids,
    follow_moved,
    mark_filed,
    retarget_gone,
    unrevised_answers,
    write_answers,
    write_phrasings,
    write_sections,
)
from bot.knowledge.files import Content, answer_fields, answer_from, content_files
from bot.knowledge.merging import Imported, ImportPlan, plan_import
from bot.knowledge.models import ContentKind
from bot.knowledge.revisions import Authorship, finish_import, stored_fields
from bot.storage.database import Database, Transaction


async def import_content(database: Database, folder: Path) -> Imported:
    """Bring the tables up to what changed in the files under `folder`.

    Raises `ContentError` with every problem at once; then the database is as it was.
    """
    fingerprint = await asyncio.to_thread(_fingerprint, folder)
    content = await asyncio.to_thread(check, folder)
    async with database.transaction() as transaction:
        rearranged = await write_sections(transaction, content)
        plan = await _write(transaction, content, database.clock())
        await transaction.execute(
            "UPDATE content SET revision = revision + ?, fingerprint = ?",
            int(bool(rearranged or plan.written)),
            fingerprint,
        )
    return plan.outcome(len(content.answers))


async def _write(transaction: Transaction, content: Content, at: datetime) -> ImportPlan:
    files = {key: answer_fields(answer) for key, answer in content.answers.items()}
    moved = {old: key for key, answer in content.answers.items() for old in answer.moved_from}
    known = await answer_ids(transaction)
    unrevised = await unrevised_answers(transaction, files)
    stored = await stored_fields(transaction, ContentKind.ANSWER, known) | unrevised
    plan = plan_import(stored, files, moved, answer_from)
    ids = await write_answers(transaction, plan.written)
    await write_phrasings(transaction, plan.written, Authorship(None, at))
    await mark_filed(transaction, plan.files)
    await finish_import(transaction, ContentKind.ANSWER, plan, known | ids, at)
    await follow_moved(transaction, {old: moved[old] for old in plan.files if old in moved}, at)
    await retarget_gone(transaction, {old: moved[old] for old in moved if old not in stored})
    return plan


async def import_if_changed(database: Database, folder: Path) -> Imported | None:
    """As `import_content`; None without reading when no file changed since the last import."""
    row = await database.row("SELECT fingerprint FROM content")
    if row and row["fingerprint"] == await asyncio.to_thread(_fingerprint, folder):
        return None
    return await import_content(database, folder)


def _fingerprint(folder: Path) -> str:
    stats = ((path.relative_to(folder), _stat(path)) for path in content_files(folder))
    listing = "\n".join(f"{name} {stat.st_size} {stat.st_mtime_ns}" for name, stat in stats)
    return hashlib.sha256(listing.encode()).hexdigest()


def _stat(path: Path) -> os.stat_result:
    """Of a link that leads nowhere, that of the link: reading the file tells the problem."""
    return path.stat() if path.exists() else path.lstat()
