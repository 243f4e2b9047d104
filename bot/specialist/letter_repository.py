"""What goes across: written down before it is sent, so that no restart can lose it."""

from collections.abc import Iterable, Sequence

from bot.clock import Clock
from bot.specialist.copy_repository import LETTER, letter
from bot.specialist.models import Addressed, Enquiry, Letter, Place, Side, Written
from bot.storage import Database, Transaction


class Letters:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def add(self, addressed: Addressed, written: Written) -> None:
        """One row a receiver; a message that comes a second time adds nothing."""
        async with self._database.transaction() as transaction:
            await _add(transaction, addressed, written, self._now())

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
        await self._database.write(
            """
            UPDATE letters SET state = 'waiting'
            WHERE person_id = ? AND author = 'staff' AND state = 'failed'
            """,
            person_id,
        )

    async def retarget(self, old_chat: int, new_chat: int) -> None:
        """What has not been sent yet goes to where the chat has moved."""
        await self._database.write(
            "UPDATE letters SET to_chat = ? WHERE to_chat = ? AND state = 'waiting'",
            new_chat,
            old_chat,
        )

    async def keep_card(self, enquiry: Enquiry, place: Place, message_id: int) -> None:
        """A card that was put into a new place, for what follows it there."""
        await self._database.write(
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
        await self._database.write(
            "UPDATE letters SET state = 'waiting', to_message = NULL WHERE id = ?", letter_id
        )

    async def reword(self, letter_id: int, words: str) -> None:
        """The staff have corrected what they wrote; `words` as `worded` gives them."""
        await self._database.write("UPDATE letters SET words = ? WHERE id = ?", words, letter_id)

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

    def _now(self) -> int:
        return int(self._clock().timestamp())


async def add_enquiry(
    transaction: Transaction, enquiry: Enquiry, to_chats: Iterable[int], now: int
) -> None:
    """Its card for every receiver, and after the cards what was attached to it."""
    receivers, person_id = tuple(to_chats), enquiry.person_id
    await transaction.many(
        """
        INSERT INTO letters (person_id, author, from_chat, from_message, album, enquiry_id,
                             words, to_chat, state, written_at)
        VALUES (?, 'person', ?, ?, '', ?, '', ?, 'waiting', ?)
        """,
        [
            (person_id, person_id, enquiry.message_id, enquiry.id, to_chat, now)
            for to_chat in receivers
        ],
    )
    for part in enquiry.parts:
        written = Written(person_id, part, enquiry.album)
        await _add(transaction, Addressed(person_id, Side.PERSON, receivers), written, now)


async def _add(transaction: Transaction, addressed: Addressed, written: Written, now: int) -> None:
    await transaction.many(
        """
        INSERT INTO letters (person_id, author, from_chat, from_message, album, words,
                             to_chat, state, written_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting', ?) ON CONFLICT DO NOTHING
        """,
        [
            (addressed.person_id, addressed.author, written.chat_id, written.message_id,
             written.album, written.words, to_chat, now)
            for to_chat in addressed.to_chats
        ],
    )  # fmt: skip
