"""The editors' side of the calendar: a CSV file, as a spreadsheet opens and saves it."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.events.schema import EventRow
from bot.knowledge.files import ContentError, Problem, validated

COLUMNS = tuple(EventRow.model_fields)
_LATER = {"short"}  # a file from before has no such column
_SEPARATORS = ",;\t"
# A spreadsheet would run such a cell as a formula; an apostrophe before it makes it text.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r]")


def read(path: Path) -> tuple[EventRow, ...]:
    """Every event of the file; raises `ContentError` with the problems of all its cells at once.

    Takes what spreadsheets save: a byte order mark, semicolons or tabs, Windows-1251, dates as
    07.12.2026, empty rows. Rows are numbered as the spreadsheet numbers them.
    """
    cells = _cells(path)
    header = tuple(cell.strip() for cell in cells[0]) if cells else ()
    if problems := list(_header_problems(path.name, header)):
        raise ContentError(tuple(problems))
    rows: dict[int, EventRow] = {}
    for number, values in enumerate(cells[1:], start=2):
        if any(map(str.strip, values)):
            try:
                rows[number] = _row(header, values)
            except ContentError as error:
                where = f"{path.name}, строка {number}"
                problems += (Problem(where, each.field, each.reason) for each in error.problems)
    problems += _repeated(path.name, rows)
    if problems:
        raise ContentError(tuple(problems))
    return tuple(rows.values())


def write(rows: Iterable[EventRow]) -> str:
    """The file that `read` takes for the same rows; no cell of it is a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_escape(str(cell or "")) for cell in row.model_dump().values()])
    return out.getvalue()


def _cells(path: Path) -> list[list[str]]:
    text = _text(path.read_bytes())
    separator = max(_SEPARATORS, key=text.partition("\n")[0].count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise ContentError((Problem(path.name, "", f"это не CSV: {error}"),)) from error


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1251", errors="replace")


def _header_problems(file: str, header: tuple[str, ...]) -> Iterator[Problem]:
    for column in COLUMNS:
        if column not in (*header, *_LATER):
            yield Problem(f"{file}, строка 1", column, "столбца нет")
    for column, times in Counter(header).items():
        if column not in COLUMNS and column:
            yield Problem(f"{file}, строка 1", column, "неизвестный столбец")
        elif times > 1 and column:
            yield Problem(f"{file}, строка 1", column, "столбец повторяется")


def _row(header: tuple[str, ...], values: list[str]) -> EventRow:
    if any(map(str.strip, values[len(header) :])):
        raise ContentError((Problem("", "", "значений больше, чем столбцов"),))
    named = dict(zip(header, values, strict=False))
    return validated(EventRow, {name: _unescape(value) for name, value in named.items() if name})


def _repeated(file: str, rows: dict[int, EventRow]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for number, row in rows.items():
        if first.setdefault(row.key, number) != number:
            reason = f"ключ «{row.key}» уже есть в строке {first[row.key]}"
            yield Problem(f"{file}, строка {number}", "key", reason)


def _escape(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _unescape(cell: str) -> str:
    return cell[1:] if _ESCAPED.match(cell) else cell
