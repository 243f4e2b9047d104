"""The updates that were accepted and not yet handled, and the numbers of those that were lately."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from bot.storage.database import Database

ATTEMPTS = 3  # an update that has ended so many processes is not given to another one
REMEMBERED = 1_000  # Telegram gives at most 100 again
HANDLED = ""  # the body of an update of which only the number is kept


class UpdateRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, updates: Iterable[dict[str, Any]]) -> None:
        """After this Telegram may forget them."""
        async with self._database.transaction() as transaction:
            await transaction.many(
                "INSERT INTO updates (id, body) VALUES (?, ?) ON CONFLICT DO NOTHING",
                [(each["update_id"], _body(each)) for each in updates],
            )

    async def forget(self, ids: Sequence[int]) -> None:
        """They are handled. Their numbers stay for a while.

        Telegram gives again what it has not been told to have arrived before a kill.
        """
        async with self._database.transaction() as transaction:
            sql = "UPDATE updates SET body = ? WHERE id = ?"
            await transaction.many(sql, [(HANDLED, each) for each in ids])
            await transaction.execute(
                "DELETE FROM updates WHERE body = ? AND id < (SELECT max(id) FROM updates) - ?",
                HANDLED,
                REMEMBERED,
            )

    async def handled(self) -> list[int]:
        rows = await self._database.rows("SELECT id FROM updates WHERE body = ?", HANDLED)
        return [row["id"] for row in rows]

    async def left(self) -> list[dict[str, Any]]:
        """What the process before this one did not finish, oldest first; counted as tried again."""
        async with self._database.transaction() as transaction:
            await transaction.execute(
                "UPDATE updates SET body = ? WHERE attempts >= ?", HANDLED, ATTEMPTS
            )
            await transaction.execute(
                "UPDATE updates SET attempts = attempts + 1 WHERE body <> ?", HANDLED
            )
            rows = await transaction.rows(
                "SELECT body FROM updates WHERE body <> ? ORDER BY id", HANDLED
            )
        return [json.loads(row["body"]) for row in rows]


def _body(update: dict[str, Any]) -> str:
    """Letters stay as they are, so that a log can mask them; half of one has to be escaped."""
    text = json.dumps(update, ensure_ascii=False)
    return text.encode("utf-8", "backslashreplace").decode()
