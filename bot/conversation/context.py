"""What each person is looking at: the card shown last, and the words that led to it."""

from dataclasses import dataclass
from datetime import timedelta

from bot.questions.masks import masked
from bot.storage.database import Database


@dataclass(frozen=True, slots=True)
class Context:
    """`words` are the person's own, empty when a button led to the card.

    `question_id` is set while a specialist is offered for that question.
    """

    kind: str  # "answer" or "event"
    item_id: int
    words: str = ""
    question_id: int | None = None


class Contexts:
    """One context a person, forgotten after `minutes`."""

    def __init__(self, database: Database, minutes: int) -> None:
        self._database = database
        self._clock = database.clock
        self._kept = timedelta(minutes=minutes)

    def get(self, person_id: int) -> Context | None:
        row = self._database.read_now(
            """
            SELECT kind, item_id, words, question_id FROM contexts
            WHERE person_id = ? AND shown_at >= ?
            """,
            person_id,
            int((self._clock() - self._kept).timestamp()),
        )
        return Context(**row) if row else None

    async def remember(self, person_id: int, shown: Context) -> None:
        """Instead of what was remembered before."""
        await self._database.write(
            """
            INSERT INTO contexts (person_id, kind, item_id, words, question_id, shown_at)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (person_id) DO UPDATE SET
                kind = excluded.kind, item_id = excluded.item_id, words = excluded.words,
                question_id = excluded.question_id, shown_at = excluded.shown_at
            """,
            person_id,
            shown.kind,
            shown.item_id,
            masked(shown.words),
            shown.question_id,
            int(self._clock().timestamp()),
        )
