"""SQL of the team. Roles are read from memory: a right is checked at each press and message."""

from collections.abc import Collection
from typing import Self

from bot.people.audit import AuditEntry, record
from bot.storage.database import Database
from bot.team.models import RIGHTS, Right, TeamMember, TeamRole, gives


class Team:
    """Who may do what. `owners` are those of the setting, whatever the table says of them."""

    def __init__(self, database: Database, members: dict[int, TeamMember]) -> None:
        self._database = database
        self._members = members

    @classmethod
    async def open(cls, database: Database, owners: Collection[int]) -> Self:
        rows = await database.rows("SELECT person_id, name, role FROM team")
        names = {row["person_id"]: row["name"] for row in rows}
        members = {
            row["person_id"]: TeamMember(row["person_id"], TeamRole(row["role"]), row["name"])
            for row in rows
            if row["role"]
        }
        for owner in owners:
            members[owner] = TeamMember(owner, TeamRole.OWNER, names.get(owner, ""))
        return cls(database, members)

    def __contains__(self, person_id: object) -> bool:
        return person_id in self._members

    def role(self, person_id: int) -> TeamRole | None:
        member = self._members.get(person_id)
        return member.role if member else None

    def rights(self, person_id: int) -> frozenset[Right]:
        """None for a person who is not in the team."""
        role = self.role(person_id)
        return RIGHTS[role] if role else frozenset()

    def may(self, person_id: int, right: Right) -> bool:
        return right in self.rights(person_id)

    def having(self, right: Right) -> tuple[int, ...]:
        """The people who have this right, in a stable order."""
        return tuple(sorted(each for each in self._members if self.may(each, right)))

    async def give(self, by: int, member: TeamMember) -> bool:
        """Make the person a member, or change their role; False where `by` may not."""
        present = self.role(member.person_id)
        allowed = gives(self.role(by))
        if member.role not in allowed or (present and present not in allowed):
            return False
        await self._store(by, "give role", member, member.role)
        self._members[member.person_id] = member
        return True

    async def take(self, by: int, person_id: int) -> bool:
        """End the person's role at once; False where `by` may not. All but owners may leave."""
        member = self._members.get(person_id)
        if member is None or member.role is TeamRole.OWNER:
            return False
        if by != person_id and member.role not in gives(self.role(by)):
            return False
        await self._store(by, "take role", member, None)
        del self._members[person_id]
        return True

    async def _store(self, by: int, action: str, member: TeamMember, role: TeamRole | None) -> None:
        present, now = self.role(member.person_id), self._database.clock()
        entry = AuditEntry(by, action, f"person {member.person_id}", present, role)
        async with self._database.transaction() as transaction:
            await transaction.execute(
                """
                INSERT INTO team (person_id, name, role, since) VALUES (?, ?, ?, ?)
                ON CONFLICT (person_id) DO UPDATE SET
                    name = excluded.name, role = excluded.role, since = excluded.since
                """,
                member.person_id,
                member.name,
                role,
                int(now.timestamp()),
            )
            await record(transaction, entry, now)
