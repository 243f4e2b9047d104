"""Spreadsheets that editors have sent: what each would change, and the change itself."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from bot.editing.fields import DEFAULTS
from bot.editing.models import ContentId, DraftKind, Outcome
from bot.errors import NotFoundError
from bot.events.import_repository import event_ids, save_event
from bot.events.spreadsheet import DateRow, EventRow
from bot.history.repository import check_fields, edited, save_change
from bot.knowledge.content_repository import answer_ids, save_answer
from bot.knowledge.files import ContentError
from bot.knowledge.merging import merge, put
from bot.knowledge.models import WITHDRAWN, ContentKind, Fields, Problem
from bot.knowledge.revisions import Authorship, dump, fields_by_subject, newest_fields
from bot.people.audit import AuditEntry, record
from bot.sheets.files import Sheet, SheetRow, is_same_cell
from bot.sheets.models import UploadPlan
from bot.storage.database import Database, Repository, Row, Transaction


@dataclass(frozen=True, slots=True)
class _Present:
    """What there is of one kind."""

    now: dict[str, Fields]
    bases: dict[str, Fields]

    @property
    def live(self) -> list[str]:
        return [key for key, fields in self.now.items() if WITHDRAWN not in fields]


class _Upload(NamedTuple):
    id: int
    kind: DraftKind
    name: str
    sheet: dict[str, SheetRow]


class Uploads(Repository):
    """Keeps spreadsheets until they are applied."""

    async def keep(self, author_id: int, name: str, sheet: Sheet) -> int:
        """Keep the spreadsheet until it is applied; the editor's earlier one is forgotten."""
        rows = await asyncio.to_thread(_dumped, sheet.rows)
        async with self._database.transaction() as transaction:
            await transaction.execute(
                "DELETE FROM uploads WHERE author_id = ? AND waiting = 0", author_id
            )
            row = await transaction.row(
                """
                INSERT INTO uploads (author_id, kind, name, rows, at) VALUES (?, ?, ?, ?, ?)
                RETURNING id
                """,
                *(author_id, sheet.kind, name, rows, self._database.now()),
            )
        return int(row["id"]) if row else 0

    async def plan(self, upload_id: int, editor_id: int) -> UploadPlan:
        """Raises NotFoundError for one that is applied, forgotten or of another editor."""
        return await _plan(self._database, upload_id, editor_id)

    async def _submit(self, upload_id: int, author_id: int) -> bool:
        """Let the author's own spreadsheet wait for a second person; False for another's."""
        rows = await self._database.write(
            "UPDATE uploads SET waiting = 1 WHERE id = ? AND author_id = ? RETURNING id",
            *(upload_id, author_id),
        )
        return bool(rows)

    async def waiting(self) -> tuple[tuple[int, str], ...]:
        """The ids and names of those that wait for a second person."""
        rows = await self._database.rows(
            "SELECT id, name FROM uploads WHERE waiting = 1 ORDER BY id"
        )
        return tuple((row["id"], row["name"]) for row in rows)

    async def apply(
        self, upload_id: int, editor_id: int, note: str, *, waits: bool = False
    ) -> Outcome:
        """All of it or nothing; CHANGED when it has problems. Raises as `plan`.

        `waits`: the author's own spreadsheet is applied by a second person.
        """
        if waits and await self._submit(upload_id, editor_id):
            return Outcome.WAITING
        by, revision = Authorship(editor_id, self._clock(), note), self._database.revision
        plan = await _plan(self._database, upload_id, editor_id)
        async with self._database.transaction() as transaction:
            if self._database.revision != revision:  # somebody has changed the content meanwhile
                plan = await _plan(transaction, upload_id, editor_id)
            if plan.problems:
                return Outcome.CHANGED
            if not await transaction.execute("DELETE FROM uploads WHERE id = ?", upload_id):
                raise NotFoundError("upload", upload_id)
            await _write(transaction, plan, by)
            counts = {"new": len(plan.new), "changed": len(plan.changed)}
            after = counts | {"removed": len(plan.removed)}
            entry = AuditEntry(editor_id, "apply spreadsheet", plan.name, None, after)
            await record(transaction, entry, by.at)
        return Outcome.DONE

    async def export(
        self, kind: DraftKind, editor_id: int
    ) -> tuple[dict[str, Fields], dict[str, int]]:
        """What is live, by key, and of which revision; the export is in the audit log."""
        rows = await self._database.rows(
            "SELECT subject_id, MAX(id) AS id FROM revisions WHERE kind = ? GROUP BY subject_id",
            kind.content,
        )
        # Read after it: where somebody writes in between, a row is of a newer revision than it
        # says, which an upload merges without loss.
        ids, now = await _contents(self._database, kind)
        newest = {row["subject_id"]: row["id"] for row in rows}
        said = {
            key: fields
            for key, fields in now.items()
            if WITHDRAWN not in fields and ids[key] in newest
        }
        entry = AuditEntry(editor_id, "export spreadsheet", kind, None, len(said))
        async with self._database.transaction() as transaction:
            await record(transaction, entry, self._clock())
        return said, {key: newest[ids[key]] for key in said}


async def _plan(read: Database | Transaction, upload_id: int, editor_id: int) -> UploadPlan:
    upload = await _kept(read, upload_id, editor_id)
    present = await _present(read, upload.kind, upload.sheet)
    sections = await _sections(read) if upload.kind is DraftKind.ANSWER else None
    return await asyncio.to_thread(_planned, upload, present, sections)


def _planned(upload: _Upload, present: _Present, sections: set[str] | None) -> UploadPlan:
    """Call it in a thread: ten thousand answers take a second."""
    kind, sheet = upload.kind, upload.sheet
    known = {key: each for key, each in sheet.items() if key in present.now}
    new = {key: DEFAULTS[kind] | sheet[key].fields for key in sheet if key not in known}
    merged = {
        key: merge(base := present.bases[key], present.now[key], _said(kind, base, each))
        for key, each in known.items()
    }
    changed = {key: each.fields for key, each in merged.items() if each.fields != present.now[key]}
    clashes = {key: each.clashes for key, each in merged.items() if each.clashes}
    problems = [
        problem
        for key, fields in {**new, **changed}.items()
        for problem in _problems(kind, key, fields, sections, {*present.now, *new})
    ]
    removed = tuple(key for key in present.live if key not in sheet)
    return UploadPlan(
        *(upload.id, upload.name, kind, new, changed, removed, present.now, clashes),
        *(tuple(problems), len(present.live)),
    )


async def _kept(read: Database | Transaction, upload_id: int, editor_id: int) -> _Upload:
    row = await read.row(
        "SELECT kind, name FROM uploads WHERE id = ? AND (author_id = ? OR waiting = 1)",
        *(upload_id, editor_id),
    )
    if row is None:
        raise NotFoundError("upload", upload_id)
    rows = await read.rows(  # one by one: the whole would be read while everybody waits
        "SELECT key, value FROM uploads, json_each(uploads.rows) WHERE uploads.id = ?", upload_id
    )
    sheet = await asyncio.to_thread(_sheet_rows, rows)
    return _Upload(upload_id, DraftKind(row["kind"]), row["name"], sheet)


def _dumped(rows: Mapping[str, SheetRow]) -> str:
    """As JSON; one by one, see `_kept`."""
    return f"{{{', '.join(f'{dump(key)}: {dump(row)}' for key, row in rows.items())}}}"


def _sheet_rows(rows: Iterable[Row]) -> dict[str, SheetRow]:
    return {row["key"]: SheetRow(*json.loads(row["value"])) for row in rows}


def _said(kind: DraftKind, base: Fields, row: SheetRow) -> Fields:
    """What the row says; of columns that the file does not have, what it was made of.

    A cell that says what it was made of is that, also where it could be read in another way.
    """
    said = dict(base)
    for name in row.names:
        if not is_same_cell(kind, name, base, row.fields):
            put(said, name, row.fields.get(name))
    return said


def _problems(
    kind: DraftKind, key: str, fields: Fields, sections: set[str] | None, keys: set[str]
) -> list[Problem]:
    if sections is not None and key.rpartition("/")[0] not in sections:
        return [Problem(key, "key", "такого раздела нет")]
    absent = [each for each in fields.get("related", ()) if each not in keys]
    if sections is not None and absent:
        return [Problem(key, "related", f"нет ответа «{absent[0]}»")]
    try:
        check_fields(kind.content, fields)
    except ContentError as error:
        return list(error.in_file(key))
    return []


async def _sections(read: Database | Transaction) -> set[str]:
    rows = await read.rows("SELECT key FROM sections WHERE state = 'live'")
    return {row["key"] for row in rows}


async def _present(
    read: Database | Transaction, kind: DraftKind, sheet: Mapping[str, SheetRow]
) -> _Present:
    ids, now = await _contents(read, kind)
    rows = await read.rows("SELECT subject_id, fields FROM imported WHERE kind = ?", kind.content)
    imported = await asyncio.to_thread(fields_by_subject, rows)
    made_of = await _revisions(read, sheet)
    bases = {
        key: made_of.get(sheet[key].revision if key in sheet else 0)
        or imported.get(ids[key])
        or now[key]
        for key in now
    }
    return _Present(now, bases)


async def _contents(
    read: Database | Transaction, kind: DraftKind
) -> tuple[dict[str, int], dict[str, Fields]]:
    """The ids, and what they say now, by key."""
    if kind is DraftKind.ANSWER:
        ids = await answer_ids(read)
    else:
        ids = await event_ids(read, DateRow if kind is DraftKind.DATE else EventRow)
    fields = await newest_fields(read, kind.content, ids.values())
    return ids, {key: fields[each] for key, each in ids.items() if each in fields}


async def _revisions(
    read: Database | Transaction, sheet: Mapping[str, SheetRow]
) -> dict[int, Fields]:
    """What they said, by the number of the revision."""
    rows = await read.rows(
        """
        SELECT id AS subject_id, fields FROM revisions
        WHERE id IN (SELECT value FROM json_each(?))
        """,
        dump(sorted({row.revision for row in sheet.values()})),
    )
    return await asyncio.to_thread(fields_by_subject, rows)


async def _write(transaction: Transaction, plan: UploadPlan, by: Authorship) -> None:
    if plan.changes_nothing:
        return
    kind, editor_id = plan.kind.content, by.author_id or 0
    save = save_answer if kind is ContentKind.ANSWER else save_event
    ids, _ = await _contents(transaction, plan.kind)
    for key, fields in plan.new.items():
        await save(transaction, key, fields, by)
    now = await newest_fields(transaction, kind, ids.values())
    withdrawn = {key: {**now[ids[key]], WITHDRAWN: ""} for key in plan.removed}
    for key, fields in {**plan.changed, **withdrawn}.items():
        subject = ContentId(kind, ids[key])
        after = edited(subject, now[subject.id], fields, by)
        await save_change(transaction, subject, after, by, editor_id)
