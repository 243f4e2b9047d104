"""SQL of dialogues and the chats of the staff; enquiries and letters have modules of their own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Self

from bot.errors import NotFoundError
from bot.people.audit import AuditEntry, record
from bot.specialist.enquiry_repository import Enquiries
from bot.specialist.letter_repository import Letters
from bot.specialist.models import CloseReason, Dialogue
from bot.storage.database import Clock, Database, Repository, Row, moment_of
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
            self._database.now(),
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


class Dialogues(Repository):
    """A person has at most one dialogue; it is open or closed."""

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
            *(dialogue_id, staff_id, self._database.now()),
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
            *(self._database.now(), dialogue_id),
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
                    *(self._database.now(), seconds),
                )

    async def waiting(self) -> tuple[Dialogue, ...]:
        """Open dialogues with words that nobody has answered; who waits longest comes first."""
        return await self._select(
            "waiting_since IS NOT NULL AND state = 'open' ORDER BY waiting_since LIMIT ?",
            MOST_SHOWN,
        )

    async def answered(self) -> tuple[Dialogue, ...]:
        """Open dialogues in which the person is to write next."""
        return await self._select(
            "state = 'open' AND waiting_since IS NULL ORDER BY changed_at DESC LIMIT ?", MOST_SHOWN
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
    changed = {
        "is_open": bool(row["is_open"]),
        "waiting_since": moment_of(row["waiting_since"], zone),
        "reason": CloseReason(row["reason"]) if row["reason"] else None,
    }
    return Dialogue(**{**row, **changed})


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
