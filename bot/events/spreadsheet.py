"""Reading and writing `data/events.csv` and `data/dates.csv`, kept in a spreadsheet by editors."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
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

from bot.events.models import EventKind, Status, parse_days
from bot.knowledge.encoding import INVISIBLE, SAVE_AS, mistaken
from bot.knowledge.files import YEARS, ContentError, SourceDate, read_text, validated
from bot.knowledge.models import LABEL_LENGTH, WITHDRAWN, Fields, Problem

LIST_MARK = " | "
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DATE_KEY = re.compile(rf"\A{_KEY.pattern}/{_KEY.pattern}")
_ADDRESS = re.compile(r"https?://\S+")
_WRITTEN = re.compile(r"(\d{1,2})\.(\d{1,2})\.((?:20)?\d\d)")
_YEAR_FIRST = re.compile(r"(\d{4})([-./‐-―−])(\d{1,2})\2(\d{1,2})")
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MIDNIGHT = re.compile(r"[T ]0?0:00(:00(\.0+)?)?(Z|[+-]\d\d:\d\d)?$")
_TWO_WAYS = re.compile(r"\d{1,2}/\d{1,2}/(?:\d\d){1,2}")
_DAY_ZERO = date(1899, 12, 30)  # from which spreadsheets count days
_NUMBER_OF_DAY = re.compile(r"([34567]\d{4})(?:[.,]0+)?")  # of 1982 to 2119
# Letters that look the same: somebody has typed «сonfirmed» in Russian.
_LATIN = str.maketrans("асеорхуі", "aceopxyi")


def _in_one_line(text: str) -> str:
    return " ".join(INVISIBLE.sub("", text).split())


def _iso(value: object) -> object:
    """2026-12-07 for a date as spreadsheets save it: 07.12.2026, 2026/12/7, 46363, a midnight."""
    if not isinstance(value, str):
        return value
    value = _MIDNIGHT.sub("", value)
    if number := _NUMBER_OF_DAY.fullmatch(value):
        return (_DAY_ZERO + timedelta(days=int(number[1]))).isoformat()
    if written := _WRITTEN.fullmatch(value):
        return f"20{written[3][-2:]}-{written[2]:0>2}-{written[1]:0>2}"
    if written := _YEAR_FIRST.fullmatch(value):
        return f"{written[1]}-{written[3]:0>2}-{written[4]:0>2}"
    return value


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not value:
        return None
    if _TWO_WAYS.fullmatch(value):
        raise PydanticCustomError("day", "день или месяц первый? Нужна дата вида 2026-12-07")
    iso = str(_iso(value))
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        if _ISO_DAY.fullmatch(iso):
            raise PydanticCustomError("day", "нет такой даты в календаре") from None
        written = parse_days(value)  # 7 декабря 2026
        day = written[0] if written and written[0] == written[1] else date.min
    if day.year not in YEARS:
        raise PydanticCustomError("day", "нужна дата вида 2026-12-07")
    return day


def _word(value: object) -> object:
    """One of some Latin words: spreadsheets and phones begin it with a capital."""
    return value.lower().translate(_LATIN) if isinstance(value, str) else value


def _list(value: object) -> object:
    if not isinstance(value, str):
        return value
    return tuple(filter(None, map(str.strip, value.split("|"))))


def _number(value: object) -> object:
    """An empty cell is no number; «12.0», as some spreadsheets save it, is 12."""
    return (value.removesuffix(".0") or None) if isinstance(value, str) else value


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


_Status = Annotated[Status, BeforeValidator(_word)]
_Moscow = Annotated[Literal["yes", "no", "unknown"], BeforeValidator(_word)]
_Kind = Annotated[Literal["study", "business"], BeforeValidator(_word)]
_Day = Annotated[date | None, BeforeValidator(_day)]
_List = Annotated[tuple[str, ...], BeforeValidator(_list), PlainSerializer(_joined)]
_Url = Annotated[str, Field(max_length=500), AfterValidator(_address)]
_Short = Annotated[str, Field(max_length=100)]
_Note = Annotated[str, Field(max_length=1500)]
_Label = Annotated[str, Field(max_length=LABEL_LENGTH)]  # of a button
_Month = Annotated[Annotated[int, Field(ge=1, le=12)] | None, BeforeValidator(_number)]
_SourceDate = Annotated[SourceDate, BeforeValidator(_iso)]
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
    def _plain(cls, value: object, info: ValidationInfo) -> object:
        """One kind of space, no invisible sign; one line, but of a note."""
        if not isinstance(value, str):
            return value
        if info.field_name == "note":
            return "\n".join(map(_in_one_line, value.splitlines())).strip()
        return _in_one_line(value)

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
    status: _Status
    usual_month: _Month = None
    apply_by: _Day = None
    organiser: str = Field("", max_length=200)
    moscow: _Moscow
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
    kind: _Kind
    category: _Named
    audience: _Named
    place: _Short = ""
    start: _Day = None
    end: _Day = None
    status: _Status
    rule: str = Field("", max_length=200)
    source_url: _Url
    source_date: _SourceDate = ""
    note: _Note = ""
    questions: _List = ()
    keywords: _List = ()


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


_SEPARATORS = ",;\t|"
_FORMULA_ERROR = re.compile(
    r"#(ССЫЛКА!|ЗНАЧ!|ДЕЛ/0!|ИМЯ\?|Н/Д|ЧИСЛО!|ПУСТО!|REF!|VALUE!|DIV/0!|NAME\?|N/A|NUM!|NULL!|##+)"
)
_LOST = re.compile(r"(?<![^\s«\"(|])\?{3,}")
_SEPARATOR_LINE = re.compile(r"\"?sep ?= ?([,;\t|])\"?[,;\t|]*\n", re.IGNORECASE)
# «&#1055;», «\u041f», «=D0=9F», «+BB8EQAQ+BDE-»: Cyrillic letters by their numbers.
_CODES = re.compile(
    r"&#(?:10[2-9]\d|11\d\d|x04[0-9a-f]{2});|\\u04[0-9a-f]{2}|(?:=D[01]=[89AB][0-9A-F]){2}"
    r"|(?<!\w)\+B[B-E][\w+/]{5}",
    re.IGNORECASE,
)
# A spreadsheet runs such a cell as a formula; after an apostrophe it is text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def read_rows(path: Path, row_type: type[_Row]) -> tuple[_Row, ...]:
    """Every event of the file; raises `ContentError` with the problems of all cells at once.

    Reads what spreadsheets save: a byte order mark, semicolons or tabs, `sep=;`, Windows-1251,
    UTF-16, dates as 07.12.2026, spaces around values, empty rows. Problems have the row numbers
    of the spreadsheet; rows with the same ones are told in one line.
    """
    return read_table(path.name, csv_cells(path.name, read_text(path, windows=True)), row_type)


def read_table(name: str, cells: list[list[str]], row_type: type[_Row]) -> tuple[_Row, ...]:
    """As `read_rows`, of cells that have been read already; `name` is of their file."""
    header = header_of(cells)
    if wrong := tuple(_header_problems(header, row_type)):
        raise ContentError(tuple(joined_problems(name, {1: wrong})))
    rows: dict[int, _Row] = {}
    found: dict[int, tuple[Problem, ...]] = {}
    for number, values in enumerate(cells[1:], start=2):
        if any(map(str.strip, values)):
            try:
                rows[number] = _row(header, values, row_type)
            except ContentError as error:
                found[number] = error.problems
    problems = [*joined_problems(name, found), *_repeated(name, rows)]
    if problems:
        raise ContentError(tuple(problems))
    return tuple(rows.values())


def header_of(cells: list[list[str]]) -> tuple[str, ...]:
    return tuple(_in_one_line(cell).lower() for cell in cells[0]) if cells else ()


def write(rows: Iterable[CalendarRow], row_type: type[CalendarRow] = EventRow) -> str:
    """A file from which `read_rows` reads the same rows; no cell of it is a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(row_type.model_fields)
    for row in rows:
        writer.writerow([_escape(str(cell or "")) for cell in row.model_dump().values()])
    return out.getvalue()


def csv_cells(name: str, text: str) -> list[list[str]]:
    """Raises ContentError for a text that is no CSV; `name` is of its file."""
    named = _SEPARATOR_LINE.match(text)  # a spreadsheet does not count that line
    text = text[named.end() :] if named else text
    separator = named[1] if named else max(_SEPARATORS, key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return list(reader)
    except csv.Error:
        reason = "кавычки в ячейке открыты и не закрыты, или это не CSV"
        raise ContentError((Problem(f"{name}, строка {reader.line_num}", "", reason),)) from None


def _header_problems(header: tuple[str, ...], row_type: type[CalendarRow]) -> Iterator[Problem]:
    if not any(column in row_type.model_fields for column in header):
        names = ", ".join(row_type.model_fields)
        yield Problem("", "", f"здесь нужны названия столбцов: {names}")
        return
    for column in row_type.model_fields:
        if column not in (*header, *row_type.optional):
            yield Problem("", column, "столбца нет")
    for column, times in Counter(header).items():
        if column not in row_type.model_fields and column:
            yield Problem("", column, "неизвестный столбец")
        elif times > 1 and column:
            yield Problem("", column, "столбец повторяется")


def _row(header: tuple[str, ...], values: list[str], row_type: type[_Row]) -> _Row:
    if any(map(str.strip, values[len(header) :])):
        raise ContentError((Problem("", "", "значений больше, чем столбцов"),))
    named = {name: unescape(value) for name, value in zip(header, values, strict=False) if name}
    spoilt = [(name, _spoilt(value)) for name, value in named.items()]
    if problems := [Problem("", name, reason) for name, reason in spoilt if reason]:
        raise ContentError(tuple(problems))
    return validated(row_type, named)


def _spoilt(cell: str) -> str:
    """What a program has made of the cell, where that is not what somebody has typed."""
    if _LOST.search(cell):
        return "вместо букв знаки вопроса: наберите заново"
    if _CODES.search(cell):
        return f"вместо букв их коды: {SAVE_AS}"
    if _FORMULA_ERROR.fullmatch(cell.strip()):
        return f"{cell.strip()} — ошибка формулы: впишите значение"
    if meant := mistaken(cell):
        return f"буквы подменены, раньше было «{_in_one_line(meant)[:40]}»: наберите заново"
    return ""


def joined_problems(file: str, found: Mapping[int, Iterable[Problem]]) -> Iterator[Problem]:
    """What several columns or rows have in common is told once: «строки 2–40: start, end»."""
    rows: dict[tuple[str, str], list[int]] = {}
    for number, problems in found.items():
        fields: dict[str, list[str]] = {}
        for each in problems:
            fields.setdefault(each.reason, []).append(each.field)
        for reason, names in fields.items():
            rows.setdefault((", ".join(names), reason), []).append(number)
    for (columns, reason), numbers in rows.items():
        yield Problem(f"{file}, {_rows(numbers)}", columns, reason)


def _rows(numbers: list[int]) -> str:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    words = (f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
    return ("строка " if len(numbers) == 1 else "строки ") + ", ".join(words)


def _repeated(file: str, rows: Mapping[int, CalendarRow]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for number, row in rows.items():
        if first.setdefault(row.key, number) != number:
            reason = f"ключ «{row.key}» уже есть в строке {first[row.key]}"
            yield Problem(f"{file}, строка {number}", "key", reason)


def _escape(cell: str) -> str:
    return f"'{cell}" if cell.lstrip("'").startswith(_FORMULA) else cell


def unescape(cell: str) -> str:
    """The cell without the apostrophe that keeps a spreadsheet from running it."""
    escaped = cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA)
    return cell[1:] if escaped else cell
