"""Where everything that went across is now: what a reply answers, what an edit has to change."""

from bot.specialist.models import Letter, Place, Reply, Side
from bot.storage import Database, Row

LETTER = (
    "id, person_id, author, from_chat, from_message, album, enquiry_id, "
    "to_chat, to_topic, to_message"
)


REPLIES = 8  # as many fit on a screen to choose from


class Copies:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def reaches_anyone(self, letter: Letter) -> bool:
        """Whether some receiver of the same message has it or may still get it."""
        found = await self._letters(
            "from_chat = ? AND from_message = ? AND person_id = ? AND state <> 'failed' LIMIT 1",
            letter.from_chat,
            letter.from_message,
            letter.person_id,
        )
        return bool(found)

    async def at(self, chat_id: int, message_id: int) -> Letter | None:
        """The letter whose copy or card this message is."""
        found = await self._letters("to_chat = ? AND to_message = ? LIMIT 1", chat_id, message_id)
        return found[0] if found else None

    async def written_as(self, chat_id: int, message_id: int) -> tuple[Letter, ...]:
        """Everything that was made of this message."""
        return await self._letters(
            "from_chat = ? AND from_message = ? ORDER BY id", chat_id, message_id
        )

    async def cards(self, person_id: int) -> tuple[Letter, ...]:
        """Every card of the person's latest enquiry that somebody has before them."""
        return await self._letters(
            """
            to_message IS NOT NULL AND enquiry_id = (
                SELECT MAX(enquiry_id) FROM letters WHERE person_id = ? AND state = 'sent'
            )
            """,
            person_id,
        )

    async def card_in(self, person_id: int, place: Place) -> int | None:
        """The latest card of the dialogue in this place."""
        found = await self._letters(
            """
            person_id = ? AND to_chat = ? AND COALESCE(to_topic, 0) = ? AND enquiry_id IS NOT NULL
            AND state = 'sent' ORDER BY id DESC LIMIT 1
            """,
            person_id,
            place.chat_id,
            place.topic_id or 0,
        )
        return found[0].to_message if found else None

    async def replies(self, enquiry_id: int) -> tuple[Reply, ...]:
        """What the staff have written in words since this enquiry, the latest ones."""
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
            REPLIES,
        )
        return tuple(Reply(row["id"], row["words"]) for row in reversed(rows))

    async def has_reached(self, enquiry_id: int) -> bool:
        """Whether the card of the enquiry is with somebody, or may still get there."""
        return bool(await self._letters("enquiry_id = ? AND state <> 'failed' LIMIT 1", enquiry_id))

    async def _letters(self, where: str, *values: int) -> tuple[Letter, ...]:
        rows = await self._database.rows(f"SELECT {LETTER} FROM letters WHERE {where}", *values)
        return tuple(map(letter, rows))


def letter(row: Row) -> Letter:
    return Letter(**{**row, "author": Side(row["author"])})
