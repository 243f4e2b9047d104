"""The updates that were accepted and not yet handled."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from bot.storage import Database

ATTEMPTS = 3  # an update that has ended so many processes is not given to another one


class Updates:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, updates: Iterable[dict[str, Any]]) -> None:
        """After this Telegram may forget them."""
        async with self._database.transaction() as transaction:
            await transaction.many(
                "INSERT INTO updates (id, body) VALUES (?, ?) ON CONFLICT DO NOTHING",
                [(each["update_id"], json.dumps(each, ensure_ascii=False)) for each in updates],
            )

    async def forget(self, ids: Sequence[int]) -> None:
        async with self._database.transaction() as transaction:
            await transaction.many("DELETE FROM updates WHERE id = ?", [(each,) for each in ids])

    async def left(self) -> list[dict[str, Any]]:
        """What the process before this one did not finish, oldest first; counted as tried again."""
        async with self._database.transaction() as transaction:
            await transaction.execute("DELETE FROM updates WHERE attempts >= ?", ATTEMPTS)
            await transaction.execute("UPDATE updates SET attempts = attempts + 1")
            rows = await transaction.rows("SELECT body FROM updates ORDER BY id")
        return [json.loads(row["body"]) for row in rows]
