"""What an admin's next message is for."""

from dataclasses import dataclass
from datetime import timedelta

from bot.clock import Clock
from bot.storage import Database

PATIENCE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Input:
    """`broadcast_id` is None when the message will begin a new draft."""

    broadcast_id: int | None
    wanted: str


class Inputs:
    """One an admin; forgotten after an hour, so that a late question is a question again."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def ask(self, admin_id: int, wanted: str, broadcast_id: int | None = None) -> None:
        async with self._database.transaction() as transaction:
            await transaction.execute(
                """
                INSERT INTO broadcast_inputs (admin_id, broadcast_id, wanted, asked_at)
                VALUES (?, ?, ?, ?)
                ON CONFLICT (admin_id) DO UPDATE SET broadcast_id = excluded.broadcast_id,
                    wanted = excluded.wanted, asked_at = excluded.asked_at
                """,
                admin_id,
                broadcast_id,
                wanted,
                int(self._clock().timestamp()),
            )

    async def awaited(self, admin_id: int) -> Input | None:
        row = await self._database.row(
            """
            SELECT broadcast_id, wanted FROM broadcast_inputs
            WHERE admin_id = ? AND asked_at > ?
            """,
            admin_id,
            int((self._clock() - PATIENCE).timestamp()),
        )
        return Input(**row) if row else None

    async def drop(self, admin_id: int) -> bool:
        """Whether anything was awaited."""
        async with self._database.transaction() as transaction:
            dropped = await transaction.execute(
                "DELETE FROM broadcast_inputs WHERE admin_id = ?", admin_id
            )
        return dropped > 0
