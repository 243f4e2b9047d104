"""The table of drafts.

Every action of an editor is stored together with its audit entry, in one transaction.
"""

import json
from datetime import datetime

from bot.editing.fields import DEFAULTS, missing, slug
from bot.editing.models import ContentId, Draft, DraftField, DraftKind, Outcome, kind_of
from bot.errors import NotFoundError
from bot.events.import_repository import free_event_key, save_event
from bot.history.repository import edited, fields_now, first_revision, fits, save_change
from bot.knowledge.content_repository import free_key, save_answer
from bot.knowledge.merging import merge, put
from bot.knowledge.models import ContentKind, Fields
from bot.knowledge.revisions import Authorship, dump, newest_revision
from bot.people.audit import AuditEntry, record
from bot.storage.database import CHUNK, Repository, Row, Transaction, Value

# The questions for which a draft was begun wait again when it is discarded.
REOPEN = "UPDATE questions SET handled = NULL, handled_id = NULL"
_DRAFTED = "handled = 'drafted' AND handled_id = ?"

_FILTERED = {  # the fields by which people choose in the calendar
    (DraftKind.EXHIBITION, DraftField.WHERE): "country",
    (DraftKind.EXHIBITION, DraftField.CATEGORY): "category",
    (DraftKind.EXHIBITION, DraftField.FORMAT): "format",
    (DraftKind.DATE, DraftField.CATEGORY): "category",
}
_DRAFTS = """
    SELECT drafts.id, drafts.revision, drafts.author_id, drafts.state, drafts.kind,
           drafts.subject_id, base.fields AS base, drafts.fields, drafts.note,
           sections.key AS section_key, sections.trail, COALESCE(team.name, '') AS author
    FROM drafts
    LEFT JOIN team ON team.person_id = drafts.author_id
    LEFT JOIN answers ON answers.id = drafts.subject_id AND drafts.kind = 'answer'
    LEFT JOIN sections ON sections.id = COALESCE(drafts.section_id, answers.section_id)
    LEFT JOIN revisions AS base ON base.id = base_id
"""


def _draft_of(row: Row) -> Draft:
    kind, fields = DraftKind(row["kind"]), json.loads(row["fields"])
    section_key, is_new = row["section_key"] or "", row["base"] is None
    changed = {
        "kind": kind,
        "base": json.loads(row["base"] or "{}"),
        "fields": fields,
        "section_key": section_key,
        "trail": tuple(row["trail"].split("\n")) if row["trail"] else (),
        "missing": missing(kind, fields, section_key if is_new else "-"),
    }
    return Draft(**{**row, **changed})


async def insert_draft(
    transaction: Transaction,
    author_id: int,
    at: datetime,
    kind: DraftKind,
    fields: Fields,
    **columns: Value,
) -> int:
    """Begin something new, or a change of what `columns` name; return the draft's id."""
    (row,) = await transaction.rows(
        f"""
        INSERT INTO drafts ({", ".join(("author_id", "kind", "fields", "started_at", *columns))})
        VALUES (?, ?, ?, ?{", ?" * len(columns)}) RETURNING id
        """,
        *(author_id, kind, dump(fields), int(at.timestamp()), *columns.values()),
    )
    return int(row["id"])


async def propose_change(
    transaction: Transaction, subject: ContentId, values: Fields, by: Authorship
) -> int | None:
    """The draft of this change, which waits for a second person; None when it is so already.

    Pressing twice makes one draft.
    """
    base = await first_revision(transaction, subject, by.at)
    fields = dict(base.fields)
    for name, value in values.items():
        put(fields, name, value)
    if fields == base.fields:
        return None
    kind, author_id = kind_of(subject.kind, base.fields), by.author_id or 0
    row = await transaction.row(
        """
        SELECT id FROM drafts WHERE state = 'waiting' AND author_id = ? AND kind = ?
            AND subject_id = ? AND base_id = ? AND fields = ?
        """,
        *(author_id, kind, subject.id, base.id, dump(fields)),
    )
    if row:
        return int(row["id"])
    change = {"subject_id": subject.id, "base_id": base.id}
    waiting = {"note": by.note, "state": "waiting"}
    return await insert_draft(transaction, author_id, by.at, kind, fields, **change, **waiting)


class Drafts(Repository):
    """What editors write in the chat, until it is published or discarded."""

    async def start(self, author_id: int, kind: DraftKind) -> int:
        """Begin something new; one that the editor has begun and left empty is taken again."""
        async with self._database.transaction() as transaction:
            row = await transaction.row(
                """
                SELECT id FROM drafts WHERE state = 'open' AND author_id = ? AND kind = ?
                    AND subject_id IS NULL AND fields = ? ORDER BY id DESC LIMIT 1
                """,
                *(author_id, kind, dump(DEFAULTS[kind])),
            )
            if row:
                return int(row["id"])
            return await insert_draft(transaction, author_id, self._clock(), kind, DEFAULTS[kind])

    async def start_change(self, author_id: int, subject: ContentId) -> int:
        """Begin a change, or go on with the one that this editor has begun.

        Raises NotFoundError for a subject that never was.
        """
        async with self._database.transaction() as transaction:
            row = await transaction.row(
                """
                SELECT id FROM drafts WHERE state IN ('open', 'waiting') AND author_id = ?
                    AND subject_id = ? AND kind IN (SELECT value FROM json_each(?))
                """,
                *(author_id, subject.id, _kinds_of(subject.kind)),
            )
            if row:
                return int(row["id"])
            now = self._clock()
            base = await first_revision(transaction, subject, now)
            kind = kind_of(subject.kind, base.fields)
            change = {"subject_id": subject.id, "base_id": base.id}
            return await insert_draft(transaction, author_id, now, kind, base.fields, **change)

    async def propose(
        self, author_id: int, subject: ContentId, values: Fields, note: str
    ) -> Outcome:
        """A change that waits for a second person; CHANGED when it is so already."""
        by = Authorship(author_id, self._clock(), note)
        async with self._database.transaction() as transaction:
            draft_id = await propose_change(transaction, subject, values, by)
        return Outcome.CHANGED if draft_id is None else Outcome.WAITING

    async def return_to_author(self, draft: Draft) -> bool:
        """Let the author go on with a draft that waits; False when it does not wait any more."""
        rows = await self._database.write(
            """
            UPDATE drafts SET state = 'open', revision = revision + 1
            WHERE id = ? AND state = 'waiting' RETURNING id
            """,
            draft.id,
        )
        return bool(rows)

    async def get(self, draft_id: int) -> Draft:
        """Raises NotFoundError for a discarded draft."""
        row = await self._database.row(f"{_DRAFTS} WHERE drafts.id = ?", draft_id)
        if row is None or row["state"] == "discarded":
            raise NotFoundError("draft", draft_id)
        return _draft_of(row)

    async def unpublished(self) -> tuple[Draft, ...]:
        """The newest first."""
        rows = await self._database.rows(
            f"{_DRAFTS} WHERE drafts.state IN ('open', 'waiting') ORDER BY drafts.id DESC"
        )
        return tuple(map(_draft_of, rows))

    async def of_subject(self, subject: ContentId) -> tuple[Draft, ...]:
        """Its changes that are not published yet."""
        rows = await self._database.rows(
            f"""
            {_DRAFTS} WHERE drafts.state IN ('open', 'waiting') AND drafts.subject_id = ?
                AND drafts.kind IN (SELECT value FROM json_each(?)) ORDER BY drafts.id
            """,
            *(subject.id, _kinds_of(subject.kind)),
        )
        return tuple(map(_draft_of, rows))

    async def values_in_use(self, kind: DraftKind, field: DraftField) -> tuple[str, ...]:
        """What the events of this kind say there, the most frequent first."""
        column = _FILTERED.get((kind, field))
        if column is None:
            return ()
        rows = await self._database.rows(
            f"""
            SELECT {column} AS value FROM events
            WHERE state = 'live' AND (kind = 'exhibition') = ? AND value <> ''
            GROUP BY value ORDER BY count(*) DESC, value
            """,
            kind is DraftKind.EXHIBITION,
        )
        return tuple(row["value"] for row in rows)

    async def update(self, draft_id: int, values: Fields, **columns: Value) -> Draft:
        """Set fields (None: leave out) and columns of an open draft; another stays as it is."""
        names = "".join(f", {name} = ?" for name in columns)
        async with self._database.transaction() as transaction:
            row = await transaction.row(
                "SELECT fields FROM drafts WHERE id = ? AND state = 'open'", draft_id
            )
            fields = json.loads(row["fields"]) if row else {}
            for name, value in values.items():
                put(fields, name, value)
            await transaction.execute(
                f"""
                UPDATE drafts SET fields = ?, revision = revision + 1{names}
                WHERE id = ? AND state = 'open'
                """,
                *(dump(fields), *columns.values(), draft_id),
            )
        return await self.get(draft_id)

    async def discard(self, draft_id: int, editor_id: int) -> bool:
        """Discard an open draft; its questions wait in the inbox again.

        Returns False for a published draft, raises NotFoundError for a discarded one.
        """
        draft = await self.get(draft_id)
        async with self._database.transaction() as transaction:
            discarded = await transaction.execute(
                """
                UPDATE drafts SET state = 'discarded' WHERE id = ? AND state IN ('open', 'waiting')
                """,
                draft_id,
            )
            if not discarded:
                return False
            await transaction.execute(
                f"{REOPEN} WHERE id IN (SELECT id FROM questions WHERE {_DRAFTED} LIMIT {CHUNK})",
                draft_id,
            )
            before = {name: draft.fields[name] for name in draft.changed if name in draft.fields}
            entry = AuditEntry(editor_id, "discard draft", f"draft {draft_id}", before)
            await record(transaction, entry, self._clock())
        await self._database.change_in_chunks(REOPEN, "questions", _DRAFTED, draft_id)
        return True

    async def publish(self, draft: Draft, editor_id: int) -> Outcome:
        """Make the draft what people see.

        CHANGED, and nothing is stored, when the draft was changed since it was read. CLASHED when
        others have changed the same meanwhile: then the draft has become a change of what they
        said. Raises ContentError for a new draft with problems.
        """
        async with self._database.transaction() as transaction:
            unchanged = await transaction.row(
                """
                SELECT 1 FROM drafts
                WHERE id = ? AND revision = ? AND state IN ('open', 'waiting')
                """,
                *(draft.id, draft.revision),
            )
            if not unchanged:
                return Outcome.CHANGED
            by = Authorship(draft.author_id, self._clock(), draft.note)
            if draft.subject and not await self._publish_change(transaction, draft, by, editor_id):
                return Outcome.CLASHED
            subject = draft.subject or await self._publish_new(transaction, draft, by, editor_id)
            await transaction.execute(
                """
                UPDATE drafts SET state = 'published', revision = revision + 1, subject_id = ?
                WHERE id = ?
                """,
                *(subject.id, draft.id),
            )
        return Outcome.DONE

    async def submit(self, draft: Draft) -> Outcome:
        """Let the draft wait for a second person; CHANGED as `publish`."""
        rows = await self._database.write(
            """
            UPDATE drafts SET state = 'waiting', revision = revision + 1
            WHERE id = ? AND revision = ? AND state = 'open' RETURNING id
            """,
            *(draft.id, draft.revision),
        )
        return Outcome.WAITING if rows else Outcome.CHANGED

    async def _publish_new(
        self, transaction: Transaction, draft: Draft, by: Authorship, editor_id: int
    ) -> ContentId:
        subject = await _save_new(transaction, draft, by)
        named = {name: draft.fields.get(name) for name in ("title", "name", "body")}
        after = {name: value for name, value in named.items() if value}
        after |= {"section": draft.section_key} if draft.section_key else {}
        entry = AuditEntry(
            editor_id,
            "publish draft",
            f"{subject.kind} {subject.id}",
            {"draft": draft.id},
            after,
        )
        await record(transaction, entry, by.at)
        return subject

    async def _publish_change(
        self, transaction: Transaction, draft: Draft, by: Authorship, editor_id: int
    ) -> bool:
        """False when the draft has been made a change of what others said meanwhile."""
        subject = draft.subject or ContentId(ContentKind.ANSWER, 0)
        now = await fields_now(transaction, subject)
        merged = merge(draft.base, now, draft.fields)
        if not merged.clashes and fits(subject.kind, merged.fields):
            after = edited(subject, now, merged.fields, by)
            await save_change(transaction, subject, after, by, editor_id)
            return True
        base = await newest_revision(transaction, subject.kind, subject.id)
        mine = {each.field: each.theirs for each in merged.clashes if each.theirs is not None}
        await transaction.execute(
            """
            UPDATE drafts SET base_id = ?, fields = ?, state = 'open', revision = revision + 1
            WHERE id = ?
            """,
            *(base.id if base else None, dump(merged.fields | mine), draft.id),
        )
        return False


async def _save_new(transaction: Transaction, draft: Draft, by: Authorship) -> ContentId:
    """Raises ContentError for a draft that has problems."""
    if draft.kind is DraftKind.ANSWER:
        key = await free_key(transaction, f"{draft.section_key}/{slug(draft.title)}")
        return ContentId(ContentKind.ANSWER, await save_answer(transaction, key, draft.fields, by))
    key = slug(draft.title)
    if draft.kind is DraftKind.DATE:
        key = f"{slug(str(draft.fields['category']))}/{key}"
    key = await free_event_key(transaction, key)
    return ContentId(ContentKind.EVENT, await save_event(transaction, key, draft.fields, by))


def _kinds_of(kind: ContentKind) -> str:
    """The kinds of drafts whose subjects are in the same table, as a JSON list."""
    return dump([each for each in DraftKind if each.content is kind])
