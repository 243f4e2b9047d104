"""How a draft begins: a row, and the questions of the inbox that it takes upon itself."""

from collections.abc import Sequence

from bot.questions.groups import search_words
from bot.storage import Database, Transaction


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
