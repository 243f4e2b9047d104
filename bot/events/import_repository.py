"""SQL of the import and export of events: rows are upserted by key or withdrawn, never deleted."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeVar

from bot.errors import NotFoundError
from bot.events.models import EventKind
from bot.events.spreadsheet import (
    DATES_EDITED,
    STATUS_EDITED,
    CalendarRow,
    DateRow,
    EventRow,
    row_fields,
    row_from,
)
from bot.knowledge.merging import Claims, Stored, changed_fields
from bot.knowledge.models import WITHDRAWN, ContentKind, Fields, numbered
from bot.knowledge.revisions import (
    Authorship,
    add_revisions,
    claim_fields,
    dump,
    newest_fields,
)
from bot.storage.database import Database, Row, Transaction, Value

_Row = TypeVar("_Row", bound=CalendarRow)

# Columns of the table whose names in the files are others.
_IN_FILE = {"starts": "start", "ends": "end", "phrasings": "questions"}
_LISTS = ("phrasings", "keywords")
_EMPTY: dict[str, Value] = {
    **dict.fromkeys(("short", "country", "industry", "format", "organiser", "website"), ""),
    **dict.fromkeys(("audience", "rule"), ""),
    **dict.fromkeys(("apply_by", "usual_month")),
    "moscow": "unknown",
    "kind": EventKind.EXHIBITION,
}
_COLUMNS = (
    *("name", "short", "country", "city", "industry", "category", "format", "starts", "ends"),
    *("status", "apply_by", "organiser", "moscow", "website", "source_url", "source_date", "note"),
    *("phrasings", "keywords", "kind", "audience", "rule", "usual_month"),
)
_WRITTEN = (*_COLUMNS, DATES_EDITED, STATUS_EDITED, "state")
_UPSERT = f"""
    INSERT INTO events (key, {", ".join(_WRITTEN)})
    VALUES (?, {", ".join("?" * len(_WRITTEN))})
    ON CONFLICT (key) DO UPDATE SET
        {", ".join(f"{column} = excluded.{column}" for column in _WRITTEN)},
        sequence = sequence + CASE
            WHEN (COALESCE(starts, ''), COALESCE(ends, ''), status)
               = (COALESCE(excluded.starts, ''), COALESCE(excluded.ends, ''), excluded.status)
            THEN 0 ELSE 1 END
"""
_SOURCE = ("source_url", "source_date")
_CREDITED = {DATES_EDITED: ("start", "end"), STATUS_EDITED: ("status",)}


async def write_events(transaction: Transaction, fields: Mapping[str, Fields]) -> dict[str, int]:
    """Write the table for the events with these keys; return the ids. Revisions are the caller's.

    Raises ContentError for fields that are no event.
    """
    values = [_values(key, each) for key, each in fields.items()]
    await transaction.many(_UPSERT, values)
    await transaction.many(
        "UPDATE events SET moved_to = (SELECT id FROM events WHERE key = ?) WHERE key = ?",
        [(each.get(WITHDRAWN), key) for key, each in fields.items()],
    )
    return await _ids(transaction, "key IN (SELECT value FROM json_each(?))", dump(list(fields)))


async def event_ids(read: Database | Transaction, row_type: type[CalendarRow]) -> dict[str, int]:
    """The ids of all that was ever in this file."""
    return await _ids(read, f"kind IN ({_kinds(row_type)})")


async def _ids(read: Database | Transaction, condition: str, *values: Value) -> dict[str, int]:
    rows = await read.rows(f"SELECT key, id FROM events WHERE {condition}", *values)
    return {row["key"]: row["id"] for row in rows}


async def save_event(transaction: Transaction, key: str, fields: Fields, by: Authorship) -> int:
    """Let the event say this from now on, in a revision of its author; return its id."""
    known = await _ids(transaction, "key = ?", key)
    before = await event_now(transaction, known[key]) if known else {}
    event_id = (await write_events(transaction, {key: fields}))[key]
    await add_revisions(transaction, ContentKind.EVENT, {event_id: fields}, by)
    names = changed_fields(before, fields)
    await claim_fields(transaction, ContentKind.EVENT, event_id, names)
    await transaction.execute("UPDATE content SET revision = revision + 1")
    return event_id


async def free_event_key(transaction: Transaction, wanted: str) -> str:
    """The key, with a number added when an event has or had this key."""
    return numbered(wanted, await _ids(transaction, "key >= ? AND key < ? || '~'", wanted, wanted))


async def event_now(read: Database | Transaction, event_id: int) -> Fields:
    """What the event says; raises NotFoundError for one that never was."""
    newest = await newest_fields(read, ContentKind.EVENT, [event_id])
    if event_id in newest:
        return newest[event_id]
    rows = await read.rows(f"{_SELECT} WHERE id = ?", event_id)
    if not rows:
        raise NotFoundError("event", event_id)
    return _table_fields(rows[0])


def marked(before: Fields, after: Fields, today: date) -> Fields:
    """`after` with the day of today for dates and a status that an editor changed.

    A change of the source with them takes the marks away: now the source says so. Where the marks
    themselves change, as in a return to a revision, they are as `after` says.
    """
    changed = set(changed_fields(before, after))
    if changed & set(_CREDITED):
        return after
    fields = credited(before, after)
    for mark, names in _CREDITED.items():
        if changed & set(names) and not changed & set(_SOURCE):
            fields[mark] = today.isoformat()
    return fields


def credited(before: Fields, after: Fields) -> Fields:
    """`after` without the marks of what its source says now: other dates, or another source."""
    changed = set(changed_fields(before, after))
    stale = {mark for mark, names in _CREDITED.items() if changed & {*names, *_SOURCE}}
    return {name: value for name, value in after.items() if name not in stale}


async def unrevised_events(
    transaction: Transaction, rows: Sequence[CalendarRow], row_type: type[CalendarRow]
) -> dict[str, Stored]:
    """Live events of a release that kept no revisions."""
    files = {row.key: row for row in rows}
    found = await transaction.rows(
        f"""
        {_SELECT} WHERE {_of(row_type)}
            AND id NOT IN (SELECT subject_id FROM revisions WHERE kind = 'event')
        """
    )
    return {each["key"]: _unrevised(each, files.get(each["key"])) for each in found}


def _unrevised(stored: Row, file: CalendarRow | None) -> Stored:
    """What editors changed is theirs; the rest is what the file said last, or says now."""
    fields = _table_fields(stored)
    edited = [name for mark, names in _CREDITED.items() if mark in fields for name in names]
    if file is not None and stored["version"] == _version(file):
        kept = (*edited, *_CREDITED)
        said = {name: value for name, value in row_fields(file).items() if name not in kept}
        fields = said | {name: fields[name] for name in kept if name in fields}
        base = row_fields(file)
    else:
        base = {name: value for name, value in fields.items() if name not in edited}
    return Stored(fields, base, Claims(frozenset(edited)), revised=False)


async def stored_rows(database: Database, row_type: type[_Row]) -> tuple[_Row, ...]:
    """Live exhibitions or dates as rows of their file, with the changes made by editors."""
    rows = await database.rows(f"{_SELECT} WHERE {_of(row_type)} ORDER BY id")
    return tuple(row_from(_table_fields(row), row_type, row["key"]) for row in rows)


_SELECT = f"SELECT key, version, state, {', '.join((*_COLUMNS, *_CREDITED))} FROM events"


def _table_fields(row: Row) -> Fields:
    """The columns that its file has, under the names that they have in it."""
    row_type = EventRow if row["kind"] == EventKind.EXHIBITION else DateRow
    lists = {name: row[name].splitlines() for name in _LISTS}
    named = {_name(name, row_type): value for name, value in {**row, **lists}.items()}
    fields = {name: named[name] for name in (*row_type.model_fields, *_CREDITED) if name in named}
    fields[WITHDRAWN] = None if row["state"] == "live" else ""
    del fields["key"]
    return {
        name: value
        for name, value in fields.items()
        if value not in (None, "", []) or (name, value) == (WITHDRAWN, "")
    }


def _values(key: str, fields: Fields) -> tuple[Value, ...]:
    columns = _columns(row_from(fields, row_type_of(fields), key))
    state = "gone" if WITHDRAWN in fields else "live"
    marks = (fields.get(mark) for mark in _CREDITED)
    return (key, *(columns[name] for name in _COLUMNS), *marks, state)


def row_type_of(fields: Fields) -> type[CalendarRow]:
    """Only dates say their kind."""
    return DateRow if "kind" in fields else EventRow


def _columns(row: CalendarRow) -> dict[str, Value]:
    """The columns of the table, with what is empty in this kind of file."""
    cells = row.model_dump(mode="json")
    names = {column: _name(column, type(row)) for column in _COLUMNS}
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
    return f"state = 'live' AND kind IN ({_kinds(row_type)})"


def _kinds(row_type: type[CalendarRow]) -> str:
    """Of the events of one file; the names of kinds are the code's own."""
    return ", ".join(f"'{kind}'" for kind in row_type.kinds)


def _version(row: CalendarRow) -> str:
    """By which releases without revisions knew a row that had not changed in the file."""
    content = row.model_dump_json(exclude={"short", "usual_month"})
    return hashlib.sha256(content.encode()).hexdigest()[:16]
