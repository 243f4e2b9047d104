"""The questions that wait for an editor, and how they stop waiting."""

import asyncio
from datetime import datetime

from bot.clock import Clock
from bot.knowledge.drafts import Bound
from bot.knowledge.phrasings_repository import add_phrasings
from bot.questions.draft_start_repository import insert_draft
from bot.questions.groups import grouped, phrasing
from bot.questions.models import Cause, Group, GroupPage, Open
from bot.storage import Database, Transaction

PAGE_SIZE = 8


class Inbox:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

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
