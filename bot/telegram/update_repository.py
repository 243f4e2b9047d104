"""Updates that were accepted and are not handled yet, and the ids of those handled lately."""

import json
import logging
from collections.abc import Iterable, Sequence
from typing import Any

from bot.storage.database import Database

_log = logging.getLogger(__name__)

ATTEMPTS = 3  # an update during which so many processes have ended is not tried again
REMEMBERED = 1_000  # Telegram repeats at most 100
HANDLED = ""  # the body of an update of which only the id is kept


class UpdateRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def store(self, updates: Iterable[dict[str, Any]]) -> None:
        async with self._database.transaction() as transaction:
            await transaction.many(
                "INSERT INTO updates (id, body) VALUES (?, ?) ON CONFLICT DO NOTHING",
                [(each["update_id"], _body(each)) for each in updates],
            )

    async def forget(self, ids: Sequence[int]) -> None:
        """Drop the bodies of handled updates.

        Their ids stay for a while: after a kill Telegram repeats what it does not know to have
        arrived.
        """
        async with self._database.transaction() as transaction:
            sql = "UPDATE updates SET body = ? WHERE id = ?"
            await transaction.many(sql, [(HANDLED, each) for each in ids])
            await transaction.execute(
                "DELETE FROM updates WHERE body = ? AND id < (SELECT max(id) FROM updates) - ?",
                HANDLED,
                REMEMBERED,
            )

    async def handled_ids(self) -> list[int]:
        rows = await self._database.rows("SELECT id FROM updates WHERE body = ?", HANDLED)
        return [row["id"] for row in rows]

    async def unfinished(self) -> list[dict[str, Any]]:
        """What earlier processes did not finish, oldest first; each call counts as one attempt.

        What has had all its attempts is given up, and logged.
        """
        async with self._database.transaction() as transaction:
            hopeless = await transaction.rows(
                "UPDATE updates SET body = ? WHERE attempts >= ? AND body <> ? RETURNING id",
                *(HANDLED, ATTEMPTS, HANDLED),
            )
            await transaction.execute(
                "UPDATE updates SET attempts = attempts + 1 WHERE body <> ?", HANDLED
            )
            rows = await transaction.rows(
                "SELECT body FROM updates WHERE body <> ? ORDER BY id", HANDLED
            )
        for row in hopeless:
            _log.error("Update %s is given up: %s starts did not finish it", row["id"], ATTEMPTS)
        return [json.loads(row["body"]) for row in rows]


def _body(update: dict[str, Any]) -> str:
    """JSON with Cyrillic letters as they are, so that logs can mask them; lone surrogates escaped.

    SQLite cannot store half of a surrogate pair.
    """
    text = json.dumps(update, ensure_ascii=False)
    return text.encode("utf-8", "backslashreplace").decode()
