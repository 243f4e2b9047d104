"""SQL of revisions, of what files said last, and of conflicts between files and editors."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, tzinfo
from typing import Any, NamedTuple

from bot.knowledge.merging import Claims, Conflict, ImportPlan, Stored, changed_fields
from bot.knowledge.models import ContentKind, Fields, Revision
from bot.people.audit import OPERATOR, AuditEntry, record
from bot.storage.database import Database, Row, Transaction


class Authorship(NamedTuple):
    """Who says something (None: a file), when, and why."""

    author_id: int | None
    at: datetime
    note: str = ""


async def add_revisions(
    transaction: Transaction, kind: ContentKind, fields: Mapping[int, Fields], by: Authorship
) -> None:
    """`fields` has all that each answer or event says from now on, by its id."""
    await transaction.many(
        """
        INSERT INTO revisions (kind, subject_id, fields, author_id, at, note)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        [
            (kind, subject_id, dump(each), by.author_id, int(by.at.timestamp()), by.note)
            for subject_id, each in fields.items()
        ],
    )


async def newest_fields(
    read: Database | Transaction, kind: ContentKind, ids: Iterable[int]
) -> dict[int, Fields]:
    """What they say now, by id; what has no revision is left out."""
    rows = await read.rows(
        """
        SELECT subject_id, fields FROM revisions WHERE id IN (
            SELECT MAX(id) FROM revisions
            WHERE kind = ? AND subject_id IN (SELECT value FROM json_each(?)) GROUP BY subject_id)
        """,
        kind,
        dump(list(ids)),
    )
    return await asyncio.to_thread(fields_by_subject, rows)


def fields_by_subject(rows: Iterable[Row]) -> dict[int, Fields]:
    """Call it in a thread where there may be many."""
    return {row["subject_id"]: json.loads(row["fields"]) for row in rows}


async def newest_revision(
    transaction: Transaction, kind: ContentKind, subject_id: int
) -> Revision | None:
    row = await transaction.row(
        """
        SELECT id, fields, author_id, at, note FROM revisions
        WHERE kind = ? AND subject_id = ? ORDER BY id DESC LIMIT 1
        """,
        kind,
        subject_id,
    )
    return revision_of(row, None) if row else None


def revision_of(row: Row, zone: tzinfo | None) -> Revision:
    at, fields = datetime.fromtimestamp(row["at"], zone), json.loads(row["fields"])
    return Revision(row["id"], fields, row["author_id"], at, row["note"])


async def claim_fields(
    transaction: Transaction, kind: ContentKind, subject_id: int, names: Collection[str]
) -> None:
    """An editor has said these: a file does not change them alone from now on."""
    row = await transaction.row(
        "SELECT edited FROM imported WHERE kind = ? AND subject_id = ?", kind, subject_id
    )
    if row:
        await transaction.execute(
            "UPDATE imported SET edited = ? WHERE kind = ? AND subject_id = ?",
            dump(sorted({*json.loads(row["edited"]), *names})),
            kind,
            subject_id,
        )


async def stored_fields(
    transaction: Transaction, kind: ContentKind, known: Mapping[str, int]
) -> dict[str, Stored]:
    """What the content says before an import; what has no revision is left out."""
    fields = await newest_fields(transaction, kind, known.values())
    replaced = await _replaced(transaction, kind)
    imported = {
        row["subject_id"]: row
        for row in await transaction.rows(
            "SELECT subject_id, fields, edited FROM imported WHERE kind = ?", kind
        )
    }
    found: dict[str, Stored] = {}
    for key, subject_id in known.items():
        if subject_id in fields:
            row = imported.get(subject_id, {"fields": "{}", "edited": "[]"})
            claims = Claims(frozenset(json.loads(row["edited"])), replaced[subject_id])
            found[key] = Stored(fields[subject_id], json.loads(row["fields"]), claims)
    return found


async def _replaced(
    transaction: Transaction, kind: ContentKind
) -> defaultdict[int, dict[str, list[Any]]]:
    """The values that editors have replaced, by the id and the field."""
    rows = await transaction.rows(
        """
        SELECT subject_id, fields, author_id FROM revisions
        WHERE kind = ?1 AND subject_id IN (
            SELECT subject_id FROM revisions WHERE kind = ?1 AND author_id IS NOT NULL)
        ORDER BY id
        """,
        kind,
    )
    found: defaultdict[int, dict[str, list[Any]]] = defaultdict(dict)
    before: dict[int, Fields] = {}
    for row in rows:
        subject_id, fields = row["subject_id"], json.loads(row["fields"])
        if row["author_id"] is not None and subject_id in before:
            for name in changed_fields(before[subject_id], fields):
                found[subject_id].setdefault(name, []).append(before[subject_id].get(name))
        before[subject_id] = fields
    return found


async def finish_import(
    transaction: Transaction,
    kind: ContentKind,
    plan: ImportPlan,
    ids: Mapping[str, int],
    at: datetime,
) -> None:
    """Keep what the plan has written and what the files say; the audit log has the conflicts."""
    written = {ids[key]: fields for key, fields in plan.written.items()}
    await add_revisions(transaction, kind, written, Authorship(None, at))
    await transaction.many(
        """
        INSERT INTO imported (kind, subject_id, fields, edited) VALUES (?, ?, ?, ?)
        ON CONFLICT (kind, subject_id) DO UPDATE SET
            fields = excluded.fields, edited = excluded.edited
        """,
        [
            (kind, ids[key], dump(fields), dump(sorted(plan.edited[key])))
            for key, fields in plan.files.items()
        ],
    )
    for conflict in plan.conflicts:
        await _add_conflict(transaction, kind, ids[conflict.key], conflict, at)


async def _add_conflict(
    transaction: Transaction, kind: ContentKind, subject_id: int, conflict: Conflict, at: datetime
) -> None:
    name, ours, theirs = conflict.clash
    await transaction.execute(
        """
        INSERT INTO conflicts (kind, subject_id, field, theirs, at) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (kind, subject_id, field) DO UPDATE SET
            theirs = excluded.theirs, at = excluded.at
        """,
        *(kind, subject_id, name, dump(theirs), int(at.timestamp())),
    )
    entry = AuditEntry(
        OPERATOR, "keep from import", f"{kind} {subject_id}", {name: theirs}, {name: ours}
    )
    await record(transaction, entry, at)


def dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
