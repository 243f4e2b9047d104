"""Answers on their way: a row holds what an editor has filled in, so a restart loses nothing."""

from collections.abc import Sequence
from datetime import date

from bot.clock import Clock
from bot.errors import NotFoundError
from bot.knowledge import records
from bot.knowledge.authoring import entry, file_text, key_of, preview
from bot.knowledge.authoring_repository import Written, free_key, publish
from bot.knowledge.check import folded
from bot.knowledge.drafts import Draft, Sheet
from bot.knowledge.files import ContentError, Problem
from bot.knowledge.phrasings_repository import owners
from bot.storage import Database, Transaction, Value

_DRAFTS = """
    SELECT drafts.id, revision, drafts.state, answer_id, questions, drafts.title,
           drafts.audience, body, source_title, source_url, source_date,
           sections.key AS section_key, sections.trail
    FROM drafts LEFT JOIN sections ON sections.id = section_id
"""


class Drafts:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def start(self, author_id: int, questions: Sequence[str], body: str = "") -> int:
        """Return the id of a new draft; `body` is Markdown, as of a specialist's reply."""
        async with self._database.transaction() as transaction:
            draft_id = await insert_draft(transaction, author_id, questions, self._now())
            await transaction.execute("UPDATE drafts SET body = ? WHERE id = ?", body, draft_id)
        return draft_id

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
        async with self._database.transaction() as transaction:
            await transaction.execute(
                f"UPDATE drafts SET {columns}, revision = revision + 1"
                " WHERE id = ? AND state = 'open'",
                *values.values(),
                draft_id,
            )
        return await self.draft(draft_id)

    async def problems(self, draft: Draft) -> tuple[Problem, ...]:
        """What keeps the draft from being published, as an import would say it."""
        if draft.missing:
            return tuple(Problem("", field, "пусто") for field in draft.missing)
        try:
            entry(draft, self._today())
        except ContentError as error:
            return error.problems
        known = await owners(self._database)
        return tuple(
            Problem("", field, f"вопрос повторяется: «{text}» — он есть у «{owner.title}»")
            for field, texts in (("title", (draft.title,)), ("questions", draft.questions))
            for text in texts
            if (owner := known.get(folded(text)))
        )

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


async def insert_draft(
    transaction: Transaction, author_id: int, questions: Sequence[str], at: int
) -> int:
    row = await transaction.row(
        "INSERT INTO drafts (author_id, questions, started_at) VALUES (?, ?, ?) RETURNING id",
        author_id,
        "\n".join(questions),
        at,
    )
    return int(row["id"]) if row else 0
