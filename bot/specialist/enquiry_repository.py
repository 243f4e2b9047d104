"""What people want to ask a specialist, kept as they saw it before they confirmed it.

Only a masked text is kept. A message with something to mask is copied to the staff besides: what
it hides here, they read in Telegram.
"""

from collections.abc import Iterable

from bot.clock import Clock
from bot.errors import NotFoundError
from bot.questions.masks import hides, masked
from bot.specialist.dialogue_repository import open_dialogue
from bot.specialist.letter_repository import add_enquiry
from bot.specialist.models import Enquiry, Written
from bot.storage import Database, Row, Transaction

_ENQUIRY = "id, person_id, text, message_id, album, parts"


class Enquiries:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def write(self, person_id: int, text: str, message_id: int) -> Enquiry:
        """Keep what is to be confirmed in the place of what was not confirmed before.

        `text` is a question that was asked to the bot, masked, in the person's `message_id`.
        """
        source = Written(person_id, message_id if hides(text) else 0)
        parts = str(source.message_id) if source.message_id else ""
        async with self._database.transaction() as transaction:
            return await self._replace(transaction, source, text, parts)

    async def collect(self, source: Written, text: str, *, attached: bool) -> Enquiry | None:
        """As `write`, of a message; `attached`: it holds more than these words, as a photo.

        None for a further part of an album: its enquiry has been shown already.
        """
        part = str(source.message_id)
        async with self._database.transaction() as transaction:
            if source.album and await transaction.execute(
                """
                UPDATE enquiries SET parts = parts || ',' || ?
                WHERE person_id = ? AND album = ? AND sent_at IS NULL
                """,
                part,
                source.chat_id,
                source.album,
            ):
                return None
            whole = attached or masked(text) != text
            return await self._replace(transaction, source, text, part if whole else "")

    async def confirm(
        self, enquiry_id: int, person_id: int, name: str, receivers: Iterable[int]
    ) -> Enquiry | None:
        """Send the enquiry: open the dialogue and write down its letters, all or nothing.

        None for one that was sent before. Raises NotFoundError for one that is not this person's
        or was replaced by a later one.
        """
        now = int(self._clock().timestamp())
        async with self._database.transaction() as transaction:
            row = await transaction.row(
                f"SELECT {_ENQUIRY}, sent_at FROM enquiries WHERE id = ? AND person_id = ?",
                enquiry_id,
                person_id,
            )
            if row is None:
                raise NotFoundError("enquiry", enquiry_id)
            if not await transaction.execute(
                "UPDATE enquiries SET sent_at = ? WHERE id = ? AND sent_at IS NULL", now, enquiry_id
            ):
                return None
            enquiry = _enquiry(row)
            await open_dialogue(transaction, person_id, name, now)
            await add_enquiry(transaction, enquiry, receivers, now)
        return enquiry

    async def take_back(self, enquiry_id: int) -> None:
        """It reached nobody: it can be confirmed once more."""
        await self._database.write("UPDATE enquiries SET sent_at = NULL WHERE id = ?", enquiry_id)

    async def get(self, enquiry_id: int) -> Enquiry:
        row = await self._database.row(f"SELECT {_ENQUIRY} FROM enquiries WHERE id = ?", enquiry_id)
        if row is None:
            raise NotFoundError("enquiry", enquiry_id)
        return _enquiry(row)

    async def latest(self, person_id: int) -> Enquiry:
        """What the person asked last; a dialogue is never without one."""
        row = await self._database.row(
            f"""
            SELECT {_ENQUIRY} FROM enquiries WHERE person_id = ? AND sent_at IS NOT NULL
            ORDER BY sent_at DESC, id DESC LIMIT 1
            """,
            person_id,
        )
        if row is None:
            raise NotFoundError("enquiry of person", person_id)
        return _enquiry(row)

    async def unconfirmed(self, person_id: int, message_id: int) -> Enquiry | None:
        row = await self._database.row(
            f"""
            SELECT {_ENQUIRY} FROM enquiries
            WHERE person_id = ? AND message_id = ? AND sent_at IS NULL
            """,
            person_id,
            message_id,
        )
        return _enquiry(row) if row else None

    async def reword(self, enquiry_id: int, text: str) -> bool:
        """Whether the text hides something: then its message becomes a part, if it was none."""
        kept = masked(text)
        await self._database.write(
            """
            UPDATE enquiries SET text = ?,
                parts = CASE WHEN parts = '' AND ? THEN CAST(message_id AS TEXT) ELSE parts END
            WHERE id = ?
            """,
            kept,
            kept != text,
            enquiry_id,
        )
        return kept != text

    async def _replace(
        self, transaction: Transaction, source: Written, text: str, parts: str
    ) -> Enquiry:
        await transaction.execute(
            "DELETE FROM enquiries WHERE person_id = ? AND sent_at IS NULL", source.chat_id
        )
        row = await transaction.row(
            f"""
            INSERT INTO enquiries (person_id, text, message_id, album, parts, asked_at)
            VALUES (?, ?, ?, ?, ?, ?) RETURNING {_ENQUIRY}
            """,
            source.chat_id,
            masked(text),
            source.message_id,
            source.album,
            parts,
            int(self._clock().timestamp()),
        )
        return _enquiry(row or {})


def _enquiry(row: Row) -> Enquiry:
    known = {name: row[name] for name in ("id", "person_id", "text", "message_id", "album")}
    return Enquiry(**known, parts=tuple(map(int, filter(None, row["parts"].split(",")))))
