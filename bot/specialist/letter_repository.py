"""SQL of letters: the messages and cards that go between a person and the staff."""

from collections.abc import Iterable, Sequence

from bot.specialist.models import (
    ChatPlace,
    Enquiry,
    IncomingMessage,
    Letter,
    LetterAddress,
    Side,
    StaffReply,
)
from bot.storage.database import Repository, Row, Transaction

MAX_REPLIES = 8  # as many fit on a screen to choose from

_LETTER = (
    "id, person_id, author, from_chat, from_message, album, enquiry_id, "
    "to_chat, to_topic, to_message"
)


class Letters(Repository):
    """A letter is a row for each receiver of each message, with its state."""

    async def add(self, address: LetterAddress, message: IncomingMessage) -> None:
        """Add a letter for every receiver; a message that is delivered twice adds nothing."""
        async with self._database.transaction() as transaction:
            await _add(transaction, address, message, self._database.now())

    async def waiting(self, person_id: int) -> tuple[Letter, ...]:
        """Letters that are not sent yet, in the order in which they were written."""
        return await self._select("person_id = ? AND state = 'waiting' ORDER BY id", person_id)

    async def stuck(self, seconds: int) -> tuple[int, ...]:
        """Persons whose letters have been waiting for at least so many seconds."""
        rows = await self._database.rows(
            """
            SELECT DISTINCT person_id FROM letters WHERE state = 'waiting' AND written_at <= ?
            """,
            self._database.now() - seconds,
        )
        return tuple(row["person_id"] for row in rows)

    async def mark_sent(
        self, letters: Sequence[Letter], place: ChatPlace, copies: Sequence[int | None]
    ) -> None:
        """`copies` are the ids of the sent messages, None where Telegram does not tell them."""
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

    async def mark_failed(self, letters: Sequence[Letter]) -> None:
        async with self._database.transaction() as transaction:
            await transaction.many(
                "UPDATE letters SET state = 'failed' WHERE id = ?",
                [(one.id,) for one in letters],
            )

    async def requeue_failed(self, person_id: int) -> None:
        """Send again what the staff wrote while the person had blocked the bot."""
        await self._database.write(
            """
            UPDATE letters SET state = 'waiting'
            WHERE person_id = ? AND author = 'staff' AND state = 'failed'
            """,
            person_id,
        )

    async def add_sent_card(self, enquiry: Enquiry, place: ChatPlace, message_id: int) -> None:
        """Record a card that was sent into a new place: the letters after it will reply to it."""
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
            self._database.now(),
        )

    async def requeue(self, letter_id: int) -> None:
        """Send the letter once more: its copy was deleted."""
        await self._database.write(
            "UPDATE letters SET state = 'waiting', to_message = NULL WHERE id = ?", letter_id
        )

    async def set_words(self, letter_id: int, words: str) -> None:
        """The staff have edited their message; `words` are masked Telegram HTML."""
        await self._database.write("UPDATE letters SET words = ? WHERE id = ?", words, letter_id)

    async def redirect(self, letters: Sequence[Letter], to_chats: Iterable[int]) -> None:
        """Add the same letters for other receivers."""
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

    async def reaches_anyone(self, letter: Letter) -> bool:
        """Whether some receiver of the same message has it or may still get it."""
        found = await self._select(
            "from_chat = ? AND from_message = ? AND person_id = ? AND state <> 'failed' LIMIT 1",
            letter.from_chat,
            letter.from_message,
            letter.person_id,
        )
        return bool(found)

    async def of_copy(self, chat_id: int, message_id: int) -> Letter | None:
        """The letter whose copy or card is this message."""
        found = await self._select("to_chat = ? AND to_message = ? LIMIT 1", chat_id, message_id)
        return found[0] if found else None

    async def of_original(self, chat_id: int, message_id: int) -> tuple[Letter, ...]:
        """The letters that were made of this message, one a receiver."""
        return await self._select(
            "from_chat = ? AND from_message = ? ORDER BY id", chat_id, message_id
        )

    async def before(self, letter: Letter) -> Letter | None:
        """The letter that was written before this one in the same dialogue."""
        found = await self._select(
            "person_id = ? AND id < ? ORDER BY id DESC LIMIT 1", letter.person_id, letter.id
        )
        return found[0] if found else None

    async def cards(self, person_id: int) -> tuple[Letter, ...]:
        """All cards of the person's latest enquiry that were sent."""
        return await self._select(
            """
            to_message IS NOT NULL AND enquiry_id = (
                SELECT MAX(enquiry_id) FROM letters WHERE person_id = ? AND state = 'sent'
            )
            """,
            person_id,
        )

    async def card_in(self, person_id: int, place: ChatPlace) -> int | None:
        """The message id of the dialogue's latest card in this place."""
        found = await self._select(
            """
            person_id = ? AND to_chat = ? AND COALESCE(to_topic, 0) = ? AND enquiry_id IS NOT NULL
            AND state = 'sent' ORDER BY id DESC LIMIT 1
            """,
            person_id,
            place.chat_id,
            place.topic_id or 0,
        )
        return found[0].to_message if found else None

    async def replies(self, enquiry_id: int) -> tuple[StaffReply, ...]:
        """The latest replies of the staff that have text, since this enquiry; the oldest first."""
        rows = await self._database.rows(
            """
            SELECT id, words FROM letters
            WHERE author = 'staff' AND words <> ''
                AND person_id = (SELECT person_id FROM enquiries WHERE id = ?)
                AND id > (SELECT COALESCE(MIN(id), 0) FROM letters WHERE enquiry_id = ?)
            ORDER BY id DESC LIMIT ?
            """,
            enquiry_id,
            enquiry_id,
            MAX_REPLIES,
        )
        return tuple(StaffReply(row["id"], row["words"]) for row in reversed(rows))

    async def has_reached(self, enquiry_id: int) -> bool:
        """Whether somebody has the card of the enquiry or may still get it."""
        return bool(await self._select("enquiry_id = ? AND state <> 'failed' LIMIT 1", enquiry_id))

    async def _select(self, where: str, *values: int) -> tuple[Letter, ...]:
        rows = await self._database.rows(f"SELECT {_LETTER} FROM letters WHERE {where}", *values)
        return tuple(map(_letter, rows))


async def add_enquiry(
    transaction: Transaction, enquiry: Enquiry, to_chats: Iterable[int], now: int
) -> None:
    """Add the card of the enquiry for every receiver, then the messages attached to it."""
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
        message = IncomingMessage(person_id, part, enquiry.album)
        await _add(transaction, LetterAddress(person_id, Side.PERSON, receivers), message, now)


async def _add(
    transaction: Transaction, address: LetterAddress, message: IncomingMessage, now: int
) -> None:
    await transaction.many(
        """
        INSERT INTO letters (person_id, author, from_chat, from_message, album, words,
                             to_chat, state, written_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting', ?) ON CONFLICT DO NOTHING
        """,
        [
            (address.person_id, address.author, message.chat_id, message.message_id,
             message.album, message.words, to_chat, now)
            for to_chat in address.to_chats
        ],
    )  # fmt: skip


def _letter(row: Row) -> Letter:
    return Letter(**{**row, "author": Side(row["author"])})
