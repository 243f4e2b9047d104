"""SQL of dialogues, enquiries and the chats of the staff; letters have their own module."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from typing import Self

from bot.clock import Clock
from bot.errors import NotFoundError
from bot.people.audit import AuditEntry, record
from bot.questions.masks import hides, masked_aside
from bot.specialist.letter_repository import Letters, add_enquiry
from bot.specialist.models import CloseReason, Dialogue, Enquiry, IncomingMessage
from bot.storage.database import Database, Row, Transaction
from bot.team.models import Right
from bot.team.repository import Team


class StaffChats:
    """`chat_id` is the staff's group; None: enquiries go to the chats of those who may answer."""

    def __init__(self, database: Database, chat_id: int | None, team: Team) -> None:
        self._database = database
        self.chat_id = chat_id
        self._team = team

    @classmethod
    async def open(cls, database: Database, chat_id: int | None, team: Team) -> Self:
        """`chat_id` is the setting: the group may have got another id since."""
        rows = await database.rows("SELECT old_id, new_id FROM moved_chats")
        moved = {row["old_id"]: row["new_id"] for row in rows}
        for _ in moved:
            chat_id = moved.get(chat_id, chat_id)
        return cls(database, chat_id, team)

    @property
    def members(self) -> tuple[int, ...]:
        """The people who may answer in their private chats."""
        return self._team.having(Right.DIALOGUES)

    @property
    def receivers(self) -> tuple[int, ...]:
        """The chats that get what a person writes."""
        return (self.chat_id,) if self.chat_id is not None else self.members

    async def move(self, old_id: int, new_id: int) -> None:
        """The group has a new id: remember it for restarts, send what waits to the new id."""
        async with self._database.transaction() as transaction:
            await transaction.execute(
                """
                INSERT INTO moved_chats (old_id, new_id) VALUES (?, ?)
                ON CONFLICT (old_id) DO UPDATE SET new_id = excluded.new_id
                """,
                *(old_id, new_id),
            )
            await transaction.execute(
                "UPDATE letters SET to_chat = ? WHERE to_chat = ? AND state = 'waiting'",
                *(new_id, old_id),
            )
        if self.chat_id == old_id:
            self.chat_id = new_id

    async def remember_invitation(self, person_id: int, message_id: int) -> None:
        """A reply to this message of the bot is for the staff."""
        await self._database.write(
            """
            INSERT INTO invitations (person_id, message_id, sent_at) VALUES (?, ?, ?)
            ON CONFLICT DO NOTHING
            """,
            person_id,
            message_id,
            int(self._database.clock().timestamp()),
        )

    async def has_invited(self, person_id: int, message_id: int) -> bool:
        """Whether this message of the bot invited the person to write to the staff."""
        row = await self._database.row(
            "SELECT 1 AS found FROM invitations WHERE person_id = ? AND message_id = ?",
            person_id,
            message_id,
        )
        return row is not None


_DIALOGUE = """
    SELECT dialogues.id, dialogues.person_id, dialogues.name, state = 'open' AS is_open,
           chat_id, topic_id, COALESCE(team.name, '') AS taker, waiting_since, reason
    FROM dialogues LEFT JOIN dialogue_takers ON dialogue_id = dialogues.id
    LEFT JOIN team ON team.person_id = admin_id
"""


_RELEASE = "DELETE FROM dialogue_takers WHERE dialogue_id = ?"
MOST_SHOWN = 10  # dialogues on the desk


class Dialogues:
    """A person has at most one dialogue; it is open or closed."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._clock = database.clock

    async def of_person(self, person_id: int) -> Dialogue | None:
        return await self._find("dialogues.person_id = ?", person_id)

    async def with_person(self, person_id: int) -> Dialogue:
        """Raises NotFoundError when the person has removed their data."""
        found = await self.of_person(person_id)
        if found is None:
            raise NotFoundError("dialogue with person", person_id)
        return found

    async def in_topic(self, chat_id: int, topic_id: int) -> Dialogue | None:
        return await self._find("chat_id = ? AND topic_id = ?", chat_id, topic_id)

    async def any_open_without_topic(self) -> bool:
        """Whether somebody waits for an answer that is a reply to a card among others."""
        return await self._find("state = 'open' AND topic_id IS NULL LIMIT 1") is not None

    async def unanswered_since(self, moment: datetime) -> tuple[int, ...]:
        """The open dialogues whose last words are the person's, from before `moment`."""
        rows = await self._database.rows(
            """
            SELECT dialogues.id FROM dialogues, letters
            WHERE dialogues.state = 'open' AND letters.id = (
                SELECT max(id) FROM letters WHERE person_id = dialogues.person_id
            ) AND author = 'person' AND written_at < ?
            ORDER BY written_at
            """,
            int(moment.timestamp()),
        )
        return tuple(row["id"] for row in rows)

    async def get(self, dialogue_id: int) -> Dialogue:
        """Raises NotFoundError when the person has removed their data."""
        found = await self._find("dialogues.id = ?", dialogue_id)
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
                """
                UPDATE dialogues SET state = ?, changed_at = ?, reason = '',
                    waiting_since = CASE ? WHEN 'open' THEN waiting_since END
                WHERE id = ? AND state <> ?
                """,
                *(state, int(now.timestamp()), state, dialogue_id, state),
            )
            if changed and not is_open:
                await transaction.execute(_RELEASE, dialogue_id)
            if changed and staff_id is not None:
                await record(transaction, AuditEntry(staff_id, action, str(dialogue_id)), now)
        return bool(changed)

    async def set_reason(self, dialogue_id: int, reason: CloseReason, staff_id: int) -> bool:
        """Why the dialogue was closed; False when it is open again."""
        async with self._database.transaction() as transaction:
            changed = await transaction.execute(
                "UPDATE dialogues SET reason = ? WHERE id = ? AND state = 'closed'",
                *(reason, dialogue_id),
            )
            if changed:
                entry = AuditEntry(staff_id, "explain dialogue", str(dialogue_id), None, reason)
                await record(transaction, entry, self._clock())
        return bool(changed)

    async def take(self, dialogue_id: int, staff_id: int) -> bool:
        """See to the dialogue from now on; False when it is somebody's."""
        taken = await self._database.write(
            """
            INSERT INTO dialogue_takers (dialogue_id, admin_id, taken_at) VALUES (?, ?, ?)
            ON CONFLICT DO NOTHING RETURNING 1
            """,
            *(dialogue_id, staff_id, int(self._clock().timestamp())),
        )
        return bool(taken)

    async def take_over(self, dialogue_id: int, staff_id: int) -> bool:
        """See to what another has seen to; False for a dialogue that is nobody's."""
        taken = await self._database.write(
            "UPDATE dialogue_takers SET admin_id = ? WHERE dialogue_id = ? RETURNING 1",
            *(staff_id, dialogue_id),
        )
        return bool(taken)

    async def release(self, dialogue_id: int, staff_id: int) -> bool:
        """No longer see to the dialogue; False for one that is not this person's."""
        released = await self._database.write(
            f"{_RELEASE} AND admin_id = ? RETURNING 1", *(dialogue_id, staff_id)
        )
        return bool(released)

    async def begin_waiting(self, dialogue_id: int) -> None:
        """The person has written; earlier words without an answer keep their time."""
        await self._database.write(
            "UPDATE dialogues SET waiting_since = ?, reminded = 0"
            " WHERE id = ? AND waiting_since IS NULL",
            *(int(self._clock().timestamp()), dialogue_id),
        )

    async def end_waiting(self, dialogue_id: int, seconds: int) -> None:
        """The staff have answered after so much working time."""
        async with self._database.transaction() as transaction:
            if await transaction.execute(
                "UPDATE dialogues SET waiting_since = NULL"
                " WHERE id = ? AND waiting_since IS NOT NULL",
                dialogue_id,
            ):
                await transaction.execute(
                    "INSERT INTO dialogue_answers (answered_at, seconds) VALUES (?, ?)",
                    *(int(self._clock().timestamp()), seconds),
                )

    async def waiting(self, limit: int = MOST_SHOWN) -> tuple[Dialogue, ...]:
        """Open dialogues with words that nobody has answered; who waits longest comes first."""
        return await self._select(
            "waiting_since IS NOT NULL AND state = 'open' ORDER BY waiting_since LIMIT ?", limit
        )

    async def answered(self, limit: int = MOST_SHOWN) -> tuple[Dialogue, ...]:
        """Open dialogues in which the person is to write next."""
        return await self._select(
            "state = 'open' AND waiting_since IS NULL ORDER BY changed_at DESC LIMIT ?", limit
        )

    async def not_reminded(self) -> tuple[Dialogue, ...]:
        """Those that wait, of which the staff were not reminded."""
        return await self._select(
            """
            waiting_since IS NOT NULL AND state = 'open' AND reminded = 0 ORDER BY waiting_since
            """
        )

    async def mark_reminded(self, found: Iterable[Dialogue]) -> None:
        async with self._database.transaction() as transaction:
            await transaction.many(
                "UPDATE dialogues SET reminded = 1 WHERE id = ?", [(each.id,) for each in found]
            )

    async def set_topic(self, dialogue_id: int, chat_id: int, topic_id: int | None) -> None:
        await self._database.write(
            "UPDATE dialogues SET chat_id = ?, topic_id = ? WHERE id = ?",
            chat_id,
            topic_id,
            dialogue_id,
        )

    async def _find(self, where: str, *values: int) -> Dialogue | None:
        found = await self._select(where, *values)
        return found[0] if found else None

    async def _select(self, where: str, *values: int) -> tuple[Dialogue, ...]:
        rows = await self._database.rows(f"{_DIALOGUE} WHERE {where}", *values)
        return tuple(_dialogue(row, self._clock().tzinfo) for row in rows)


def _dialogue(row: Row, zone: tzinfo | None) -> Dialogue:
    since = row["waiting_since"]
    changed = {
        "is_open": bool(row["is_open"]),
        "waiting_since": datetime.fromtimestamp(since, zone) if since else None,
        "reason": CloseReason(row["reason"]) if row["reason"] else None,
    }
    return Dialogue(**{**row, **changed})


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


UNFINISHED = timedelta(days=1)
READ_LATELY = timedelta(minutes=30)
_ENQUIRY = "id, person_id, text, message_id, album, parts, card, asked_in"
_CARD = """
    SELECT COALESCE(answers.title, events.name, '') FROM contexts
    LEFT JOIN answers ON contexts.kind = 'answer' AND answers.id = item_id
    LEFT JOIN events ON contexts.kind = 'event' AND events.id = item_id
    WHERE contexts.person_id = ?1 AND question_id IS NULL AND shown_at >= ?2
"""


class Enquiries:
    """Questions to the staff; a person has at most one that is not confirmed yet."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._clock = database.clock

    async def write(self, person_id: int, text: str, message_id: int) -> Enquiry:
        """Store an unconfirmed enquiry; it replaces the person's earlier unconfirmed one.

        `text` is the masked question that the person asked the bot in message `message_id`.
        """
        source = IncomingMessage(person_id, message_id if hides(text) else 0)
        parts, stored = str(source.message_id or ""), await masked_aside(text)
        async with self._database.transaction() as transaction:
            return await self._replace(transaction, source, stored, parts, message_id)

    async def collect(
        self, source: IncomingMessage, text: str, *, attached: bool, about: str = ""
    ) -> Enquiry | None:
        """As `write`, from a message; `attached`: the message holds more than text, as a photo.

        `about` is what it replies to, if that is known better than by the card read before.
        None for a further part of an album: the part is added to the album's enquiry.
        """
        part, stored = str(source.message_id), await masked_aside(text)
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

    async def unfinished(self, person_id: int) -> Enquiry | None:
        """What the person wrote within a day and neither sent nor dropped."""
        row = await self._database.row(
            f"""
            SELECT {_ENQUIRY} FROM enquiries
            WHERE person_id = ? AND sent_at IS NULL AND asked_at >= ?
            """,
            person_id,
            int((self._clock() - UNFINISHED).timestamp()),
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
        stored = await masked_aside(text)
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
        """With the card that the person has read lately; `text` is masked."""
        await transaction.execute(
            "DELETE FROM enquiries WHERE person_id = ? AND sent_at IS NULL", source.chat_id
        )
        now = self._clock()
        row = await transaction.row(
            f"""
            INSERT INTO enquiries
                (person_id, card, text, message_id, album, parts, asked_at, asked_in)
            VALUES (?1, COALESCE(({_CARD}), ''), ?3, ?4, ?5, ?6, ?7, ?8) RETURNING {_ENQUIRY}
            """,
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


@dataclass(frozen=True, slots=True)
class SpecialistRepository:
    """Everything that is stored of dialogues with the staff."""

    staff: StaffChats
    dialogues: Dialogues
    enquiries: Enquiries
    letters: Letters
    clock: Clock

    @classmethod
    async def open(cls, database: Database, chat_id: int | None, team: Team) -> Self:
        """`chat_id` is the staff's group as the setting has it."""
        staff = await StaffChats.open(database, chat_id, team)
        return cls(
            staff,
            Dialogues(database),
            Enquiries(database),
            Letters(database),
            database.clock,
        )
