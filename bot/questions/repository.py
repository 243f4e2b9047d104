"""What was typed, kept as rows: a button addresses a question by id, never by text."""

from bot.clock import Clock
from bot.errors import NotFoundError
from bot.questions.models import Asked
from bot.storage import Database


class Questions:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def keep(self, asked: Asked, outcome: str) -> int:
        """Return the question's id; an edited message keeps its id and gets the new text."""
        async with self._database.transaction() as transaction:
            row = await transaction.row(
                """
                INSERT INTO questions (person_id, chat_id, message_id, text, outcome, asked_at)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (chat_id, message_id) DO UPDATE SET
                    text = excluded.text, outcome = excluded.outcome
                RETURNING id
                """,
                asked.person_id,
                asked.chat_id,
                asked.message_id,
                asked.text,
                outcome,
                int(self._clock().timestamp()),
            )
        return int(row["id"]) if row else 0

    async def text(self, question_id: int) -> str:
        """Raises NotFoundError for a question that is no longer kept."""
        row = await self._database.row("SELECT text FROM questions WHERE id = ?", question_id)
        if row is None:
            raise NotFoundError("question", question_id)
        return str(row["text"])

    async def remember_reply(self, question_id: int, reply_id: int) -> None:
        async with self._database.transaction() as transaction:
            await transaction.execute(
                "UPDATE questions SET reply_id = ? WHERE id = ?", reply_id, question_id
            )

    async def reply_to(self, chat_id: int, message_id: int) -> int | None:
        """The message that answered this one, if it did."""
        row = await self._database.row(
            "SELECT reply_id FROM questions WHERE chat_id = ? AND message_id = ?",
            chat_id,
            message_id,
        )
        return row["reply_id"] if row else None
