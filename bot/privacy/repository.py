"""Everything about one person, out of every table that knows them."""

import re
from datetime import datetime, tzinfo

from bot.audience.repository import Audience
from bot.audience.suppression_repository import suppress
from bot.clock import Clock
from bot.privacy.holdings import HOLDINGS, Holding, What
from bot.storage import Database, Row, Value

_MOMENT = re.compile(r"at|since|.+_(at|seen|until)")

Stored = dict[str, list[dict[str, Value]]]


class Privacy:
    def __init__(
        self, database: Database, clock: Clock, audience: Audience, keep_days: int
    ) -> None:
        self.keep_days = keep_days
        self._database = database
        self._clock = clock
        self._audience = audience

    async def export(self, person_id: int) -> Stored:
        """Every row by its table, moments as ISO 8601; a table that knows nothing is left out."""
        zone = self._clock().tzinfo
        stored: Stored = {}
        for holding in HOLDINGS:
            if rows := await self._rows(holding, person_id):
                stored.setdefault(holding.table, []).extend(_readable(row, zone) for row in rows)
        return stored

    async def kept_of(self, person_id: int) -> tuple[What, ...]:
        """What of this person would stay: they have worked with the bot, not only asked it."""
        kept = [holding for holding in HOLDINGS if holding.kept]
        return tuple([held.what for held in kept if await self._rows(held, person_id)])

    async def erase(self, person_id: int) -> None:
        """Remove what is not `kept`. A digest stays: who comes back is not written to unasked."""
        async with self._database.transaction() as transaction:
            await suppress(transaction, person_id)
            for holding in reversed(HOLDINGS):
                if not holding.kept:
                    await transaction.execute(
                        f"DELETE FROM {holding.table} WHERE {holding.column} = ?", person_id
                    )
        self._audience.forget(person_id)

    async def _rows(self, holding: Holding, person_id: int) -> list[Row]:
        """All columns, whatever a later migration adds: that is what the person has asked for."""
        return await self._database.rows(
            f"SELECT * FROM {holding.table} WHERE {holding.column} = ?", person_id
        )


def _readable(row: Row, zone: tzinfo | None) -> dict[str, Value]:
    return {
        name: datetime.fromtimestamp(value, zone).isoformat()
        if isinstance(value, int) and _MOMENT.fullmatch(name)
        else value
        for name, value in row.items()
    }
