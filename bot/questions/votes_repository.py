from bot.clock import Clock
from bot.errors import NotFoundError
from bot.knowledge.records import PAGE_SIZE
from bot.questions.masks import masked
from bot.questions.votes import Ballot, Reason, Tally, TallyPage
from bot.storage import Database, Row, Transaction

_COMMENTS = 10
_TALLIES = """
    SELECT answers.id, title, label, SUM(useful) AS useful, SUM(1 - useful) AS useless,
           SUM(reason = 'wrong') AS "wrong", SUM(reason = 'outdated') AS "outdated",
           SUM(reason = 'off topic') AS "off topic", SUM(reason = 'unclear') AS "unclear"
    FROM answer_votes JOIN answers
        ON answers.id = answer_votes.answer_id AND answers.version = answer_votes.version
    WHERE {condition}
    GROUP BY answers.id
"""


class AnswerVotes:
    """One vote a person an answer version; the last word counts."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def cast(self, ballot: Ballot) -> None:
        """Vote or change the vote. A 👎 without a reason keeps the reason that was given before.

        «Не о том» sends the question to the inbox; taking it back takes the question out again.
        Raises NotFoundError for an answer that is gone.
        """
        async with self._database.transaction() as transaction:
            row = await transaction.row(
                """
                INSERT INTO answer_votes (answer_id, version, person_id, useful, reason, voted_at)
                SELECT id, version, ?, ?, ?, ? FROM answers WHERE id = ? AND state = 'live'
                ON CONFLICT (answer_id, version, person_id) DO UPDATE SET
                    useful = excluded.useful, voted_at = excluded.voted_at,
                    reason = CASE WHEN excluded.useful = 0
                             THEN COALESCE(excluded.reason, answer_votes.reason) END,
                    comment = CASE WHEN excluded.useful = 0 THEN answer_votes.comment ELSE '' END
                RETURNING reason
                """,
                ballot.person_id,
                int(ballot.useful),
                ballot.reason,
                int(self._clock().timestamp()),
                ballot.answer_id,
            )
            if row is None:
                raise NotFoundError("answer", ballot.answer_id)
            await _mark_missed(transaction, ballot, missed=row["reason"] == Reason.OFF_TOPIC)

    async def comment(self, answer_id: int, person_id: int, words: str) -> None:
        """Add words to the person's 👎 for the present version; masked."""
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
        """What to mend first: by the lower Wilson bound, the lowest first."""
        rows = await self._database.rows(_TALLIES.format(condition="answers.state = 'live'"))
        tallies = sorted(
            map(_tally, rows), key=lambda each: (each.bound, -each.useless, each.title)
        )
        pages = max(1, -(-len(tallies) // PAGE_SIZE))
        page = min(page, pages - 1)
        return TallyPage(tuple(tallies[page * PAGE_SIZE :][:PAGE_SIZE]), page, pages)

    async def tally(self, answer_id: int) -> Tally:
        """One answer with the latest comments; raises NotFoundError if nobody voted for it."""
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


async def _mark_missed(transaction: Transaction, ballot: Ballot, *, missed: bool) -> None:
    await transaction.execute(
        "UPDATE questions SET missed = ? WHERE id = ? AND person_id = ?",
        int(missed),
        ballot.question_id,
        ballot.person_id,
    )


def _tally(row: Row, comments: tuple[str, ...] = ()) -> Tally:
    reasons = {reason: row[reason] for reason in Reason if row[reason]}
    title, label = row["title"], row["label"]
    return Tally(row["id"], title, label, row["useful"], row["useless"], reasons, comments)
