"""What admins did: who, what, when, before and after."""

import json
from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from bot.storage import Database


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


class Audit:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def record(
        self, admin_id: int, action: str, subject: str, before: object = None, after: object = None
    ) -> None:
        """`action` is a verb and its object; `before` and `after` are JSON-able."""
        await self._database.write(
            """
            INSERT INTO audit (admin_id, at, action, subject, before, after)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            admin_id,
            int(self._clock().timestamp()),
            action,
            subject,
            "" if before is None else json.dumps(before, ensure_ascii=False),
            "" if after is None else json.dumps(after, ensure_ascii=False),
        )

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
