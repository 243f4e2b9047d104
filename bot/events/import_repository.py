"""SQL of the import and export of events: rows are upserted by key or retired, never deleted."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import TypeVar

from bot.events.models import EventKind
from bot.events.spreadsheet import CalendarRow, DateRow, EventRow
from bot.storage.database import Database, Row, Transaction, Value

_Row = TypeVar("_Row", bound=CalendarRow)

# Columns that are no part of the version of a row, because its file got them later.
_UNVERSIONED = {"short", "usual_month"}
# Columns of the table whose names in the files are others.
_IN_FILE = {"starts": "start", "ends": "end", "phrasings": "questions"}
_LISTS = ("phrasings", "keywords")
_EMPTY: dict[str, Value] = {
    **dict.fromkeys(("country", "industry", "format", "organiser", "website"), ""),
    **dict.fromkeys(("audience", "rule"), ""),
    **dict.fromkeys(("apply_by", "usual_month")),
    "moscow": "unknown",
    "kind": EventKind.EXHIBITION,
}
_CHANGED = (
    *("name", "country", "city", "industry", "category", "format", "starts", "ends", "status"),
    *("apply_by", "organiser", "moscow", "website", "source_url", "source_date", "note"),
    *("phrasings", "keywords", "kind", "audience", "rule"),
)
_UPSERT = f"""
    INSERT INTO events (key, {", ".join(_CHANGED)}, version, state)
    VALUES (?, {", ".join("?" * len(_CHANGED))}, ?, 'live')
    ON CONFLICT (key) DO UPDATE SET
        {", ".join(f"{column} = excluded.{column}" for column in _CHANGED)},
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
"""


async def write_events(transaction: Transaction, rows: Iterable[CalendarRow]) -> int:
    """Write the events whose row of the file changed; return their number.

    A change of only the short name or the usual month leaves an admin's dates and status as they
    are. The marks of an admin's change go when the file has a new source, other dates or another
    status; a file to which that change was exported has none of these.
    """
    known = {
        row["key"]: (row["version"], row["short"], row["usual_month"])
        for row in await transaction.rows(
            "SELECT key, version, short, usual_month FROM events WHERE state = 'live'"
        )
    }
    read = [(row, _columns(row), _version(row)) for row in rows]
    changed = [
        (row, columns, version)
        for row, columns, version in read
        if known.get(row.key) != (version, row.short, columns["usual_month"])
    ]
    await transaction.many(
        _UPSERT,
        [
            (row.key, *(columns[name] for name in _CHANGED), version)
            for row, columns, version in changed
            if known.get(row.key, ("",))[0] != version
        ],
    )
    await transaction.many(
        "UPDATE events SET short = ?, usual_month = ? WHERE key = ?",
        [(row.short, columns["usual_month"], row.key) for row, columns, _ in changed],
    )
    return len(changed)


async def retire_events(
    transaction: Transaction, rows: Sequence[CalendarRow], row_type: type[CalendarRow]
) -> int:
    """Mark events that left their file as gone; return their number."""
    living = await transaction.rows(f"SELECT key FROM events WHERE {_of(row_type)}")
    absent = {row["key"] for row in living} - {row.key for row in rows}
    await transaction.many(
        "UPDATE events SET state = 'gone' WHERE key = ?", [(key,) for key in absent]
    )
    return len(absent)


async def stored_rows(database: Database) -> tuple[EventRow, ...]:
    """The exhibitions as rows of the editors' file, with the changes made by admins."""
    return await _stored(database, EventRow)


async def stored_dates(database: Database) -> tuple[DateRow, ...]:
    """The dates as rows of their file, with the changes made by admins."""
    return await _stored(database, DateRow)


async def _stored(database: Database, row_type: type[_Row]) -> tuple[_Row, ...]:
    rows = await database.rows(
        f"""
        SELECT key, {", ".join(_CHANGED)}, short, usual_month
        FROM events WHERE {_of(row_type)} ORDER BY id
        """
    )
    return tuple(row_type.model_validate(_cells(row, row_type)) for row in rows)


def _cells(row: Row, row_type: type[CalendarRow]) -> Row:
    """The columns that the file has, under the names that they have in it."""
    lists = {name: tuple(row[name].splitlines()) for name in _LISTS}
    named = {_name(name, row_type): value for name, value in {**row, **lists}.items()}
    return {name: value for name, value in named.items() if name in row_type.model_fields}


def _columns(row: CalendarRow) -> dict[str, Value]:
    """The columns of the table, with what is empty in this kind of file."""
    cells = row.model_dump(mode="json")
    names = {column: _name(column, type(row)) for column in (*_CHANGED, "usual_month")}
    columns = _EMPTY | {column: cells[name] for column, name in names.items() if name in cells}
    for name in _LISTS:
        columns[name] = "\n".join(getattr(row, names[name]))
    return columns


def _name(column: str, row_type: type[CalendarRow]) -> str:
    """The place of a date is kept where the city of an exhibition is."""
    if column == "city" and row_type is DateRow:
        return "place"
    return _IN_FILE.get(column, column)


def _of(row_type: type[CalendarRow]) -> str:
    """The condition on the events of one file; the names of kinds are the code's own."""
    kinds = ", ".join(f"'{kind}'" for kind in row_type.kinds)
    return f"state = 'live' AND kind IN ({kinds})"


def _version(row: CalendarRow) -> str:
    content = row.model_dump_json(exclude=_UNVERSIONED)
    return hashlib.sha256(content.encode()).hexdigest()[:16]
