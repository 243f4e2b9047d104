"""The messages that show how broadcasts go: kept as rows, they live on after a restart."""

from dataclasses import dataclass

from bot.storage import Database


@dataclass(frozen=True, slots=True)
class Card:
    chat_id: int
    message_id: int
    broadcast_id: int

    @property
    def place(self) -> tuple[int, int]:
        return self.chat_id, self.message_id


class Cards:
    def __init__(self, database: Database) -> None:
        self._database = database
        self.drawn: dict[tuple[int, int], object] = {}
        """What was last drawn at a place without a press; after a press nobody knows."""

    async def keep(self, card: Card) -> None:
        """A message shows one broadcast, the latest that it was given."""
        self.drawn.pop(card.place, None)
        await self._database.write(
            """
            INSERT INTO broadcast_cards (chat_id, message_id, broadcast_id) VALUES (?, ?, ?)
            ON CONFLICT (chat_id, message_id) DO UPDATE SET
                broadcast_id = excluded.broadcast_id
            """,
            card.chat_id,
            card.message_id,
            card.broadcast_id,
        )

    async def drop(self, chat_id: int, message_id: int) -> None:
        self.drawn.pop((chat_id, message_id), None)
        await self._database.write(
            "DELETE FROM broadcast_cards WHERE chat_id = ? AND message_id = ?",
            chat_id,
            message_id,
        )

    async def has(self, card: Card) -> bool:
        """Whether it still is one: a press may have made the message another screen."""
        return card in await self.all()

    async def all(self) -> tuple[Card, ...]:
        rows = await self._database.rows(
            "SELECT chat_id, message_id, broadcast_id FROM broadcast_cards ORDER BY message_id"
        )
        return tuple(Card(**row) for row in rows)
