"""What goes across: written down before it is sent, so that no restart can lose it."""

from collections.abc import Iterable, Sequence

from bot.clock import Clock
from bot.specialist.copy_repository import LETTER, letter
from bot.specialist.models import Enquiry, Letter, Place, Side, Written
from bot.storage import Database, Value


class Letters:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def add(
        self, person_id: int, author: Side, written: Written, to_chats: Iterable[int]
    ) -> None:
        """One row a receiver; a message that comes a second time adds nothing."""
        async with self._database.transaction() as transaction:
            await transaction.many(
                """
                INSERT INTO letters (person_id, author, from_chat, from_message, album, words,
                                     to_chat, state, written_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting', ?) ON CONFLICT DO NOTHING
                """,
                [
                    (person_id, author, written.chat_id, written.message_id, written.album,
                     written.words, to_chat, self._now())
                    for to_chat in to_chats
                ],
            )  # fmt: skip

    async def add_card(self, enquiry: Enquiry, to_chats: Iterable[int]) -> None:
        async with self._database.transaction() as transaction:
            await transaction.many(
                """
                INSERT INTO letters (person_id, author, from_chat, from_message, album, enquiry_id,
                                     words, to_chat, state, written_at)
                VALUES (?, 'person', ?, ?, '', ?, '', ?, 'waiting', ?)
                """,
                [
                    (enquiry.person_id, enquiry.person_id, enquiry.message_id, enquiry.id,
                     to_chat, self._now())
                    for to_chat in to_chats
                ],
            )  # fmt: skip

    async def waiting(self, person_id: int) -> tuple[Letter, ...]:
        """In the order in which they were written; cards before what follows them."""
        rows = await self._database.rows(
            f"SELECT {LETTER} FROM letters WHERE person_id = ? AND state = 'waiting' ORDER BY id",
            person_id,
        )
        return tuple(map(letter, rows))

    async def stuck(self, seconds: int) -> tuple[int, ...]:
        """People whose letters have been waiting for longer than this."""
        rows = await self._database.rows(
            """
            SELECT DISTINCT person_id FROM letters WHERE state = 'waiting' AND written_at <= ?
            """,
            self._now() - seconds,
        )
        return tuple(row["person_id"] for row in rows)

    async def sent(
        self, letters: Sequence[Letter], place: Place, copies: Sequence[int | None]
    ) -> None:
        async with self._database.transaction() as transaction:
            await transaction.many(
                """
                UPDATE letters SET state = 'sent', to_chat = ?, to_topic = ?, to_message = ?
                WHERE id = ?
                """,
                [
                    (place.chat_id, place.topic_id, copy, one.id)
                    for one, copy in zip(letters, copies, strict=True)
                ],
            )

    async def failed(self, letters: Sequence[Letter]) -> None:
        async with self._database.transaction() as transaction:
            await transaction.many(
                "UPDATE letters SET state = 'failed' WHERE id = ?",
                [(one.id,) for one in letters],
            )

    async def revive(self, person_id: int) -> None:
        """What the staff wrote while the person had stopped the bot waits to be sent again."""
        await self._write(
            """
            UPDATE letters SET state = 'waiting'
            WHERE person_id = ? AND author = 'staff' AND state = 'failed'
            """,
            person_id,
        )

    async def retarget(self, old_chat: int, new_chat: int) -> None:
        """What has not been sent yet goes to where the chat has moved."""
        await self._write(
            "UPDATE letters SET to_chat = ? WHERE to_chat = ? AND state = 'waiting'",
            new_chat,
            old_chat,
        )

    async def keep_card(self, enquiry: Enquiry, place: Place, message_id: int) -> None:
        """A card that was put into a new place, for what follows it there."""
        await self._write(
            """
            INSERT INTO letters (person_id, author, from_chat, from_message, album, enquiry_id,
                                 words, to_chat, to_topic, to_message, state, written_at)
            VALUES (?, 'person', ?, ?, '', ?, '', ?, ?, ?, 'sent', ?)
            """,
            enquiry.person_id,
            enquiry.person_id,
            enquiry.message_id,
            enquiry.id,
            place.chat_id,
            place.topic_id,
            message_id,
            self._now(),
        )

    async def again(self, letter_id: int) -> None:
        """Its copy is gone: make another."""
        await self._write(
            "UPDATE letters SET state = 'waiting', to_message = NULL WHERE id = ?", letter_id
        )

    async def reword(self, letter_id: int, words: str) -> None:
        """The staff have corrected what they wrote; `words` as `worded` gives them."""
        await self._write("UPDATE letters SET words = ? WHERE id = ?", words, letter_id)

    async def redirect(self, letters: Sequence[Letter], to_chats: Iterable[int]) -> None:
        """The same letters for other receivers."""
        receivers = tuple(to_chats)
        async with self._database.transaction() as transaction:
            await transaction.many(
                """
                INSERT INTO letters (person_id, author, from_chat, from_message, album, enquiry_id,
                                     words, to_chat, state, written_at)
                SELECT person_id, author, from_chat, from_message, album, enquiry_id, words, ?,
                       'waiting', written_at FROM letters WHERE id = ?
                ON CONFLICT DO NOTHING
                """,
                [(to_chat, one.id) for to_chat in receivers for one in letters],
            )

    async def _write(self, sql: str, *values: Value) -> None:
        async with self._database.transaction() as transaction:
            await transaction.execute(sql, *values)

    def _now(self) -> int:
        return int(self._clock().timestamp())
