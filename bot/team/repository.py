"""SQL of the team. Roles are read from memory: a right is checked at each press and message."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import timedelta
from typing import Self

from bot.people.audit import AuditEntry, record
from bot.storage.database import Database, Repository, Transaction
from bot.team.models import RIGHTS, Right, TeamLink, TeamMember, TeamRole, UsedLink, given_by

LINK_LASTS = timedelta(days=1)


class Team(Repository):
    """Who may do what. Owners are those of the setting, whatever the table says of them."""

    def __init__(
        self, database: Database, roles: dict[int, TeamRole], names: dict[int, str]
    ) -> None:
        """`names` has those who have left too: the audit log shows them."""
        super().__init__(database)
        self._roles = roles
        self._names = names

    @classmethod
    async def open(cls, database: Database, owners: Collection[int]) -> Self:
        rows = await database.rows("SELECT person_id, name, role FROM team")
        roles = {row["person_id"]: TeamRole(row["role"]) for row in rows if row["role"]}
        roles |= dict.fromkeys(owners, TeamRole.OWNER)
        return cls(database, roles, {row["person_id"]: row["name"] for row in rows})

    def __contains__(self, person_id: object) -> bool:
        return person_id in self._roles

    def role(self, person_id: int) -> TeamRole | None:
        return self._roles.get(person_id)

    def rights(self, person_id: int) -> frozenset[Right]:
        """None for a person who is not in the team."""
        role = self.role(person_id)
        return RIGHTS[role] if role else frozenset()

    def may(self, person_id: int, right: Right) -> bool:
        return right in self.rights(person_id)

    def having(self, right: Right) -> tuple[int, ...]:
        """The people who have this right, in a stable order."""
        return tuple(sorted(each for each in self._roles if self.may(each, right)))

    def given_by(self, person_id: int) -> tuple[TeamRole, ...]:
        """The roles that this person gives and takes."""
        return given_by(self.role(person_id))

    def member(self, person_id: int) -> TeamMember:
        return TeamMember(person_id, self._names.get(person_id, ""), self.role(person_id))

    def members(self) -> tuple[TeamMember, ...]:
        """From the role that may do most, by name."""
        order = list(TeamRole)
        people = sorted(self._roles, key=lambda each: (order.index(self._roles[each]), each))
        return tuple(map(self.member, people))

    async def remember_name(self, person_id: int, name: str) -> None:
        """Of a member, of somebody who is about to become one, of the staff in their group."""
        if self._names.get(person_id) == name:
            return
        await self._database.write(
            """
            INSERT INTO team (person_id, name, since) VALUES (?, ?, ?)
            ON CONFLICT (person_id) DO UPDATE SET name = excluded.name
            """,
            person_id,
            name,
            self._database.now(),
        )
        self._names[person_id] = name

    async def give(self, by: int, person_id: int, role: TeamRole) -> bool:
        """Make the person a member, or change their role; False where `by` may not."""
        if not self._can_give(by, person_id, role):
            return False
        async with self._database.transaction() as transaction:
            await self._store(transaction, by, person_id, role)
        self._roles[person_id] = role
        return True

    async def take(self, by: int, person_id: int) -> TeamRole | None:
        """End the person's role at once and return it; None where `by` may not.

        All but owners may leave.
        """
        role = self.role(person_id)
        may = by == person_id or role in self.given_by(by)
        if role is None or role is TeamRole.OWNER or not may:
            return None
        async with self._database.transaction() as transaction:
            await self._store(transaction, by, person_id, None)
        self._roles.pop(person_id, None)
        return role

    def _can_give(self, by: int, person_id: int, role: TeamRole) -> bool:
        present, given = self.role(person_id), self.given_by(by)
        return role in given and (present is None or present in given)

    async def _store(
        self, transaction: Transaction, by: int, person_id: int, role: TeamRole | None
    ) -> None:
        now = self._clock()
        await transaction.execute(
            """
            INSERT INTO team (person_id, name, role, since) VALUES (?, ?, ?, ?)
            ON CONFLICT (person_id) DO UPDATE SET role = excluded.role, since = excluded.since
            """,
            person_id,
            self._names.get(person_id, ""),
            role,
            int(now.timestamp()),
        )
        action = "give role" if role else "take role"
        before = self.role(person_id)
        await record(transaction, AuditEntry(by, action, f"person {person_id}", before, role), now)

    async def make_link(self, by: int, role: TeamRole) -> TeamLink | None:
        """A link that gives this role to the first who opens it; None where `by` may not."""
        if role not in self.given_by(by):
            return None
        token, now = secrets.token_hex(16), self._clock()
        expires = now + LINK_LASTS
        async with self._database.transaction() as transaction:
            await transaction.execute(
                "DELETE FROM team_links WHERE expires_at <= ?", int(now.timestamp())
            )
            rows = await transaction.rows(
                """
                INSERT INTO team_links (digest, role, author_id, expires_at) VALUES (?, ?, ?, ?)
                RETURNING id
                """,
                _digest(token),
                role,
                by,
                int(expires.timestamp()),
            )
            link_id = int(rows[0]["id"])
            entry = AuditEntry(by, "make team link", str(link_id), None, role)
            await record(transaction, entry, now)
        return TeamLink(link_id, token, role, expires)

    async def revoke_link(self, by: int, link_id: int) -> bool:
        """False when the link is used, expired or revoked already."""
        now = self._clock()
        async with self._database.transaction() as transaction:
            rows = await transaction.rows(
                "DELETE FROM team_links WHERE id = ? RETURNING expires_at", link_id
            )
            if not rows or rows[0]["expires_at"] <= now.timestamp():
                return False
            await record(transaction, AuditEntry(by, "revoke team link", str(link_id)), now)
        return True

    async def use_link(self, person_id: int, token: str) -> UsedLink | None:
        """Give the person the link's role, once.

        None when there is no such link any more, or when its author may not give that role, or not
        to this person: then the link stays as it is.
        """
        async with self._database.transaction() as transaction:
            found = await transaction.row(
                "SELECT id, role, author_id FROM team_links WHERE digest = ? AND expires_at > ?",
                _digest(token),
                self._database.now(),
            )
            if found is None:
                return None
            link = UsedLink(found["author_id"], TeamRole(found["role"]))
            if not self._can_give(link.author_id, person_id, link.role):
                return None
            await transaction.execute("DELETE FROM team_links WHERE id = ?", found["id"])
            await self._store(transaction, link.author_id, person_id, link.role)
        self._roles[person_id] = link.role
        return link


def _digest(token: str) -> str:
    """Fast, because the token is as random as a key."""
    return hashlib.sha256(token.encode()).hexdigest()
