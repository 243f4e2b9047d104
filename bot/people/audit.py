"""What admins did: who, what, when, before and after."""

import json
from dataclasses import dataclass
from datetime import datetime

from bot.storage.database import Database, Transaction, Value

_RECORD = """
    INSERT INTO audit (admin_id, at, action, subject, before, after) VALUES (?, ?, ?, ?, ?, ?)
"""


@dataclass(frozen=True, slots=True)
class Action:
    """`before` and `after` are JSON, or empty where there was or is nothing."""

    id: int
    admin_id: int
    at: datetime
    action: str
    subject: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """`action` is a verb and its object; `before` and `after` are JSON-able."""

    admin_id: int
    action: str
    subject: str
    before: object = None
    after: object = None


async def record(transaction: Transaction, deed: AuditEntry, at: datetime) -> None:
    """Together with what is done in the transaction, so that there is never one of both."""
    await transaction.execute(_RECORD, *_values(deed, at))


class Audit:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._clock = database.clock

    async def record(
        self, admin_id: int, action: str, subject: str, before: object = None, after: object = None
    ) -> None:
        """A deed that has just been done."""
        deed = AuditEntry(admin_id, action, subject, before, after)
        await self._database.write(_RECORD, *_values(deed, self._clock()))

    async def count(self) -> int:
        row = await self._database.row("SELECT count(*) AS number FROM audit")
        return int(row["number"]) if row else 0

    async def latest(self, limit: int, offset: int = 0) -> tuple[Action, ...]:
        rows = await self._database.rows(
            """
            SELECT id, admin_id, at, action, subject, before, after FROM audit
            ORDER BY id DESC LIMIT ? OFFSET ?
            """,
            limit,
            offset,
        )
        zone = self._clock().tzinfo
        return tuple(
            Action(**{**row, "at": datetime.fromtimestamp(row["at"], zone)}) for row in rows
        )


def _values(deed: AuditEntry, at: datetime) -> tuple[Value, ...]:
    told = (
        "" if each is None else json.dumps(each, ensure_ascii=False)
        for each in (deed.before, deed.after)
    )
    return deed.admin_id, int(at.timestamp()), deed.action, deed.subject, *told
