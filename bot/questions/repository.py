"""Questions as they were asked, and votes on answers."""

import asyncio
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import count

from bot.errors import NotFoundError
from bot.knowledge.repository import PAGE_SIZE
from bot.paging import page_of
from bot.questions.groups import meant, search_words
from bot.questions.masks import masked
from bot.questions.models import (
    AnswerVote,
    AskedQuestion,
    Reason,
    Tally,
    TallyPage,
    lower_bound,
)
from bot.search.models import SearchResult
from bot.storage.database import Database, Repository, Row
from bot.team.repository import Team

GAP = 1000  # ids left for the previous process, which may still be finishing


_SAVE = """
    INSERT INTO questions
        (id, person_id, chat_id, message_id, text, understood, words, outcome, asked_at,
         searched, subject, handled, handled_id)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,
            (SELECT handled FROM questions
             WHERE handled = 'off topic' AND words = ?7 AND ?8 <> 'answer' LIMIT 1),
            (SELECT handled_id FROM questions
             WHERE handled = 'off topic' AND words = ?7 AND ?8 <> 'answer' LIMIT 1))
    ON CONFLICT (chat_id, message_id) DO UPDATE SET
        id = excluded.id, text = excluded.text, understood = excluded.understood,
        words = excluded.words, outcome = excluded.outcome,
        searched = excluded.searched, subject = excluded.subject,
        chosen_kind = NULL, chosen_id = NULL, missed = 0,
        handled = excluded.handled, handled_id = excluded.handled_id
"""


class Questions:
    """The log of what people asked; `votes` are their votes on answers."""

    def __init__(self, database: Database, team: Team) -> None:
        self.votes = AnswerVotes(database)
        self._database = database
        self._team = team
        self.clock = database.clock

    async def save(self, question_id: int, asked: AskedQuestion, found: SearchResult) -> None:
        """Store the masked question; an edited message replaces what it said before.

        `question_id` comes from `id_for`. What the search understood is stored only of a text that
        has nothing to mask. Words that an editor has dismissed as off topic, and that still find no
        answer, are dismissed with those. What the team types is stored as small talk is: it neither
        waits in the inbox nor counts.
        """
        aside = found.small_talk or asked.person_id in self._team
        text = masked(asked.text)
        understood = meant(text, found.understood) if text == asked.text else ""
        await self._database.write(
            _SAVE,
            question_id,
            asked.person_id,
            asked.chat_id,
            asked.message_id,
            text,
            understood,
            "" if aside else search_words(understood or text),
            found.outcome,
            self._database.now(),
            masked(asked.searched),
            asked.subject,
        )

    def id_for(self, asked: AskedQuestion) -> int:
        """A new id, or the same one for an edited message; buttons carry it before `save`."""
        known = self._database.read_now(
            "SELECT id FROM questions WHERE chat_id = ? AND message_id = ?",
            asked.chat_id,
            asked.message_id,
        )
        return known["id"] if known else next(self._ids)

    @cached_property
    def _ids(self) -> Iterator[int]:
        newest = self._database.read_now("SELECT coalesce(max(id), 0) AS id FROM questions")
        return count((newest["id"] if newest else 0) + GAP)

    async def get(self, question_id: int, person_id: int) -> AskedQuestion:
        """The masked question; NotFoundError when it is deleted or another person's."""
        row = await self._database.row(
            """
            SELECT person_id, chat_id, message_id, text, searched, subject FROM questions
            WHERE id = ? AND person_id = ?
            """,
            question_id,
            person_id,
        )
        if row is None:
            raise NotFoundError("question", question_id)
        return AskedQuestion(**row)

    async def record_choice(self, question_id: int, person_id: int, kind: str, hit_id: int) -> None:
        """Remember which of the hits the person opened first; most calls cost one read."""
        row = await self._database.row(
            """
            SELECT 1 FROM questions
            WHERE id = ? AND person_id = ? AND chosen_id IS NULL AND outcome != 'answer'
            """,
            question_id,
            person_id,
        )
        if row is None:
            return
        await self._database.write(
            """
            UPDATE questions SET chosen_kind = ?, chosen_id = ?
            WHERE id = ? AND chosen_id IS NULL
            """,
            kind,
            hit_id,
            question_id,
        )

    async def remember_reply(self, question_id: int, reply_id: int) -> None:
        """`reply_id` is the message with the reply; an edited question replaces it."""
        await self._database.write(
            "UPDATE questions SET reply_id = ? WHERE id = ?", reply_id, question_id
        )

    async def reply_to(self, chat_id: int, message_id: int) -> int | None:
        """The id of the bot's reply to this message, if there was one."""
        row = await self._database.row(
            "SELECT reply_id FROM questions WHERE chat_id = ? AND message_id = ?",
            chat_id,
            message_id,
        )
        return row["reply_id"] if row else None


_COMMENTS = 10
_CAST = """
    INSERT INTO answer_votes (answer_id, version, person_id, useful, reason, voted_at)
    SELECT id, version, ?, ?, ?, ? FROM answers WHERE id = ? AND state = 'live'
    ON CONFLICT (answer_id, version, person_id) DO UPDATE SET
        useful = excluded.useful, voted_at = excluded.voted_at,
        reason = CASE WHEN excluded.useful = 0
                 THEN COALESCE(excluded.reason, answer_votes.reason) END,
        comment = CASE WHEN excluded.useful = 0 THEN answer_votes.comment ELSE '' END
    RETURNING reason
"""
_TALLIES = """
    SELECT answers.id, title, label, SUM(useful) AS useful, SUM(1 - useful) AS useless,
           SUM(reason = 'wrong') AS "wrong", SUM(reason = 'outdated') AS "outdated",
           SUM(reason = 'off topic') AS "off topic", SUM(reason = 'unclear') AS "unclear"
    FROM answer_votes JOIN answers
        ON answers.id = answer_votes.answer_id AND answers.version = answer_votes.version
    WHERE {condition}
    GROUP BY answers.id
"""
# Few columns of every answer that has votes: the page that is shown has the others.
_BALANCES = """
    SELECT answers.id, title, useful, useless
    FROM vote_counts CROSS JOIN answers
        ON answers.id = vote_counts.answer_id AND answers.version = vote_counts.version
    WHERE answers.state = 'live' AND useful + useless > 0
"""


class AnswerVotes(Repository):
    """Each person has one vote for each version of an answer; the latest vote counts."""

    async def cast(self, vote: AnswerVote) -> int:
        """Vote or change the vote; return when that was, in Unix seconds.

        A 👎 without a reason keeps the reason that was given before. «Не о том» sends the question
        to the inbox; another vote takes it out again. Raises NotFoundError for an answer that is
        gone.
        """
        now = self._database.now()
        async with self._database.transaction() as transaction:
            row = await transaction.row(
                _CAST, vote.person_id, int(vote.useful), vote.reason, now, vote.answer_id
            )
            if row is None:
                raise NotFoundError("answer", vote.answer_id)
            await transaction.execute(
                "UPDATE questions SET missed = ? WHERE id = ? AND person_id = ?",
                *(int(row["reason"] == Reason.OFF_TOPIC), vote.question_id, vote.person_id),
            )
        return now

    async def comment(self, answer_id: int, person_id: int, words: str) -> None:
        """Store masked words with the person's 👎 for the present version."""
        await self._database.write(
            """
            UPDATE answer_votes SET comment = ?
            WHERE answer_id = ? AND person_id = ? AND useful = 0
                AND version = (SELECT version FROM answers WHERE id = answer_id)
            """,
            masked(words),
            answer_id,
            person_id,
        )

    async def report(self, page: int = 0) -> TallyPage:
        """The answers that need work most come first: the lowest Wilson bound."""
        rows = await self._database.rows(_BALANCES)
        ids = await asyncio.to_thread(_worst_first, rows)
        shown, page, pages = page_of(ids, page, PAGE_SIZE)
        marks = ", ".join("?" * len(shown))
        sql = _TALLIES.format(condition=f"answers.id IN ({marks})")
        tallies = {row["id"]: _tally(row) for row in await self._database.rows(sql, *shown)}
        return TallyPage(tuple(tallies[each] for each in shown if each in tallies), page, pages)

    async def tally(self, answer_id: int) -> Tally:
        """One answer with its latest comments; raises NotFoundError when nobody voted for it."""
        row = await self._database.row(_TALLIES.format(condition="answers.id = ?"), answer_id)
        if row is None:
            raise NotFoundError("votes for answer", answer_id)
        comments = await self._database.rows(
            """
            SELECT comment FROM answer_votes JOIN answers
                ON answers.id = answer_votes.answer_id AND answers.version = answer_votes.version
            WHERE answers.id = ? AND comment != '' ORDER BY voted_at DESC LIMIT ?
            """,
            answer_id,
            _COMMENTS,
        )
        return _tally(row, tuple(each["comment"] for each in comments))


def _worst_first(rows: Iterable[Row]) -> list[int]:
    """The ids of the answers, the lowest Wilson bound first."""
    ranked = sorted(rows, key=_rank)
    return [row["id"] for row in ranked]


def _rank(row: Row) -> tuple[float, int, str]:
    bound = lower_bound(row["useful"], row["useful"] + row["useless"])
    return bound, -row["useless"], row["title"]


def _tally(row: Row, comments: tuple[str, ...] = ()) -> Tally:
    reasons = {reason: row[reason] for reason in Reason if row[reason]}
    title, label = row["title"], row["label"]
    return Tally(row["id"], title, label, row["useful"], row["useless"], reasons, comments)
