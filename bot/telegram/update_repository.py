"""Updates that were accepted and are not handled yet, ids of those handled lately, and failures."""

import asyncio
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.questions.masks import masked
from bot.storage.database import Database

REMEMBERED = 1_000  # Telegram repeats at most 100
HANDLED = ""  # the body of an update of which only the id is kept


class Failure(StrEnum):
    """Why an update was given up."""

    KILLED = "killed"  # processes have ended while it was handled
    UNREADABLE = "unreadable"
    FAILED = "failed"  # an error that no handler has caught
    UNREACHABLE = "unreachable"  # Telegram did not take the reply, however often it was tried
    FLOOD = "flood"  # too many at once in one chat; the only one that is not kept


@dataclass(frozen=True, slots=True)
class UnfinishedUpdate:
    """`attempts`: how many processes have ended while this update might have been the cause."""

    update: dict[str, Any]
    attempts: int


@dataclass(frozen=True, slots=True)
class FailedUpdate:
    id: int
    update: dict[str, Any]


class UpdateRepository:
    def __init__(self, database: Database) -> None:
        self.clock = database.clock
        self._database = database
        self._forgotten = 0  # since the ids of earlier ones were deleted

    async def store(self, updates: Sequence[dict[str, Any]]) -> None:
        """Each update waits for this: one statement takes half as long as a transaction."""
        await self._database.write(
            """
            INSERT INTO updates (id, body)
            SELECT json_extract(value, '$.update_id'), value FROM json_each(?) WHERE true
            ON CONFLICT DO NOTHING
            """,
            _body(updates),
        )

    async def forget(self, ids: Sequence[int]) -> None:
        """Drop the bodies of handled updates.

        Their ids stay for a while: after a kill Telegram repeats what it does not know to have
        arrived. They go by the thousand, as a second statement would double the cost of a press.
        """
        await self._database.write(
            """
            INSERT INTO updates (id, body) SELECT value, ? FROM json_each(?) WHERE true
            ON CONFLICT (id) DO UPDATE SET body = excluded.body
            """,
            HANDLED,
            json.dumps(ids),
        )
        self._forgotten += len(ids)
        if self._forgotten >= REMEMBERED:
            self._forgotten = 0
            await self._database.write(
                "DELETE FROM updates WHERE body = ? AND id < (SELECT max(id) FROM updates) - ?",
                HANDLED,
                REMEMBERED,
            )

    async def handled_ids(self) -> list[int]:
        """Those of the latest."""
        rows = await self._database.rows(
            """
            SELECT id FROM updates
            WHERE body = ? AND id >= (SELECT max(id) FROM updates) - ? ORDER BY id
            """,
            HANDLED,
            REMEMBERED,
        )
        return [row["id"] for row in rows]

    async def unfinished(self) -> list[UnfinishedUpdate]:
        """What earlier processes did not finish, oldest first."""
        rows = await self._database.rows(
            "SELECT body, attempts FROM updates WHERE body <> ? ORDER BY id", HANDLED
        )
        return [UnfinishedUpdate(json.loads(row["body"]), row["attempts"]) for row in rows]

    async def set_attempts(self, update_id: int, attempts: int) -> None:
        await self._database.write(
            "UPDATE updates SET attempts = ? WHERE id = ?", attempts, update_id
        )

    async def fail(self, update: dict[str, Any], person_id: int, reason: Failure) -> None:
        """Keep the update, its texts masked, for whoever looks for the cause."""
        now, body = self._database.now(), await asyncio.to_thread(_masked, update)
        async with self._database.transaction() as transaction:
            await transaction.execute(
                """
                INSERT INTO failed_updates (id, person_id, body, reason, failed_at)
                VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                """,
                update["update_id"],
                person_id,
                _body(body),
                reason,
                now,
            )
            await transaction.execute(
                "UPDATE updates SET body = ? WHERE id = ?", HANDLED, update["update_id"]
            )

    async def failed_since(self, moment: datetime) -> int:
        return await self._database.number(
            "SELECT count(*) FROM failed_updates WHERE failed_at >= ?",
            int(moment.timestamp()),
        )

    async def untold_failures(self) -> list[FailedUpdate]:
        """Failures of which nobody has been told, oldest first."""
        rows = await self._database.rows(
            "SELECT id, body FROM failed_updates WHERE told_at IS NULL ORDER BY id"
        )
        return [FailedUpdate(row["id"], json.loads(row["body"])) for row in rows]

    async def mark_failures_told(self, ids: Iterable[int]) -> None:
        now = self._database.now()
        async with self._database.transaction() as transaction:
            sql = "UPDATE failed_updates SET told_at = ? WHERE id = ?"
            await transaction.many(sql, [(now, each) for each in ids])


def _body(update: object) -> str:
    """JSON with Cyrillic letters as they are, so that logs can mask them; lone surrogates escaped.

    SQLite cannot store half of a surrogate pair.
    """
    text = json.dumps(update, ensure_ascii=False)
    return text.encode("utf-8", "backslashreplace").decode()


def _masked(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return {name: _masked(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_masked(each) for each in value]
    return masked(value) if isinstance(value, str) else value
