"""Spreadsheets of answers, exhibitions and dates: what an editor's file says, and such a file."""

import io
import tempfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile, ZipFile

from bot.editing.field_values import UnreadableFieldError
from bot.editing.fields import SPECS, parse
from bot.editing.models import DraftField, DraftKind
from bot.events.spreadsheet import (
    CalendarRow,
    DateRow,
    EventRow,
    csv_cells,
    header_of,
    joined_problems,
    read_table,
    row_fields,
    row_from,
    unescape,
)
from bot.knowledge.encoding import EncodingError, decode
from bot.knowledge.files import DAY_FIELDS, ContentError
from bot.knowledge.models import Fields, Problem
from bot.ui.tables import XlsxParts, csv_file

REVISION = "revision"  # the column that says from which revision a row was made
MOST_ROWS = 20_000
_MOST_UNPACKED = 100 * 2**20  # bytes: an archive may unfold to anything
_ARCHIVE, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_ROW_TYPES: dict[DraftKind, type[CalendarRow]] = {
    DraftKind.EXHIBITION: EventRow,
    DraftKind.DATE: DateRow,
}
# Of an answer: what an editor sends in chat for a field is what its cell holds.
_ANSWER_COLUMNS = {
    "audience": DraftField.AUDIENCE,
    "body": DraftField.BODY,
    "questions": DraftField.QUESTIONS,
    "keywords": DraftField.KEYWORDS,
    "sources": DraftField.SOURCE,
    "buttons": DraftField.BUTTONS,
    "unknown": DraftField.UNKNOWN,
    "place": DraftField.PLACE,
}
_PLAIN = ("title", "short")
_RELATED = "related"
ANSWER_COLUMNS = ("key", *_PLAIN, *_ANSWER_COLUMNS, _RELATED, *DAY_FIELDS)


class SheetRow(NamedTuple):
    """What a row says of the columns that the file has, and the revision it was made of, or 0."""

    fields: Fields
    names: tuple[str, ...]
    revision: int


class Sheet(NamedTuple):
    kind: DraftKind
    rows: dict[str, SheetRow]  # by key


def read_sheet(name: str, data: bytes) -> Sheet:
    """Raises ContentError with the problems of all cells by row and column."""
    cells = _cells(name, data)
    header = header_of(cells)
    revisions = _revisions(header, cells)
    if REVISION in header:
        at = header.index(REVISION)
        cells = [[*row[:at], *row[at + 1 :]] for row in cells]
        header = header_of(cells)
    if "body" in header:
        return Sheet(DraftKind.ANSWER, _answers(name, header, cells, revisions))
    kind = DraftKind.DATE if "kind" in header else DraftKind.EXHIBITION
    rows = read_table(name, cells, _ROW_TYPES[kind])
    names = tuple(each for each in header if each and each != "key")
    found = {row.key: SheetRow(row_fields(row), names, revisions.get(row.key, 0)) for row in rows}
    return Sheet(kind, found)


def _revisions(header: tuple[str, ...], cells: list[list[str]]) -> dict[str, int]:
    if REVISION not in header or "key" not in header:
        return {}
    key, revision = header.index("key"), header.index(REVISION)
    rows = (row for row in cells[1:] if len(row) > max(key, revision))
    return {row[key].strip(): int(row[revision]) for row in rows if row[revision].isdecimal()}


def _cells(name: str, data: bytes) -> list[list[str]]:
    if data.startswith(_OLD_EXCEL):
        raise ContentError((Problem(name, "", "это старый Excel: сохраните файл как .xlsx"),))
    if data.startswith(_ARCHIVE):
        return _xlsx_cells(name, data)
    try:
        return csv_cells(name, decode(data, windows=True))
    except EncodingError as error:
        raise ContentError((Problem(name, "", str(error)),)) from error


def _xlsx_cells(name: str, data: bytes) -> list[list[str]]:
    """The first sheet."""
    from openpyxl import load_workbook  # noqa: PLC0415 - it takes 13 MB: loaded when first needed

    try:
        with ZipFile(io.BytesIO(data)) as archive:
            if sum(each.file_size for each in archive.infolist()) > _MOST_UNPACKED:
                raise ContentError((Problem(name, "", "файл слишком велик"),))
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        found = [[_cell(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    except (BadZipFile, KeyError, ValueError, OSError, IndexError) as error:
        reason = "таблица не читается: сохраните её как .xlsx или «CSV UTF-8»"
        raise ContentError((Problem(name, "", reason),)) from error
    if len(found) > MOST_ROWS:
        raise ContentError((Problem(name, "", f"больше {MOST_ROWS} строк"),))
    return _without_empty_columns(found)


def _without_empty_columns(cells: list[list[str]]) -> list[list[str]]:
    width = max((at + 1 for row in cells for at, cell in enumerate(row) if cell), default=0)
    return [row[:width] for row in cells]


def _cell(value: Any) -> str:  # noqa: ANN401 - whatever a spreadsheet holds
    match value:
        case None:
            return ""
        case bool():
            return str(value)
        case datetime():
            return value.date().isoformat()
        case float() if value.is_integer():
            return str(int(value))
    return str(value)


def _answers(
    name: str, header: tuple[str, ...], cells: list[list[str]], revisions: Mapping[str, int]
) -> dict[str, SheetRow]:
    if problems := tuple(_answer_header_problems(header)):
        raise ContentError(tuple(joined_problems(name, {1: problems})))
    rows: dict[str, SheetRow] = {}
    found: dict[int, tuple[Problem, ...]] = {}
    names = tuple(each for each in header if each and each != "key")
    for number, values in enumerate(cells[1:], start=2):
        if not any(map(str.strip, values)):
            continue
        named = dict(zip(header, map(unescape, values), strict=False))
        try:
            key = _answer_key(named, rows)
            rows[key] = SheetRow(_answer_fields(named), names, revisions.get(key, 0))
        except ContentError as error:
            found[number] = error.problems
    if found:
        raise ContentError(tuple(joined_problems(name, found)))
    return rows


def _answer_key(named: Mapping[str, str], rows: Mapping[str, SheetRow]) -> str:
    key = named["key"].strip()
    if not key or key in rows:
        reason = "ключ повторяется" if key else "пусто"
        raise ContentError((Problem("", "key", reason),))
    return key


def _answer_header_problems(header: tuple[str, ...]) -> Iterator[Problem]:
    for column in ("key", "title", "body"):
        if column not in header:
            yield Problem("", column, "столбца нет")
    for column in header:
        if column and column not in ANSWER_COLUMNS:
            yield Problem("", column, "неизвестный столбец")


def _answer_fields(named: Mapping[str, str]) -> Fields:
    fields: Fields = {}
    for name, value in named.items():
        text = value.strip()
        if not text or name in ("key", ""):
            continue
        try:
            fields |= _answer_field(name, text)
        except UnreadableFieldError as error:
            raise ContentError((Problem("", name, "не разобрать"),)) from error
    return {name: value for name, value in fields.items() if value not in (None, [])}


def _answer_field(name: str, text: str) -> Fields:
    if name in _ANSWER_COLUMNS:
        return parse(SPECS[DraftKind.ANSWER][_ANSWER_COLUMNS[name]], text)
    if name == _RELATED:
        return {name: text.split()}
    return {name: " ".join(text.split())}


def is_same_cell(kind: DraftKind, name: str, before: Fields, after: Fields) -> bool:
    """Whether both are written in the same way."""
    field = _ANSWER_COLUMNS.get(name) if kind is DraftKind.ANSWER else None
    if field is None:
        return before.get(name) == after.get(name)
    show = SPECS[kind][field].show
    return show(before) == show(after)


# Writing


class SheetFile(NamedTuple):
    name: str
    content: bytes


def write_sheet(
    kind: DraftKind, said: Mapping[str, Fields], revisions: Mapping[str, int], *, xlsx: bool
) -> SheetFile:
    """A file from which `read_sheet` reads the same, to be opened in the Russian Excel."""
    columns = _columns(kind)
    header = (*columns, REVISION)
    rows = [
        [*_row_cells(kind, key, fields), str(revisions.get(key, 0))] for key, fields in said.items()
    ]
    name = f"{kind}s"
    if not xlsx:
        return SheetFile(f"{name}.csv", csv_file(header, rows))
    with tempfile.TemporaryDirectory() as folder:
        parts = XlsxParts(Path(folder), name, header)
        parts.add(rows)
        parts.close()
        return SheetFile(f"{name}.xlsx", parts.paths[0].read_bytes())


def _columns(kind: DraftKind) -> tuple[str, ...]:
    if kind is DraftKind.ANSWER:
        return ANSWER_COLUMNS
    return tuple(_ROW_TYPES[kind].model_fields)


def _row_cells(kind: DraftKind, key: str, fields: Fields) -> list[str]:
    if kind is not DraftKind.ANSWER:
        row = row_from(fields, _ROW_TYPES[kind], key)
        return [str(cell or "") for cell in row.model_dump(mode="json").values()]
    specs = SPECS[DraftKind.ANSWER]
    cells = {
        "key": key,
        **{name: str(fields.get(name, "")) for name in (*_PLAIN, *DAY_FIELDS)},
        **{name: specs[field].show(fields) for name, field in _ANSWER_COLUMNS.items()},
        _RELATED: "\n".join(fields.get(_RELATED, ())),
    }
    return [cells[name] for name in ANSWER_COLUMNS]
