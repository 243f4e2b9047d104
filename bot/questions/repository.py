"""What was typed, kept as rows: a button addresses a question by id, never by text.

An id in a button can be made by hand, so a question is only for the person who asked it; one asked
in a group is nobody's.
"""

from collections.abc import Iterator
from functools import cached_property
from itertools import count

from bot.clock import Clock
from bot.errors import NotFoundError
from bot.questions.groups import meant, search_words
from bot.questions.masks import masked, without_masks
from bot.questions.models import Asked
from bot.search.models import Found
from bot.storage import Database

GAP = 1000  # left for the process before this one, which may still be finishing


class Questions:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def keep(self, asked: Asked, found: Found) -> int:
        """Return the question's id; an edited message keeps its id and is a new question.

        Only a masked text is kept, so what was understood of an unmasked one is not.
        """
        text = masked(asked.text)
        understood = meant(text, found.understood) if text == asked.text else ""
        question_id = self._id_of(asked)
        await self._database.later(
            """
            INSERT INTO questions
                (id, person_id, chat_id, message_id, text, understood, words, outcome, asked_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (chat_id, message_id) DO UPDATE SET
                id = excluded.id, text = excluded.text, understood = excluded.understood,
                words = excluded.words, outcome = excluded.outcome,
                chosen_kind = NULL, chosen_id = NULL, missed = 0, handled = NULL, handled_id = NULL
            """,
            question_id,
            asked.person_id,
            asked.chat_id,
            asked.message_id,
            text,
            understood,
            "" if found.small_talk else search_words(understood or text),
            found.outcome,
            int(self._clock().timestamp()),
        )
        return question_id

    def _id_of(self, asked: Asked) -> int:
        """Buttons carry it before the question is stored."""
        known = self._database.glance(
            "SELECT id FROM questions WHERE chat_id = ? AND message_id = ?",
            asked.chat_id,
            asked.message_id,
        )
        return known["id"] if known else next(self._ids)

    @cached_property
    def _ids(self) -> Iterator[int]:
        newest = self._database.glance("SELECT coalesce(max(id), 0) AS id FROM questions")
        return count((newest["id"] if newest else 0) + GAP)

    async def text(self, question_id: int, person_id: int) -> str:
        """Without what was masked; raises NotFoundError as `asked` does."""
        return without_masks((await self.asked(question_id, person_id)).text)

    async def asked(self, question_id: int, person_id: int) -> Asked:
        """As it arrived, but masked; NotFoundError for one not kept any more, or not theirs."""
        row = await self._database.row(
            """
            SELECT person_id, chat_id, message_id, text FROM questions
            WHERE id = ? AND person_id = ?
            """,
            question_id,
            person_id,
        )
        if row is None:
            raise NotFoundError("question", question_id)
        return Asked(**row)

    async def take(self, question_id: int, person_id: int, kind: str, hit_id: int) -> None:
        """Remember which of the hits was opened first; most calls cost one read."""
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
        await self._database.later(
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
