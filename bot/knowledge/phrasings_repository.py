"""The ways people ask for an answer: those of its file, and those that editors bound in chat."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bot.errors import NotFoundError
from bot.knowledge.check import folded, mixed_words
from bot.knowledge.drafts import Bound
from bot.knowledge.schema import AnswerFile
from bot.storage import Database, Transaction


class Owner(NamedTuple):
    """Whose a phrasing is already; `fixed` when it is a title or stands in a file."""

    answer_id: int
    title: str
    fixed: bool


async def write_filed(transaction: Transaction, changed: Mapping[str, AnswerFile]) -> None:
    """What an editor bound in chat stays, until a file that had it has it no more."""
    rows = await transaction.rows(
        """
        SELECT key, answer_id, text FROM phrasings JOIN answers ON answers.id = answer_id
        WHERE filed = 1
        """
    )
    await transaction.many(
        "DELETE FROM phrasings WHERE answer_id = ? AND text = ?",
        [
            (row["answer_id"], row["text"])
            for row in rows
            if row["key"] in changed and row["text"] not in changed[row["key"]].questions
        ],
    )
    await transaction.many(
        """
        INSERT INTO phrasings (answer_id, text, filed)
        VALUES ((SELECT id FROM answers WHERE key = ?), ?, 1)
        ON CONFLICT (answer_id, text) DO UPDATE SET filed = 1
        """,
        [(key, text) for key, answer in changed.items() for text in answer.questions],
    )


async def move_bound(transaction: Transaction) -> None:
    """What was bound in chat to an answer that moved leads to where it is now."""
    await transaction.execute(
        """
        INSERT INTO phrasings (answer_id, text, author_id, added_at)
        SELECT moved_to, text, phrasings.author_id, added_at
        FROM phrasings JOIN answers ON answers.id = answer_id
        WHERE state = 'moved' AND filed = 0 AND moved_to IS NOT NULL
        ON CONFLICT DO NOTHING
        """
    )


async def add_phrasings(
    transaction: Transaction, answer_id: int, texts: Sequence[str], author_id: int, at: int
) -> Bound:
    """Make the texts lead to the answer; what another answer got in chat moves here.

    What another answer's file has stays there, and its title is reported: two files with one
    question would be refused by the next import. Raises NotFoundError for an answer that is gone.
    """
    live = "SELECT 1 FROM answers WHERE id = ? AND state = 'live'"
    if await transaction.row(live, answer_id) is None:
        raise NotFoundError("answer", answer_id)
    known = await owners(transaction)
    added, taken = 0, []
    for text in texts:
        owner = known.get(folded(text))
        if owner and owner.answer_id != answer_id and owner.fixed:
            taken.append(owner.title)
        elif text and not mixed_words(text) and (owner is None or owner.answer_id != answer_id):
            await _add(transaction, answer_id, text, author_id, at)
            added += 1
    await raise_revision(transaction)
    return Bound(added, tuple(dict.fromkeys(taken)))


async def owners(read: Database | Transaction) -> dict[str, Owner]:
    """Every title and phrasing of the live answers, folded, and whose it is."""
    rows = await read.rows(
        """
        SELECT text, answer_id, title, filed = 1 OR written IS NOT NULL AS fixed
        FROM phrasings JOIN answers ON answers.id = answer_id WHERE state = 'live'
        UNION ALL SELECT title, id, title, 1 FROM answers WHERE state = 'live'
        """
    )
    return {
        folded(row["text"]): Owner(row["answer_id"], row["title"], bool(row["fixed"]))
        for row in rows
    }


async def raise_revision(transaction: Transaction) -> None:
    """The search brings its index up to date at the next question."""
    await transaction.execute("UPDATE content SET revision = revision + 1")


async def _add(
    transaction: Transaction, answer_id: int, text: str, author_id: int, at: int
) -> None:
    await transaction.execute("DELETE FROM phrasings WHERE text = ? AND filed = 0", text)
    await transaction.execute(
        """
        INSERT INTO phrasings (answer_id, text, author_id, added_at, filed) VALUES (?, ?, ?, ?, 0)
        ON CONFLICT DO NOTHING
        """,
        answer_id,
        text,
        author_id,
        at,
    )
