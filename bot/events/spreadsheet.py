"""Reading and writing `data/events.csv` and `data/dates.csv`, kept in a spreadsheet by editors."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, ClassVar, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from bot.events.models import EventKind, Status
from bot.knowledge.files import ContentError, one_line, validated
from bot.knowledge.models import LABEL_LENGTH, WITHDRAWN, Fields, Problem

LIST_MARK = " | "
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DATE_KEY = re.compile(rf"\A{_KEY.pattern}/{_KEY.pattern}")
_ADDRESS = re.compile(r"https?://\S+")
_WRITTEN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


def _iso(value: object) -> object:
    """07.12.2026, as a Russian spreadsheet saves a date, as 2026-12-07."""
    written = _WRITTEN.fullmatch(value.strip()) if isinstance(value, str) else None
    return f"{written[3]}-{written[2]:0>2}-{written[1]:0>2}" if written else value


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not value.strip():
        return None
    try:
        return date.fromisoformat(str(_iso(value.strip())))
    except ValueError:
        raise PydanticCustomError("day", "нужна дата вида 2026-12-07") from None


def _list(value: object) -> object:
    if not isinstance(value, str):
        return value
    return tuple(filter(None, (" ".join(part.split()) for part in value.split("|"))))


def _number(value: object) -> object:
    """An empty cell is no number; «12.0», as some spreadsheets save it, is 12."""
    if not isinstance(value, str):
        return value
    return value.strip().removesuffix(".0") or None


def _key(value: str) -> str:
    if not _KEY.fullmatch(value):
        raise PydanticCustomError("key", "только строчные латинские буквы, цифры и дефисы")
    return value


def _date_key(value: str) -> str:
    """With its subject, so that no date has the key of an exhibition."""
    if not _DATE_KEY.fullmatch(value):
        raise PydanticCustomError("key", "нужен ключ вида ege/apply-2027")
    return value


def _address(value: str) -> str:
    if value and not _ADDRESS.fullmatch(value):
        raise PydanticCustomError("address", "нужен адрес вида https://example.org")
    return value


def _joined(parts: Iterable[str]) -> str:
    return LIST_MARK.join(parts)


_Day = Annotated[date | None, BeforeValidator(_day)]
_List = Annotated[tuple[str, ...], BeforeValidator(_list), PlainSerializer(_joined)]
_Url = Annotated[str, Field(max_length=500), AfterValidator(_address)]
_Short = Annotated[str, Field(max_length=100)]
_Note = Annotated[str, Field(max_length=1500)]
_Label = Annotated[str, Field(max_length=LABEL_LENGTH), AfterValidator(one_line)]  # of a button
_Month = Annotated[Annotated[int, Field(ge=1, le=12)] | None, BeforeValidator(_number)]
_SourceDate = Annotated[_Short, BeforeValidator(_iso)]
_Named = Annotated[str, Field(min_length=1, max_length=100)]


class CalendarRow(BaseModel):
    """One row, column by column. An empty cell means that no source says it."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    kinds: ClassVar[tuple[EventKind, ...]]  # of the events that the file holds
    example_key: ClassVar[str]
    optional: ClassVar[frozenset[str]] = frozenset()  # columns that older files lack

    # «events_» and the key are a deep link's parameter of at most 64 characters
    key: Annotated[str, Field(max_length=57)]
    name: _Named
    short: _Label = ""

    @field_validator("*", mode="before")
    @classmethod
    def _one_kind_of_line_end(cls, value: object) -> object:
        return "\n".join(value.splitlines()) if isinstance(value, str) else value

    @field_validator("end", check_fields=False)
    @classmethod
    def _ends_after_start(cls, end: date | None, info: ValidationInfo) -> date | None:
        start = info.data.get("start")
        if end and "start" in info.data and (start is None or end < start):
            raise PydanticCustomError("order", "окончание без начала или раньше начала")
        return end

    @field_validator("status", check_fields=False)
    @classmethod
    def _confirmed_with_dates(cls, status: Status, info: ValidationInfo) -> Status:
        if status is Status.CONFIRMED and "start" in info.data and info.data["start"] is None:
            raise PydanticCustomError("undated", "без даты начала допустимо только unconfirmed")
        return status

    @field_validator("source_url", check_fields=False)
    @classmethod
    def _confirmed_by_a_source(cls, source_url: str, info: ValidationInfo) -> str:
        if not source_url and info.data.get("status") is not Status.UNCONFIRMED:
            raise PydanticCustomError("empty", "пусто")
        return source_url


class EventRow(CalendarRow):
    """An exhibition, a forum or a business mission."""

    kinds = (EventKind.EXHIBITION,)
    example_key = "gitex-2026"
    optional = frozenset({"short", "usual_month"})

    key: Annotated[str, Field(max_length=57), AfterValidator(_key)]
    country: _Named
    city: _Short = ""
    industry: str = Field("", max_length=200)
    category: _Named
    format: _Named
    start: _Day = None
    end: _Day = None
    status: Status
    usual_month: _Month = None
    apply_by: _Day = None
    organiser: str = Field("", max_length=200)
    moscow: Literal["yes", "no", "unknown"]
    website: _Url = ""
    source_url: _Url
    source_date: _SourceDate = ""
    note: _Note = ""
    questions: _List = ()
    keywords: _List = ()

    @field_validator("apply_by")
    @classmethod
    def _apply_before_end(cls, apply_by: date | None, info: ValidationInfo) -> date | None:
        last = info.data.get("end") or info.data.get("start")
        if apply_by and last and apply_by > last:
            raise PydanticCustomError("late", "срок заявки позже самого события")
        return apply_by


class DateRow(CalendarRow):
    """A date of students or of companies: what, for whom, until when, by which rule."""

    kinds = (EventKind.STUDY, EventKind.BUSINESS)
    example_key = "ege/apply-2027"

    key: Annotated[str, Field(max_length=57), AfterValidator(_date_key)]
    kind: Literal["study", "business"]
    category: _Named
    audience: _Named
    place: _Short = ""
    start: _Day = None
    end: _Day = None
    status: Status
    rule: str = Field("", max_length=200)
    source_url: _Url
    source_date: _SourceDate = ""
    note: _Note = ""
    questions: _List = ()
    keywords: _List = ()


COLUMNS = tuple(EventRow.model_fields)
_Row = TypeVar("_Row", bound=CalendarRow)
_LISTS = ("questions", "keywords")

# In the fields of an event: the days on which editors changed its dates and status, so that its
# card does not credit the source with what it never said. No file has them.
DATES_EDITED, STATUS_EDITED = MARKS = ("dates_edited", "status_edited")


def row_fields(row: CalendarRow) -> Fields:
    """What the row says, in JSON; empty cells are left out, and so is the key."""
    fields: Fields = row.model_dump(mode="json", exclude={"key"})
    lists = {name: list(getattr(row, name)) for name in _LISTS}
    return {name: value for name, value in (fields | lists).items() if value not in (None, "", [])}


def row_from(fields: Fields, row_type: type[_Row], key: str | None = None) -> _Row:
    """The inverse of `row_fields`; raises ContentError with every problem.

    Without a key it has that of an example.
    """
    cells = {name: fields[name] for name in fields if name not in (WITHDRAWN, *MARKS)}
    empty = dict.fromkeys(row_type.model_fields, "")
    return validated(row_type, {**empty, "key": key or row_type.example_key, **cells})


_SEPARATORS = ",;\t"
# A spreadsheet runs such a cell as a formula; after an apostrophe it is text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def read(path: Path) -> tuple[EventRow, ...]:
    """Every exhibition of the file; raises as `read_rows`."""
    return read_rows(path, EventRow)


def read_rows(path: Path, row_type: type[_Row]) -> tuple[_Row, ...]:
    """Every event of the file; raises `ContentError` with the problems of all cells at once.

    Reads what spreadsheets save: a byte order mark, semicolons or tabs, Windows-1251, dates as
    07.12.2026, empty rows. Problems have the row numbers of the spreadsheet.
    """
    cells = _cells(path)
    header = tuple(cell.strip() for cell in cells[0]) if cells else ()
    if problems := list(_header_problems(path.name, header, row_type)):
        raise ContentError(tuple(problems))
    rows: dict[int, _Row] = {}
    for number, values in enumerate(cells[1:], start=2):
        if any(map(str.strip, values)):
            try:
                rows[number] = _row(header, values, row_type)
            except ContentError as error:
                where = f"{path.name}, строка {number}"
                problems += (Problem(where, each.field, each.reason) for each in error.problems)
    problems += _repeated(path.name, rows)
    if problems:
        raise ContentError(tuple(problems))
    return tuple(rows.values())


def write(rows: Iterable[CalendarRow], row_type: type[CalendarRow] = EventRow) -> str:
    """A file from which `read_rows` reads the same rows; no cell of it is a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(row_type.model_fields)
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


def _header_problems(
    file: str, header: tuple[str, ...], row_type: type[CalendarRow]
) -> Iterator[Problem]:
    for column in row_type.model_fields:
        if column not in (*header, *row_type.optional):
            yield Problem(f"{file}, строка 1", column, "столбца нет")
    for column, times in Counter(header).items():
        if column not in row_type.model_fields and column:
            yield Problem(f"{file}, строка 1", column, "неизвестный столбец")
        elif times > 1 and column:
            yield Problem(f"{file}, строка 1", column, "столбец повторяется")


def _row(header: tuple[str, ...], values: list[str], row_type: type[_Row]) -> _Row:
    if any(map(str.strip, values[len(header) :])):
        raise ContentError((Problem("", "", "значений больше, чем столбцов"),))
    named = dict(zip(header, values, strict=False))
    return validated(row_type, {name: _unescape(value) for name, value in named.items() if name})


def _repeated(file: str, rows: Mapping[int, CalendarRow]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for number, row in rows.items():
        if first.setdefault(row.key, number) != number:
            reason = f"ключ «{row.key}» уже есть в строке {first[row.key]}"
            yield Problem(f"{file}, строка {number}", "key", reason)


def _escape(cell: str) -> str:
    return f"'{cell}" if cell.lstrip("'").startswith(_FORMULA) else cell


def _unescape(cell: str) -> str:
    escaped = cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA)
    return cell[1:] if escaped else cell
