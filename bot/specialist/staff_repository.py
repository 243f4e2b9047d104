"""Where the staff sit, followed when their group moves, and what invites people to write."""

from typing import Self

from bot.storage import Database


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
