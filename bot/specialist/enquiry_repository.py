"""SQL of enquiries: what people ask the staff, before it is sent and after."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from bot.errors import NotFoundError
from bot.people.models import UNSENT_FOR
from bot.questions.masks import hides, masked_off_loop
from bot.specialist.letter_repository import add_enquiry
from bot.specialist.models import Enquiry, IncomingMessage
from bot.storage.database import Repository, Row, Transaction

READ_LATELY = timedelta(minutes=30)
_ENQUIRY = "id, person_id, text, message_id, album, parts, card, asked_in"
_CARD = """
    SELECT COALESCE(answers.title, events.name, '') FROM contexts
    LEFT JOIN answers ON contexts.kind = 'answer' AND answers.id = item_id
    LEFT JOIN events ON contexts.kind = 'event' AND events.id = item_id
    WHERE contexts.person_id = ?1 AND question_id IS NULL AND shown_at >= ?2
"""
_ADD = f"""
    INSERT INTO enquiries (person_id, card, text, message_id, album, parts, asked_at, asked_in)
    VALUES (?1, COALESCE(({_CARD}), ''), ?3, ?4, ?5, ?6, ?7, ?8) RETURNING {_ENQUIRY}
"""


class Enquiries(Repository):
    """Questions to the staff; a person has at most one that is not confirmed yet."""

    async def write(self, person_id: int, text: str, message_id: int) -> Enquiry:
        """Store an unconfirmed enquiry; it replaces the person's earlier unconfirmed one.

        `text` is the masked question that the person asked the bot in message `message_id`.
        """
        source = IncomingMessage(person_id, message_id if hides(text) else 0)
        parts, stored = str(source.message_id or ""), await masked_off_loop(text)
        async with self._database.transaction() as transaction:
            return await self._replace(transaction, source, stored, parts, message_id)

    async def collect(
        self, source: IncomingMessage, text: str, *, attached: bool, about: str = ""
    ) -> Enquiry | None:
        """As `write`, from a message; `attached`: the message holds more than text, as a photo.

        `about` is what it replies to, if that is known better than by the card read before.
        None for a further part of an album: the part is added to the album's enquiry.
        """
        part, stored = str(source.message_id), await masked_off_loop(text)
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
            parts = part if attached or stored != text else ""
            asked_in = source.message_id
            made = await self._replace(transaction, source, stored, parts, asked_in)
            if not about:
                return made
            await transaction.execute("UPDATE enquiries SET card = ? WHERE id = ?", about, made.id)
        return replace(made, card=about)

    async def confirm(
        self, enquiry_id: int, person_id: int, name: str, receivers: Iterable[int]
    ) -> Enquiry | None:
        """Open the dialogue and queue the letters of the enquiry, in one transaction.

        None for an enquiry that was confirmed before. Raises NotFoundError for an enquiry of
        another person, or one that was replaced by a later one.
        """
        now = self._database.now()
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

    async def unfinished(self, person_id: int) -> Enquiry | None:
        """What the person wrote within a day and neither sent nor dropped."""
        row = await self._database.row(
            f"""
            SELECT {_ENQUIRY} FROM enquiries
            WHERE person_id = ? AND sent_at IS NULL AND asked_at >= ?
            """,
            person_id,
            int((self._clock() - UNSENT_FOR).timestamp()),
        )
        return _enquiry(row) if row else None

    async def drop(self, person_id: int, enquiry_id: int) -> None:
        """Delete it, unless it is sent."""
        await self._database.write(
            "DELETE FROM enquiries WHERE id = ? AND person_id = ? AND sent_at IS NULL",
            *(enquiry_id, person_id),
        )

    async def unconfirm(self, enquiry_id: int) -> None:
        """The enquiry reached nobody: the person can confirm it once more."""
        async with self._database.transaction() as transaction:
            await transaction.execute(
                "UPDATE enquiries SET sent_at = NULL WHERE id = ?", enquiry_id
            )
            await transaction.execute(
                """
                UPDATE dialogues SET waiting_since = NULL
                WHERE person_id = (SELECT person_id FROM enquiries WHERE id = ?)
                """,
                enquiry_id,
            )

    async def get(self, enquiry_id: int) -> Enquiry:
        row = await self._database.row(f"SELECT {_ENQUIRY} FROM enquiries WHERE id = ?", enquiry_id)
        if row is None:
            raise NotFoundError("enquiry", enquiry_id)
        return _enquiry(row)

    async def latest(self, person_id: int) -> Enquiry:
        """The person's latest confirmed enquiry; every dialogue has one."""
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
        """The unconfirmed enquiry that was made of this message."""
        row = await self._database.row(
            f"""
            SELECT {_ENQUIRY} FROM enquiries
            WHERE person_id = ? AND message_id = ? AND sent_at IS NULL
            """,
            person_id,
            message_id,
        )
        return _enquiry(row) if row else None

    async def set_text(self, enquiry_id: int, text: str) -> bool:
        """Store an edited text; True when it has masked parts, so that its message is attached."""
        stored = await masked_off_loop(text)
        await self._database.write(
            """
            UPDATE enquiries SET text = ?,
                parts = CASE WHEN parts = '' AND ? THEN CAST(message_id AS TEXT) ELSE parts END
            WHERE id = ?
            """,
            stored,
            stored != text,
            enquiry_id,
        )
        return stored != text

    async def _replace(
        self,
        transaction: Transaction,
        source: IncomingMessage,
        text: str,
        parts: str,
        asked_in: int,
    ) -> Enquiry:
        """Store it in place of the one before, with the card read lately; `text` is masked."""
        await transaction.execute(
            "DELETE FROM enquiries WHERE person_id = ? AND sent_at IS NULL", source.chat_id
        )
        now = self._clock()
        row = await transaction.row(
            _ADD,
            source.chat_id,
            int((now - READ_LATELY).timestamp()),
            text,
            source.message_id,
            source.album,
            parts,
            int(now.timestamp()),
            asked_in,
        )
        return _enquiry(row or {})


def _enquiry(row: Row) -> Enquiry:
    names = ("id", "person_id", "text", "message_id", "album", "card", "asked_in")
    values = {name: row[name] for name in names}
    return Enquiry(**values, parts=tuple(map(int, filter(None, row["parts"].split(",")))))


async def open_dialogue(transaction: Transaction, person_id: int, name: str, now: int) -> None:
    """Create the person's dialogue, or open it again."""
    await transaction.execute(
        """
        INSERT INTO dialogues (person_id, name, state, changed_at, waiting_since)
        VALUES (?, ?, 'open', ?, ?)
        ON CONFLICT (person_id) DO UPDATE SET
            name = excluded.name, state = 'open', changed_at = excluded.changed_at, reason = '',
            reminded = CASE WHEN waiting_since IS NULL THEN 0 ELSE reminded END,
            waiting_since = COALESCE(waiting_since, excluded.waiting_since)
        """,
        *(person_id, name, now, now),
    )
