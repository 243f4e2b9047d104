"""The inbox of the unanswered and drafts of answers."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from bot.errors import NotFoundError
from bot.knowledge import repository
from bot.knowledge.authoring import entry, file_text, key_of, preview
from bot.knowledge.check import folded
from bot.knowledge.content_repository import (
    NewAnswer,
    Owner,
    add_phrasings,
    free_key,
    owners,
    publish,
)
from bot.knowledge.files import ContentError
from bot.knowledge.models import AnswerDraft, Bound, DraftReview, Problem
from bot.people.audit import AuditEntry, record
from bot.questions.groups import grouped, phrasing, search_words
from bot.questions.masks import hides
from bot.questions.models import Cause, Group, GroupPage, Open
from bot.storage.database import Database, Transaction, Value


def problems(draft: AnswerDraft, known: Mapping[str, Owner], today: date) -> tuple[Problem, ...]:
    """As an import would say it; `known` are the phrasings of all answers, as `owners` has them."""
    if draft.missing:
        return tuple(Problem("", field, "пусто") for field in draft.missing)
    try:
        entry(draft, today)
    except ContentError as error:
        return error.problems
    return (*_hidden(draft), *_repeated(draft, known))


def _hidden(draft: AnswerDraft) -> Iterator[Problem]:
    for field in ("title", "short", "body", "questions"):
        if hides(str(getattr(draft, field))):
            yield Problem("", field, "здесь скрыты чьи-то данные, в угловых кавычках ‹…›: уберите")


def _repeated(draft: AnswerDraft, known: Mapping[str, Owner]) -> Iterator[Problem]:
    for field, texts in (("title", (draft.title,)), ("questions", draft.questions)):
        for text in texts:
            if owner := known.get(folded(text)):
                reason = f"вопрос повторяется: «{text}» — он есть у «{owner.title}»"
                yield Problem("", field, reason)


PAGE_SIZE = 8


class Inbox:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._clock = database.clock

    async def page(self, page: int = 0) -> GroupPage:
        """The most frequent first; a page past the end is the last one."""
        groups = await self._groups()
        pages = max(1, -(-len(groups) // PAGE_SIZE))
        page = min(page, pages - 1)
        waiting = sum(group.times for group in groups)
        return GroupPage(groups[page * PAGE_SIZE :][:PAGE_SIZE], page, pages, len(groups), waiting)

    async def group(self, question_id: int) -> Group | None:
        """The group that has this question; None when the question waits no longer."""
        groups = await self._groups()
        return next((group for group in groups if question_id in group.question_ids), None)

    async def bind(self, group: Group, answer_id: int, author_id: int) -> Bound | None:
        """Make the phrases lead to the answer; None when somebody else was first."""
        async with self._database.transaction() as transaction:
            if not await _claim(transaction, group, "bound", answer_id):
                return None
            phrases = tuple(phrase.text for phrase in group.phrases)
            return await add_phrasings(transaction, answer_id, phrases, author_id, self._now())

    async def draft(self, group: Group, author_id: int) -> int | None:
        """Start an answer to the group; None when somebody else was first."""
        async with self._database.transaction() as transaction:
            phrases = tuple(phrase.text for phrase in group.phrases)
            draft_id = await insert_draft(transaction, author_id, phrases, self._now())
            if await _claim(transaction, group, "drafted", draft_id):
                return draft_id
            await transaction.execute("DELETE FROM drafts WHERE id = ?", draft_id)
            return None

    async def dismiss(self, group: Group) -> bool:
        """What is off topic stays out of the inbox when it is asked again."""
        async with self._database.transaction() as transaction:
            return await _claim(transaction, group, "off topic", group.id)

    async def restore(self, group_id: int) -> bool:
        """What was dismissed together waits again; False when it does already."""
        async with self._database.transaction() as transaction:
            restored = await transaction.execute(
                """
                UPDATE questions SET handled = NULL, handled_id = NULL
                WHERE handled = 'off topic' AND handled_id = ?
                """,
                group_id,
            )
        return restored > 0

    async def _groups(self) -> tuple[Group, ...]:
        rows = await self._database.rows(
            """
            SELECT id, person_id, COALESCE(NULLIF(understood, ''), text) AS phrase, words,
                   CASE WHEN missed = 1 THEN 'missed' WHEN outcome = 'nothing' THEN 'nothing'
                        ELSE 'unchosen' END AS cause,
                   CASE WHEN chosen_kind = 'answer' THEN chosen_id END AS chosen_id, asked_at
            FROM questions
            WHERE handled IS NULL AND words != ''
                AND (outcome = 'nothing' OR missed = 1
                     OR (outcome = 'choices' AND chosen_id IS NULL))
                AND words NOT IN (SELECT words FROM questions WHERE handled = 'off topic')
            ORDER BY id
            """
        )
        zone = self._clock().tzinfo
        questions = [
            Open(
                **{
                    **row,
                    "phrase": phrasing(row["phrase"]),
                    "cause": Cause(row["cause"]),
                    "asked_at": datetime.fromtimestamp(row["asked_at"], zone),
                }
            )
            for row in rows
        ]
        return await asyncio.to_thread(grouped, questions)

    def _now(self) -> int:
        return int(self._clock().timestamp())


async def _claim(transaction: Transaction, group: Group, handled: str, handled_id: int) -> bool:
    """Take the group out of the inbox; False when every question of it is out already."""
    claimed = 0
    for question_id in group.question_ids:
        claimed += await transaction.execute(
            "UPDATE questions SET handled = ?, handled_id = ? WHERE id = ? AND handled IS NULL",
            handled,
            handled_id,
            question_id,
        )
    return claimed > 0


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


async def claim_alike(transaction: Transaction, draft_id: int, questions: Sequence[str]) -> None:
    """What asks the same in other inflections waits for an editor no longer."""
    await transaction.many(
        """
        UPDATE questions SET handled = 'drafted', handled_id = ?
        WHERE words = ? AND words <> '' AND handled IS NULL AND (outcome <> 'answer' OR missed = 1)
        """,
        [(draft_id, search_words(question)) for question in questions],
    )


async def of_enquiry(read: Database | Transaction, enquiry_id: int | None) -> int | None:
    row = await read.row(
        "SELECT id FROM drafts WHERE enquiry_id = ? AND state <> 'discarded'", enquiry_id
    )
    return int(row["id"]) if row else None


_DRAFTS = """
    SELECT drafts.id, revision, drafts.state, answer_id, questions, drafts.title,
           drafts.short, drafts.audience, body, source_title, source_url, source_date,
           sections.key AS section_key, sections.trail
    FROM drafts LEFT JOIN sections ON sections.id = section_id
"""


class Drafts:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._clock = database.clock

    async def start(
        self, author_id: int, questions: Sequence[str], body: str, enquiry_id: int
    ) -> int:
        """Make a draft, audited, of a reply to an enquiry; return its id.

        `body` is Markdown. An enquiry has one draft: a second call returns the id of the first.
        """
        change = {"questions": questions, "body": body}
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
            done = AuditEntry(author_id, "draft reply", f"draft {draft_id}", None, change)
            await record(transaction, done, self._clock())
        return draft_id

    async def of_enquiry(self, enquiry_id: int) -> int | None:
        """The draft, or the answer it has become, that began with a reply to the enquiry."""
        return await of_enquiry(self._database, enquiry_id)

    async def draft(self, draft_id: int) -> AnswerDraft:
        """Raises NotFoundError for a draft that was thrown away."""
        row = await self._database.row(f"{_DRAFTS} WHERE drafts.id = ?", draft_id)
        if row is None or row["state"] == "discarded":
            raise NotFoundError("draft", draft_id)
        return repository.draft(row)

    async def sheet(self, draft_id: int) -> DraftReview:
        """The draft with its card and problems."""
        draft = await self.draft(draft_id)
        return DraftReview(draft, preview(draft, self._today()), await self.problems(draft))

    async def open_drafts(self) -> tuple[AnswerDraft, ...]:
        """The newest first."""
        rows = await self._database.rows(
            f"{_DRAFTS} WHERE drafts.state = 'open' ORDER BY drafts.id DESC"
        )
        return tuple(map(repository.draft, rows))

    async def fill(self, draft_id: int, **values: Value) -> AnswerDraft:
        """Write columns of an open draft; a published one stays as it is."""
        columns = ", ".join(f"{name} = ?" for name in values)
        await self._database.write(
            f"UPDATE drafts SET {columns}, revision = revision + 1 WHERE id = ? AND state = 'open'",
            *values.values(),
            draft_id,
        )
        return await self.draft(draft_id)

    async def problems(self, draft: AnswerDraft) -> tuple[Problem, ...]:
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
            answer_id = await publish(transaction, NewAnswer(key, *texts, author_id, self._now()))
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
