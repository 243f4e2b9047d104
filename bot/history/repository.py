"""What answers and events said, what they say now, and conflicts with files."""

import json
from datetime import datetime

from bot.editing.models import ContentId
from bot.errors import NotFoundError
from bot.events.import_repository import (
    event_now,
    marked,
    row_type_of,
    save_event,
)
from bot.events.spreadsheet import row_from
from bot.history.models import Change, FileConflict, History
from bot.knowledge.content_repository import answer_now, save_answer
from bot.knowledge.files import ContentError, answer_from
from bot.knowledge.merging import changed_fields, put
from bot.knowledge.models import ContentKind, Fields, Revision
from bot.knowledge.revisions import Authorship, add_revisions, dump, newest_revision, revision_of
from bot.paging import pages_of
from bot.people.audit import AuditEntry, record
from bot.storage.database import Database, Repository, Row, Transaction

PAGE_SIZE = 6
_TABLES = {ContentKind.ANSWER: "answers", ContentKind.EVENT: "events"}


async def fields_now(read: Database | Transaction, subject: ContentId) -> Fields:
    """What it says; raises NotFoundError for what never was."""
    if subject.kind is ContentKind.ANSWER:
        return await answer_now(read, subject.id)
    return await event_now(read, subject.id)


async def first_revision(transaction: Transaction, subject: ContentId, at: datetime) -> Revision:
    """Its newest revision; what the tables say becomes one where there is none."""
    found = await newest_revision(transaction, subject.kind, subject.id)
    if found is None:
        said = {subject.id: await fields_now(transaction, subject)}
        await add_revisions(transaction, subject.kind, said, Authorship(None, at))
        found = await newest_revision(transaction, subject.kind, subject.id)
    if found is None:  # never: it has just been added
        raise NotFoundError(subject.kind, subject.id)
    return found


def check_fields(kind: ContentKind, fields: Fields) -> None:
    """Raises ContentError with every problem."""
    if kind is ContentKind.ANSWER:
        answer_from(fields)
    else:
        row_from(fields, row_type_of(fields))


def fits(kind: ContentKind, fields: Fields) -> bool:
    try:
        check_fields(kind, fields)
    except ContentError:
        return False
    return True


async def save_change(
    transaction: Transaction, subject: ContentId, fields: Fields, by: Authorship, editor_id: int
) -> None:
    """Let the subject say this from now on; the audit entry is the editor's, who may be another.

    A conflict with a file is over where it now says what the file says.
    """
    before, key = await fields_now(transaction, subject), await _key(transaction, subject)
    save = save_answer if subject.kind is ContentKind.ANSWER else save_event
    await save(transaction, key, fields, by)
    names = changed_fields(before, fields)
    await transaction.many(
        "DELETE FROM conflicts WHERE kind = ? AND subject_id = ? AND field = ? AND theirs = ?",
        [(*subject, name, dump(fields.get(name))) for name in names],
    )
    was, became = ({name: side.get(name) for name in names} for side in (before, fields))
    entry = AuditEntry(
        editor_id, f"edit {subject.kind}", f"{subject.kind} {subject.id}", was, became
    )
    await record(transaction, entry, by.at)


def edited(subject: ContentId, before: Fields, after: Fields, by: Authorship) -> Fields:
    """`after` with the marks by which a card does not credit its source with an editor's words."""
    if subject.kind is ContentKind.ANSWER:
        return after
    return marked(before, after, by.at.date())


async def _key(transaction: Transaction, subject: ContentId) -> str:
    row = await transaction.row(f"SELECT key FROM {_TABLES[subject.kind]} WHERE id = ?", subject.id)
    if row is None:
        raise NotFoundError(subject.kind, subject.id)
    return str(row["key"])


_REVISIONS = """
    SELECT revisions.id, fields, author_id, at, note, COALESCE(team.name, '') AS author,
        (SELECT fields FROM revisions AS earlier
         WHERE earlier.kind = revisions.kind AND earlier.subject_id = revisions.subject_id
            AND earlier.id < revisions.id ORDER BY earlier.id DESC LIMIT 1) AS before,
        COUNT(*) OVER () AS total
    FROM revisions LEFT JOIN team ON team.person_id = author_id
    WHERE revisions.kind = ? AND subject_id = ?
"""


# `waits`: somebody has chosen what the file says, and a second person has not agreed yet.
_CONFLICTS = """
    SELECT id, kind, subject_id, field, theirs, EXISTS (
        SELECT 1 FROM drafts WHERE state = 'waiting' AND drafts.subject_id = conflicts.subject_id
            AND (drafts.kind = 'answer') = (conflicts.kind = 'answer')
            AND json_extract(drafts.fields, '$.' || field) IS json_extract(theirs, '$')) AS waits
    FROM conflicts
"""


class ContentHistory(Repository):
    """Reads revisions, goes back to one, settles conflicts with files."""

    async def page(self, subject: ContentId, page: int = 0) -> History:
        """A page past the end is the last one."""
        rows = await self._database.rows(
            f"{_REVISIONS} ORDER BY revisions.id DESC LIMIT ? OFFSET ?",
            *(*subject, PAGE_SIZE, page * PAGE_SIZE),
        )
        if not rows and page:
            return await self.page(subject, max(0, (await self.page(subject)).pages - 1))
        pages = pages_of(rows[0]["total"] if rows else 0, PAGE_SIZE)
        return History(subject, tuple(map(self._change_of, rows)), page, pages)

    async def latest(self, subject: ContentId) -> Change | None:
        rows = await self._database.rows(
            f"{_REVISIONS} ORDER BY revisions.id DESC LIMIT 1", *subject
        )
        return self._change_of(rows[0]) if rows else None

    async def change(self, revision_id: int) -> tuple[ContentId, Change]:
        """Raises NotFoundError for a revision that never was."""
        row = await self._database.row(
            "SELECT kind, subject_id FROM revisions WHERE id = ?", revision_id
        )
        if row is None:
            raise NotFoundError("revision", revision_id)
        subject = ContentId(ContentKind(row["kind"]), row["subject_id"])
        rows = await self._database.rows(
            f"{_REVISIONS} AND revisions.id = ?", *subject, revision_id
        )
        return subject, self._change_of(rows[0])

    async def now(self, subject: ContentId) -> Fields:
        """Raises NotFoundError for what never was."""
        return await fields_now(self._database, subject)

    async def change_to(
        self, subject: ContentId, values: Fields, editor_id: int, note: str = ""
    ) -> bool:
        """Set these fields (None: leave out); False when they are so already."""
        by = Authorship(editor_id, self._clock(), note)
        async with self._database.transaction() as transaction:
            fields = dict(await fields_now(transaction, subject))
            before = dict(fields)
            for name, value in values.items():
                put(fields, name, value)
            if fields == before:
                return False
            after = edited(subject, before, fields, by)
            await save_change(transaction, subject, after, by, editor_id)
        return True

    async def live_key(self, subject: ContentId) -> str:
        """Raises NotFoundError for what people do not see."""
        row = await self._database.row(
            f"SELECT key FROM {_TABLES[subject.kind]} WHERE id = ? AND state = 'live'", subject.id
        )
        if row is None:
            raise NotFoundError(subject.kind, subject.id)
        return str(row["key"])

    async def count_conflicts(self) -> int:
        return await self._database.number("SELECT COUNT(*) FROM conflicts")

    async def conflicts(self, page: int, size: int) -> tuple[FileConflict, ...]:
        """The oldest first."""
        rows = await self._database.rows(
            f"{_CONFLICTS} ORDER BY id LIMIT ? OFFSET ?", size, page * size
        )
        return tuple([await self._conflict_of(row) for row in rows])

    async def conflict(self, conflict_id: int) -> FileConflict:
        """Raises NotFoundError for one that is settled."""
        row = await self._database.row(f"{_CONFLICTS} WHERE id = ?", conflict_id)
        if row is None:
            raise NotFoundError("conflict", conflict_id)
        return await self._conflict_of(row)

    async def settle(self, found: FileConflict, editor_id: int, note: str, *, theirs: bool) -> bool:
        """Take what the file says, or leave it; False when it does not fit the other fields."""
        by = Authorship(editor_id, self._clock(), note)
        async with self._database.transaction() as transaction:
            before = await fields_now(transaction, found.subject)
            after = dict(before)
            put(after, found.name, found.theirs)
            if theirs and not fits(found.subject.kind, after):
                return False
            if theirs and after != before:
                await save_change(transaction, found.subject, after, by, editor_id)
            await transaction.execute("DELETE FROM conflicts WHERE id = ?", found.id)
            if not theirs:
                subject = f"{found.subject.kind} {found.subject.id}"
                sides = {found.name: found.theirs}, {found.name: before.get(found.name)}
                await record(
                    transaction, AuditEntry(editor_id, "leave as is", subject, *sides), by.at
                )
        return True

    async def _conflict_of(self, row: Row) -> FileConflict:
        subject = ContentId(ContentKind(row["kind"]), row["subject_id"])
        fields = await self.now(subject)
        theirs, waits = json.loads(row["theirs"]), bool(row["waits"])
        return FileConflict(row["id"], subject, fields, row["field"], theirs, waits)

    def _change_of(self, row: Row) -> Change:
        before = json.loads(row["before"]) if row["before"] else {}
        return Change(revision_of(row, self._clock().tzinfo), before, row["author"])
