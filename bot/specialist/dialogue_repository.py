"""Dialogues of people with specialists."""

from bot.clock import Clock
from bot.errors import NotFoundError
from bot.specialist.models import Dialogue
from bot.storage import Database, Row, Transaction

_DIALOGUE = "id, person_id, name, state = 'open' AS is_open, chat_id, topic_id"


class Dialogues:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def of_person(self, person_id: int) -> Dialogue | None:
        return await self._find("person_id = ?", person_id)

    async def with_person(self, person_id: int) -> Dialogue:
        """Raises NotFoundError when the person has removed their data."""
        found = await self.of_person(person_id)
        if found is None:
            raise NotFoundError("dialogue with person", person_id)
        return found

    async def in_topic(self, chat_id: int, topic_id: int) -> Dialogue | None:
        return await self._find("chat_id = ? AND topic_id = ?", chat_id, topic_id)

    async def get(self, dialogue_id: int) -> Dialogue:
        """Raises NotFoundError when the person has removed their data."""
        found = await self._find("id = ?", dialogue_id)
        if found is None:
            raise NotFoundError("dialogue", dialogue_id)
        return found

    async def set_open(self, dialogue_id: int, *, is_open: bool) -> bool:
        """Whether anything changed."""
        state = "open" if is_open else "closed"
        async with self._database.transaction() as transaction:
            return bool(
                await transaction.execute(
                    "UPDATE dialogues SET state = ?, changed_at = ? WHERE id = ? AND state <> ?",
                    state,
                    self._now(),
                    dialogue_id,
                    state,
                )
            )

    async def set_topic(self, dialogue_id: int, chat_id: int, topic_id: int | None) -> None:
        await self._database.write(
            "UPDATE dialogues SET chat_id = ?, topic_id = ? WHERE id = ?",
            chat_id,
            topic_id,
            dialogue_id,
        )

    async def _find(self, where: str, *values: int) -> Dialogue | None:
        row = await self._database.row(f"SELECT {_DIALOGUE} FROM dialogues WHERE {where}", *values)
        return _dialogue(row) if row else None

    def _now(self) -> int:
        return int(self._clock().timestamp())


def _dialogue(row: Row) -> Dialogue:
    return Dialogue(**{**row, "is_open": bool(row["is_open"])})


async def open_dialogue(transaction: Transaction, person_id: int, name: str, now: int) -> None:
    """Begin the person's dialogue, or open it again."""
    await transaction.execute(
        """
        INSERT INTO dialogues (person_id, name, state, changed_at) VALUES (?, ?, 'open', ?)
        ON CONFLICT (person_id) DO UPDATE SET
            name = excluded.name, state = 'open', changed_at = excluded.changed_at
        """,
        person_id,
        name,
        now,
    )
