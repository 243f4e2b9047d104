"""Rows of the calendar as an import would leave them."""

from bot.storage.database import Database

_DEFAULTS = {
    "country": "Китай",
    "city": "Шанхай",
    "industry": "продукты",
    "category": "Продукты и напитки",
    "format": "выставка",
    "starts": None,
    "ends": None,
    "status": "confirmed",
    "apply_by": None,
    "organiser": "",
    "moscow": "unknown",
    "website": "",
    "source_url": "https://example.org/",
    "source_date": "2026",
    "note": "",
    "phrasings": "",
    "keywords": "",
    "state": "live",
}


async def put_event(database: Database, key: str, **columns: str | None) -> int:
    """A new event; returns its id."""
    values = {"key": key, "name": key} | _DEFAULTS | columns
    async with database.transaction() as transaction:
        row = await transaction.row(
            f"INSERT INTO events ({', '.join(values)}) VALUES ({', '.join('?' * len(values))}) "
            "RETURNING id",
            *values.values(),
        )
        await transaction.execute("UPDATE content SET revision = revision + 1")
    assert row
    return int(row["id"])


async def change_event(database: Database, event_id: int, **columns: str | None) -> None:
    """What an import or an admin does to an event that is there."""
    changes = ", ".join(f"{column} = ?" for column in columns)
    async with database.transaction() as transaction:
        await transaction.execute(
            f"UPDATE events SET {changes}, sequence = sequence + 1 WHERE id = ?",
            *columns.values(),
            event_id,
        )
        await transaction.execute("UPDATE content SET revision = revision + 1")
