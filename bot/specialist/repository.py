"""Staff, dialogues, enquiries and the copies of their messages."""

from collections.abc import Iterable, Sequence
from typing import Self

from bot.errors import NotFoundError
from bot.people.audit import AuditEntry, record
from bot.questions.masks import hides, masked
from bot.specialist.models import (
    ChatPlace,
    Dialogue,
    Enquiry,
    IncomingMessage,
    Letter,
    LetterAddress,
    Side,
    StaffReply,
)
from bot.storage.database import Database, Row, Transaction

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

    async def card_in(self, person_id: int, place: ChatPlace) -> int | None:
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

    async def replies(self, enquiry_id: int) -> tuple[StaffReply, ...]:
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
        return tuple(StaffReply(row["id"], row["words"]) for row in reversed(rows))

    async def has_reached(self, enquiry_id: int) -> bool:
        """Whether the card of the enquiry is with somebody, or may still get there."""
        return bool(await self._letters("enquiry_id = ? AND state <> 'failed' LIMIT 1", enquiry_id))

    async def _letters(self, where: str, *values: int) -> tuple[Letter, ...]:
        rows = await self._database.rows(f"SELECT {LETTER} FROM letters WHERE {where}", *values)
        return tuple(map(letter, rows))


def letter(row: Row) -> Letter:
    return Letter(**{**row, "author": Side(row["author"])})


_DIALOGUE = "id, person_id, name, state = 'open' AS is_open, chat_id, topic_id"


class Dialogues:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._clock = database.clock

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

    async def set_open(
        self, dialogue_id: int, *, is_open: bool, staff_id: int | None = None
    ) -> bool:
        """Open or close; False when it was so before. Audited when one of the staff did it."""
        now, state = self._clock(), "open" if is_open else "closed"
        action = "reopen dialogue" if is_open else "close dialogue"
        async with self._database.transaction() as transaction:
            changed = await transaction.execute(
                "UPDATE dialogues SET state = ?, changed_at = ? WHERE id = ? AND state <> ?",
                *(state, int(now.timestamp()), dialogue_id, state),
            )
            if changed and staff_id is not None:
                await record(transaction, AuditEntry(staff_id, action, str(dialogue_id)), now)
        return bool(changed)

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


class Staff:
    """`chat_id` is their group now, or None: then every admin is asked in private."""

    def __init__(self, database: Database, chat_id: int | None, admins: frozenset[int]) -> None:
        self._database = database
        self.chat_id = chat_id
        self.admins = admins

    @classmethod
    async def open(cls, database: Database, chat_id: int | None, admins: frozenset[int]) -> Self:
        """`chat_id` as the setting has it; the group may have moved since it was set."""
        rows = await database.rows("SELECT old_id, new_id FROM moved_chats")
        moved = {row["old_id"]: row["new_id"] for row in rows}
        for _ in moved:
            chat_id = moved.get(chat_id, chat_id)
        return cls(database, chat_id, admins)

    @property
    def chats(self) -> tuple[int, ...]:
        """Where a person's letter goes."""
        return (self.chat_id,) if self.chat_id is not None else tuple(sorted(self.admins))

    async def follow(self, old_id: int, new_id: int) -> None:
        """The group has a new id; the setting's one will lead here after a restart too."""
        await self._database.write(
            """
            INSERT INTO moved_chats (old_id, new_id) VALUES (?, ?)
            ON CONFLICT (old_id) DO UPDATE SET new_id = excluded.new_id
            """,
            old_id,
            new_id,
        )
        if self.chat_id == old_id:
            self.chat_id = new_id

    async def remember_invitation(self, person_id: int, message_id: int) -> None:
        await self._database.write(
            """
            INSERT INTO invitations (person_id, message_id) VALUES (?, ?)
            ON CONFLICT DO NOTHING
            """,
            person_id,
            message_id,
        )

    async def has_invited(self, person_id: int, message_id: int) -> bool:
        """Whether this message of the bot asked the person to write to a specialist."""
        row = await self._database.row(
            "SELECT 1 AS found FROM invitations WHERE person_id = ? AND message_id = ?",
            person_id,
            message_id,
        )
        return row is not None


class Letters:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._clock = database.clock

    async def add(self, addressed: LetterAddress, written: IncomingMessage) -> None:
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
        self, letters: Sequence[Letter], place: ChatPlace, copies: Sequence[int | None]
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

    async def keep_card(self, enquiry: Enquiry, place: ChatPlace, message_id: int) -> None:
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
        written = IncomingMessage(person_id, part, enquiry.album)
        await _add(transaction, LetterAddress(person_id, Side.PERSON, receivers), written, now)


async def _add(
    transaction: Transaction, addressed: LetterAddress, written: IncomingMessage, now: int
) -> None:
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


_ENQUIRY = "id, person_id, text, message_id, album, parts"


class Enquiries:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._clock = database.clock

    async def write(self, person_id: int, text: str, message_id: int) -> Enquiry:
        """Keep what is to be confirmed in the place of what was not confirmed before.

        `text` is a question that was asked to the bot, masked, in the person's `message_id`.
        """
        source = IncomingMessage(person_id, message_id if hides(text) else 0)
        parts = str(source.message_id) if source.message_id else ""
        async with self._database.transaction() as transaction:
            return await self._replace(transaction, source, text, parts)

    async def collect(
        self, source: IncomingMessage, text: str, *, attached: bool
    ) -> Enquiry | None:
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
        self, transaction: Transaction, source: IncomingMessage, text: str, parts: str
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
