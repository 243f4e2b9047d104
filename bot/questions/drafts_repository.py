"""Answers on their way: a row holds what an editor has filled in, so a restart loses nothing."""

from collections.abc import Sequence
from datetime import date

from bot.clock import Clock
from bot.errors import NotFoundError
from bot.knowledge import records
from bot.knowledge.authoring import entry, file_text, key_of, preview
from bot.knowledge.authoring_repository import Written, free_key, publish
from bot.knowledge.drafts import Draft, Sheet
from bot.knowledge.files import Problem
from bot.knowledge.phrasings_repository import owners
from bot.questions.draft_check import problems
from bot.questions.draft_start_repository import claim_alike, insert_draft, of_enquiry
from bot.storage import Database, Value

_DRAFTS = """
    SELECT drafts.id, revision, drafts.state, answer_id, questions, drafts.title,
           drafts.short, drafts.audience, body, source_title, source_url, source_date,
           sections.key AS section_key, sections.trail
    FROM drafts LEFT JOIN sections ON sections.id = section_id
"""


class Drafts:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def start(
        self, author_id: int, questions: Sequence[str], body: str, enquiry_id: int | None = None
    ) -> int:
        """Return the id of a draft with this `body`, Markdown; of an enquiry there is only one."""
        async with self._database.transaction() as transaction:
            if earlier := await of_enquiry(transaction, enquiry_id):
                return earlier
            draft_id = await insert_draft(transaction, author_id, questions, self._now())
            await transaction.execute(
                "UPDATE drafts SET body = ?, enquiry_id = ? WHERE id = ?",
                body,
                enquiry_id,
                draft_id,
            )
            await claim_alike(transaction, draft_id, questions)
        return draft_id

    async def of_enquiry(self, enquiry_id: int) -> int | None:
        """The draft, or the answer it has become, that began with a reply to the enquiry."""
        return await of_enquiry(self._database, enquiry_id)

    async def draft(self, draft_id: int) -> Draft:
        """Raises NotFoundError for a draft that was thrown away."""
        row = await self._database.row(f"{_DRAFTS} WHERE drafts.id = ?", draft_id)
        if row is None or row["state"] == "discarded":
            raise NotFoundError("draft", draft_id)
        return records.draft(row)

    async def sheet(self, draft_id: int) -> Sheet:
        """The draft with its card and problems."""
        draft = await self.draft(draft_id)
        return Sheet(draft, preview(draft, self._today()), await self.problems(draft))

    async def open_drafts(self) -> tuple[Draft, ...]:
        """The newest first."""
        rows = await self._database.rows(
            f"{_DRAFTS} WHERE drafts.state = 'open' ORDER BY drafts.id DESC"
        )
        return tuple(map(records.draft, rows))

    async def fill(self, draft_id: int, **values: Value) -> Draft:
        """Write columns of an open draft; a published one stays as it is."""
        columns = ", ".join(f"{name} = ?" for name in values)
        await self._database.write(
            f"UPDATE drafts SET {columns}, revision = revision + 1 WHERE id = ? AND state = 'open'",
            *values.values(),
            draft_id,
        )
        return await self.draft(draft_id)

    async def problems(self, draft: Draft) -> tuple[Problem, ...]:
        """What keeps the draft from being published."""
        return problems(draft, await owners(self._database), self._today())

    async def publish(self, draft_id: int, revision: int, author_id: int) -> int | None:
        """Make the draft an answer; return its id.

        None, and nothing changes, when it was published before, was changed since the editor saw
        it as `revision`, or has problems.
        """
        draft, today = await self.draft(draft_id), self._today()
        if draft.revision != revision or await self.problems(draft):
            return None
        async with self._database.transaction() as transaction:
            claimed = await transaction.execute(
                """
                UPDATE drafts SET state = 'published'
                WHERE id = ? AND revision = ? AND state = 'open'
                """,
                draft_id,
                revision,
            )
            if not claimed:
                return None
            key = await free_key(transaction, key_of(draft))
            texts = entry(draft, today), file_text(draft, today)
            answer_id = await publish(transaction, Written(key, *texts, author_id, self._now()))
            await transaction.execute(
                "UPDATE drafts SET answer_id = ? WHERE id = ?", answer_id, draft_id
            )
        return answer_id

    async def discard(self, draft_id: int) -> bool:
        """Throw an open draft away; its questions wait in the inbox again."""
        async with self._database.transaction() as transaction:
            thrown = await transaction.execute(
                "UPDATE drafts SET state = 'discarded' WHERE id = ? AND state = 'open'", draft_id
            )
            if thrown:
                await transaction.execute(
                    """
                    UPDATE questions SET handled = NULL, handled_id = NULL
                    WHERE handled = 'drafted' AND handled_id = ?
                    """,
                    draft_id,
                )
        return bool(thrown)

    def _now(self) -> int:
        return int(self._clock().timestamp())

    def _today(self) -> date:
        return self._clock().date()
