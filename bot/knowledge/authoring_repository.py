"""Answers that editors publish in chat; the files get them by an export."""

from typing import NamedTuple

from bot.knowledge.files import Content
from bot.knowledge.import_repository import write_answers
from bot.knowledge.phrasings_repository import raise_revision
from bot.knowledge.schema import AnswerFile
from bot.storage import Transaction


class Written(NamedTuple):
    """An answer as its future file, and who wrote it when (Unix seconds)."""

    key: str
    entry: AnswerFile
    text: str
    author_id: int
    at: int


async def publish(transaction: Transaction, written: Written) -> int:
    """Add the answer; return its id. It stays through every import until a file has its key."""
    await write_answers(transaction, Content({}, {written.key: written.entry}, ()))
    await transaction.execute(
        "UPDATE answers SET author_id = ?, written_at = ?, written = ? WHERE key = ?",
        written.author_id,
        written.at,
        written.text,
        written.key,
    )
    row = await transaction.row(
        """
        UPDATE phrasings SET author_id = ?, added_at = ?, filed = 0
        WHERE answer_id = (SELECT id FROM answers WHERE key = ?) RETURNING answer_id
        """,
        written.author_id,
        written.at,
        written.key,
    )
    await raise_revision(transaction)
    return int(row["answer_id"]) if row else 0


async def free_key(transaction: Transaction, wanted: str) -> str:
    """The key, with a number where an answer has it already or had it once."""
    rows = await transaction.rows("SELECT key FROM answers WHERE key LIKE ?", f"{wanted}%")
    taken, number, key = {row["key"] for row in rows}, 1, wanted
    while key in taken:
        number += 1
        key = f"{wanted}-{number}"
    return key
