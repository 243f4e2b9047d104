"""Which messages make an album: Telegram tells of them one by one, and never again."""

from bot.storage import Database


class Albums:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, chat_id: int, album: str, message_id: int) -> tuple[int, ...]:
        """All parts known by now, this one among them."""
        async with self._database.transaction() as transaction:
            await transaction.execute(
                """
                INSERT INTO album_parts (chat_id, album, message_id) VALUES (?, ?, ?)
                ON CONFLICT (chat_id, album, message_id) DO NOTHING
                """,
                chat_id,
                album,
                message_id,
            )
            rows = await transaction.rows(
                """
                SELECT message_id FROM album_parts
                WHERE chat_id = ? AND album = ? ORDER BY message_id
                """,
                chat_id,
                album,
            )
        return tuple(row["message_id"] for row in rows)
