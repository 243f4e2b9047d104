"""The audit log: who of the admins did what, when, and what it changed."""

import json
from dataclasses import dataclass
from datetime import datetime

from bot.people.models import AuditRecord
from bot.storage.database import Repository, Transaction, Value

OPERATOR = 0  # the `admin_id` of whoever works at the command line, or imports files there
_RECORD = """
    INSERT INTO audit (admin_id, at, action, subject, before, after) VALUES (?, ?, ?, ?, ?, ?)
"""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """An entry to record.

    `action` is a verb and its object; `before` and `after` are anything that JSON can hold, None
    where there was or is nothing.
    """

    admin_id: int
    action: str
    subject: str
    before: object = None
    after: object = None


async def record(transaction: Transaction, entry: AuditEntry, at: datetime) -> None:
    """Record an action in the same transaction that does it."""
    await transaction.execute(_RECORD, *_values(entry, at))


class Audit(Repository):
    """Shows the log and records actions that change nothing in the database."""

    async def record(self, admin_id: int, action: str, subject: str) -> None:
        """Record an action that changes nothing in the database, such as an export."""
        entry = AuditEntry(admin_id, action, subject)
        await self._database.write(_RECORD, *_values(entry, self._clock()))

    async def count(self) -> int:
        return await self._database.number("SELECT count(*) FROM audit")

    async def latest(self, limit: int, offset: int = 0) -> tuple[AuditRecord, ...]:
        """The newest first."""
        rows = await self._database.rows(
            """
            SELECT id, admin_id, COALESCE(author.name, '') AS admin_name, at, action,
                COALESCE(NULLIF(whom.name, ''), subject) AS subject, before, after
            FROM audit LEFT JOIN team AS author ON author.person_id = admin_id
            LEFT JOIN team AS whom ON subject = 'person ' || whom.person_id
            ORDER BY id DESC LIMIT ? OFFSET ?
            """,
            limit,
            offset,
        )
        zone = self._clock().tzinfo
        return tuple(
            AuditRecord(**{**row, "at": datetime.fromtimestamp(row["at"], zone)}) for row in rows
        )


def _values(entry: AuditEntry, at: datetime) -> tuple[Value, ...]:
    facts = (
        "" if fact is None else json.dumps(fact, ensure_ascii=False)
        for fact in (entry.before, entry.after)
    )
    return entry.admin_id, int(at.timestamp()), entry.action, entry.subject, *facts
