"""The table of unanswered questions.

Every action of an admin is stored together with its audit entry, in one transaction.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, tzinfo

from bot.editing.models import ContentId, DraftKind
from bot.editing.repository import REOPEN, insert_draft, propose_change
from bot.knowledge.content_repository import answer_now
from bot.knowledge.models import BindingResult, ContentKind
from bot.knowledge.phrasing_repository import (
    add_phrasings,
    new_phrasings,
    phrasing_owners,
    require_live,
)
from bot.knowledge.revisions import Authorship
from bot.people.audit import AuditEntry, record
from bot.questions.groups import make_group, phrasing, search_words
from bot.questions.models import Cause, OpenQuestion, QuestionGroup, WaitingWords
from bot.storage.database import CHUNK, Database, Repository, Row, Transaction, Value

# Of `questions_waiting`: a statement that repeats it word for word is served by that index.
_WAITS = """
    handled IS NULL AND words <> '' AND (outcome = 'nothing' OR missed = 1
        OR (outcome = 'choices' AND chosen_id IS NULL))
"""
_OPEN = """
    SELECT id, COALESCE(NULLIF(understood, ''), text) AS phrase,
           CASE WHEN missed = 1 THEN 'missed' WHEN outcome = 'nothing' THEN 'nothing'
                ELSE 'unchosen' END AS cause,
           CASE WHEN chosen_kind = 'answer' THEN chosen_id END AS chosen_id, asked_at
    FROM questions
"""
MOST_WORDS = 2000  # different words that are grouped; rarer ones come up as these are handled
MOST_READ = 1000  # questions of a group, the first ones


class InboxRepository(Repository):
    """Questions that wait for an editor. Of a group, at most `MOST_READ` are read."""

    async def count(self) -> int:
        row = await self._database.row("SELECT COALESCE(SUM(times), 0) AS times FROM waiting_words")
        return int(row["times"]) if row else 0

    async def words(self) -> list[WaitingWords]:
        """The most frequent first, then those that wait longest; at most `MOST_WORDS`."""
        rows = await self._database.rows(
            "SELECT id, words, times FROM waiting_words ORDER BY times DESC, id LIMIT ?", MOST_WORDS
        )
        return [WaitingWords(**row) for row in rows]

    async def words_of(self, question_id: int) -> WaitingWords | None:
        """None when the question waits no longer."""
        row = await self._database.row(
            f"""
            SELECT id, words, times FROM waiting_words
            WHERE words = (SELECT words FROM questions WHERE id = ? AND {_WAITS})
            """,
            question_id,
        )
        return WaitingWords(**row) if row else None

    async def group(
        self, members: Sequence[WaitingWords], limit: int = MOST_READ
    ) -> QuestionGroup | None:
        """None when they have been handled meanwhile."""
        marks = ", ".join("?" * len(members))
        words: list[Value] = [each.words for each in members]
        rows = await self._database.rows(
            f"""
            {_OPEN} WHERE id IN (
                SELECT id FROM questions WHERE words IN ({marks}) AND {_WAITS} ORDER BY id LIMIT ?
            ) ORDER BY id
            """,
            *(*words, limit),
        )
        counted = await self._database.row(
            f"""
            SELECT COUNT(DISTINCT COALESCE(person_id, 0)) AS people, MAX(id) AS last_id
            FROM questions WHERE words IN ({marks}) AND {_WAITS}
            """,
            *words,
        )
        if not rows or not counted:
            return None
        questions = await asyncio.to_thread(_open_questions, rows, self._clock().tzinfo)
        return make_group(members, questions, counted["people"], counted["last_id"])

    async def bind(
        self, group: QuestionGroup, answer_id: int, admin_id: int
    ) -> BindingResult | None:
        """Make the group's phrases lead to the answer; None when the group is handled already.

        Raises NotFoundError for an answer that is gone.
        """
        now = self._clock()
        known = await phrasing_owners(self._database, group.texts)
        async with self._database.transaction() as transaction:
            if not await _claim(transaction, group, "bound", answer_id):
                return None
            by = Authorship(admin_id, now)
            bound = await add_phrasings(transaction, answer_id, group.texts, by, known)
            entry = AuditEntry(admin_id, "bind questions", f"answer {answer_id}", _audited(group))
            await record(transaction, entry, now)
        await _claim_rest(self._database, group, "bound", answer_id)
        return bound

    async def propose(
        self, group: QuestionGroup, answer_id: int, editor_id: int
    ) -> BindingResult | None:
        """As `bind`, when a second person agrees; until then a draft has the questions.

        Phrases that another answer has stay there. Where none is left there is nothing to agree to.
        """
        by = Authorship(editor_id, self._clock())
        subject = ContentId(ContentKind.ANSWER, answer_id)
        known = await phrasing_owners(self._database, group.texts)
        added, owners = new_phrasings(group.texts, answer_id, known)
        async with self._database.transaction() as transaction:
            await require_live(transaction, answer_id)
            asked = (await answer_now(transaction, answer_id))["questions"]
            values = {"questions": [*asked, *added]}
            draft_id = await propose_change(transaction, subject, values, by)
            handled = ("drafted", draft_id) if draft_id else ("bound", answer_id)
            if not await _claim(transaction, group, *handled):
                return None
            entry = AuditEntry(editor_id, "propose binding", f"answer {answer_id}", _audited(group))
            await record(transaction, entry, by.at)
        await _claim_rest(self._database, group, *handled)
        return BindingResult(len(added), owners, waits=draft_id is not None)

    async def start_draft(self, group: QuestionGroup, admin_id: int) -> int | None:
        """Start an answer with the group's phrases; None when the group is handled already."""
        now = self._clock()
        async with self._database.transaction() as transaction:
            fields = {"questions": list(group.texts)}
            draft_id = await insert_draft(transaction, admin_id, now, DraftKind.ANSWER, fields)
            if not await _claim(transaction, group, "drafted", draft_id):
                await transaction.execute("DELETE FROM drafts WHERE id = ?", draft_id)
                return None
            entry = AuditEntry(admin_id, "start draft", f"draft {draft_id}", _audited(group))
            await record(transaction, entry, now)
        await _claim_rest(self._database, group, "drafted", draft_id)
        return draft_id

    async def start_reply(
        self, author_id: int, questions: Sequence[str], body: str, enquiry_id: int | None = None
    ) -> int:
        """Make a draft of a reply, `body` in Markdown; return its id.

        An enquiry has one draft: a second call returns the id of the first.
        """
        now, fields = self._clock(), {"questions": list(questions), "body": body}
        async with self._database.transaction() as transaction:
            if earlier := await _find_by_enquiry(transaction, enquiry_id):
                return earlier
            draft_id = await insert_draft(transaction, author_id, now, DraftKind.ANSWER, fields)
            await transaction.execute(
                "UPDATE drafts SET enquiry_id = ? WHERE id = ?", enquiry_id, draft_id
            )
            await _claim_alike(transaction, draft_id, questions)
            entry = AuditEntry(author_id, "draft reply", f"draft {draft_id}", None, fields)
            await record(transaction, entry, now)
        return draft_id

    async def find_by_enquiry(self, enquiry_id: int) -> int | None:
        """The draft, or the answer it has become, that began with a reply to the enquiry."""
        return await _find_by_enquiry(self._database, enquiry_id)

    async def dismiss(self, group: QuestionGroup, admin_id: int) -> bool:
        """Mark the group as off topic; False when it is handled already.

        Later questions with the same words stay out of the inbox too.
        """
        async with self._database.transaction() as transaction:
            if not await _claim(transaction, group, "off topic", group.id):
                return False
            subject = f"question {group.id}"
            entry = AuditEntry(admin_id, "dismiss questions", subject, _audited(group))
            await record(transaction, entry, self._clock())
        await _claim_rest(self._database, group, "off topic", group.id)
        return True

    async def restore(self, group_id: int, admin_id: int) -> bool:
        """Undo `dismiss`; False when that has been done already."""
        dismissed = "handled = 'off topic' AND handled_id = ?"
        rows = await self._database.rows(
            f"""
            SELECT COALESCE(NULLIF(understood, ''), text) AS phrase, COUNT(*) OVER () AS times
            FROM questions WHERE {dismissed} ORDER BY id LIMIT ?
            """,
            *(group_id, MOST_READ),
        )
        phrases = Counter(phrasing(row["phrase"]) for row in rows)
        async with self._database.transaction() as transaction:
            restored = await transaction.execute(
                f"""
                {REOPEN} WHERE id IN (SELECT id FROM questions WHERE {dismissed} LIMIT {CHUNK})
                """,
                group_id,
            )
            if not restored or not rows:
                return False
            before = _facts([text for text, _ in phrases.most_common()], rows[0]["times"])
            entry = AuditEntry(admin_id, "restore questions", f"question {group_id}", before)
            await record(transaction, entry, self._clock())
        await self._database.change_in_chunks(REOPEN, "questions", dismissed, group_id)
        return True


def _open_questions(rows: Sequence[Row], zone: tzinfo | None) -> list[OpenQuestion]:
    return [
        OpenQuestion(
            **{
                **row,
                "phrase": phrasing(row["phrase"]),
                "cause": Cause(row["cause"]),
                "asked_at": datetime.fromtimestamp(row["asked_at"], zone),
            }
        )
        for row in rows
    ]


def _audited(group: QuestionGroup) -> dict[str, object]:
    return _facts(group.texts, group.times)


def _facts(phrases: Sequence[str], times: int) -> dict[str, object]:
    return {"questions": phrases, "times": times}


async def _claim(
    transaction: Transaction, group: QuestionGroup, handled: str, handled_id: int
) -> bool:
    """Take the first questions of the group out of the inbox; False when all are handled already.

    `_claim_rest` takes the others, so that no transaction is long.
    """
    claimed = await transaction.execute(
        f"""
        UPDATE questions SET handled = ?, handled_id = ?
        WHERE id IN (SELECT id FROM questions WHERE {_of(group)} LIMIT {CHUNK})
        """,
        *(handled, handled_id, *_of_values(group)),
    )
    return claimed > 0


async def _claim_rest(
    database: Database, group: QuestionGroup, handled: str, handled_id: int
) -> None:
    if group.times > CHUNK:
        change = f"UPDATE questions SET handled = '{handled}', handled_id = {handled_id}"
        await database.change_in_chunks(change, "questions", _of(group), *_of_values(group))


def _of(group: QuestionGroup) -> str:
    """A condition with the values `_of_values`."""
    return f"words IN ({', '.join('?' * len(group.words))}) AND id <= ? AND {_WAITS}"


def _of_values(group: QuestionGroup) -> tuple[Value, ...]:
    return (*group.words, group.last_id)


async def _claim_alike(transaction: Transaction, draft_id: int, questions: Sequence[str]) -> None:
    """Take questions with the same stems out of the inbox."""
    await transaction.many(
        f"UPDATE questions SET handled = 'drafted', handled_id = ? WHERE words = ? AND {_WAITS}",
        [(draft_id, search_words(question)) for question in questions],
    )


async def _find_by_enquiry(read: Database | Transaction, enquiry_id: int | None) -> int | None:
    row = await read.row(
        "SELECT id FROM drafts WHERE enquiry_id = ? AND state <> 'discarded'", enquiry_id
    )
    return int(row["id"]) if row else None
