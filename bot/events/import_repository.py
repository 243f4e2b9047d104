"""SQL of the import and export of events: rows are upserted by key or retired, never deleted."""

import hashlib
from collections.abc import Iterable, Sequence

from bot.events.spreadsheet import EventRow
from bot.storage.database import Database, Transaction, Value


async def write_events(transaction: Transaction, rows: Iterable[EventRow]) -> int:
    """Write the events whose row of the file changed; return their number.

    A change of only the short name leaves an admin's dates and status as they are. The marks of an
    admin's change go when the file has a new source, other dates or another status; a file to which
    that change was exported has none of these.
    """
    known = {
        row["key"]: (row["version"], row["short"])
        for row in await transaction.rows(
            "SELECT key, version, short FROM events WHERE state = 'live'"
        )
    }
    changed = [row for row in rows if known.get(row.key) != (_digest(row), row.short)]
    await transaction.many(
        """
        INSERT INTO events
            (key, name, country, city, industry, category, format, starts, ends, status, apply_by,
             organiser, moscow, website, source_url, source_date, note, phrasings, keywords,
             version, state)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'live')
        ON CONFLICT (key) DO UPDATE SET
            name = excluded.name, country = excluded.country, city = excluded.city,
            industry = excluded.industry, category = excluded.category, format = excluded.format,
            starts = excluded.starts, ends = excluded.ends, status = excluded.status,
            apply_by = excluded.apply_by, organiser = excluded.organiser,
            moscow = excluded.moscow, website = excluded.website,
            source_url = excluded.source_url, source_date = excluded.source_date,
            note = excluded.note, phrasings = excluded.phrasings, keywords = excluded.keywords,
            version = excluded.version, state = 'live',
            sequence = sequence + CASE
                WHEN (COALESCE(starts, ''), COALESCE(ends, ''), status)
                   = (COALESCE(excluded.starts, ''), COALESCE(excluded.ends, ''), excluded.status)
                THEN 0 ELSE 1 END,
            dates_edited = CASE
                WHEN (COALESCE(starts, ''), COALESCE(ends, ''), source_url, source_date)
                   = (COALESCE(excluded.starts, ''), COALESCE(excluded.ends, ''),
                      excluded.source_url, excluded.source_date)
                THEN dates_edited END,
            status_edited = CASE
                WHEN (status, source_url, source_date)
                   = (excluded.status, excluded.source_url, excluded.source_date)
                THEN status_edited END
        """,
        [_values(row) for row in changed if known.get(row.key, ("",))[0] != _digest(row)],
    )
    await transaction.many(
        "UPDATE events SET short = ? WHERE key = ?", [(row.short, row.key) for row in changed]
    )
    return len(changed)


async def retire_events(transaction: Transaction, rows: Sequence[EventRow]) -> int:
    """Mark events that left the file as gone; return their number."""
    living = await transaction.rows("SELECT key FROM events WHERE state = 'live'")
    absent = {row["key"] for row in living} - {row.key for row in rows}
    await transaction.many(
        "UPDATE events SET state = 'gone' WHERE key = ?", [(key,) for key in absent]
    )
    return len(absent)


async def stored_rows(database: Database) -> tuple[EventRow, ...]:
    """The calendar as rows of the editors' file, with the changes made by admins."""
    rows = await database.rows(
        """
        SELECT key, name, short, country, city, industry, category, format, starts AS "start",
               ends AS "end", status, apply_by, organiser, moscow, website, source_url,
               source_date, note, phrasings, keywords
        FROM events WHERE state = 'live' ORDER BY id
        """
    )
    return tuple(
        EventRow.model_validate(
            {name: value for name, value in row.items() if name != "phrasings"}
            | {
                "questions": tuple(row["phrasings"].splitlines()),
                "keywords": tuple(row["keywords"].splitlines()),
            }
        )
        for row in rows
    )


def _digest(row: EventRow) -> str:
    """Without the short name: see `write_events`."""
    content = row.model_dump_json(exclude={"short"})
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def _values(row: EventRow) -> tuple[Value, ...]:
    lists = {"questions": "\n".join(row.questions), "keywords": "\n".join(row.keywords)}
    return (*(row.model_dump(mode="json", exclude={"short"}) | lists).values(), _digest(row))
