"""The editors' spreadsheet: what is read, what is refused and in which words."""

import csv
import io
import itertools
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.events.models import Status
from bot.events.spreadsheet import DateRow, EventRow, read_rows, write
from bot.knowledge.encoding import INVISIBLE, SAVE_AS, mistaken
from bot.knowledge.files import ContentError
from bot.settings import DATES, EVENTS
from tests.unit.events.conftest import COLUMNS, GITEX, read


def problems(path) -> list[str]:
    with pytest.raises(ContentError) as refused:
        read(path)
    return [str(problem) for problem in refused.value.problems]


def test_the_real_calendar_is_in_order_and_is_written_back_to_the_letter():
    rows = read(EVENTS)
    assert len(rows) >= 40
    assert write(rows) == EVENTS.read_bytes().decode()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
def test_what_a_spreadsheet_saves_is_read(sheet, delimiter, encoding):
    plain = read(sheet({}))
    assert read(sheet({}, delimiter=delimiter, encoding=encoding)) == plain


RUSSIAN = {"name": "Проба 2027", "country": "Китай", "city": "Шанхай", "note": "Щит, ёж и «мы»"}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le-sig", "utf-16-be-sig", "cp1251"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_what_other_programs_save_is_read(sheet, encoding, end):
    path = sheet(RUSSIAN, delimiter="\t")
    plain, text = read(path), path.read_text(encoding="utf-8")
    bare = encoding.removesuffix("-sig")
    mark = b"" if bare == encoding else "\ufeff".encode(bare)
    path.write_bytes(mark + text.replace("\n", end).encode(bare))
    assert read(path) == plain


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("cp866", "MS-DOS (cp866)"),
        ("koi8-r", "KOI8-R"),
        ("mac-cyrillic", "Macintosh (MacCyrillic)"),
        ("iso8859-5", "ISO-8859-5"),
    ],
)
@pytest.mark.parametrize("row", [RUSSIAN, {}, {"name": "ПРОДЭКСПО", "city": "МОСКВА"}])
def test_another_encoding_is_told_by_its_name(sheet, encoding, name, row):
    path = sheet(row)
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding, "replace"))
    assert problems(path) == [f"events.csv: файл в кодировке {name}: {SAVE_AS}"]


def test_the_whole_calendar_is_told_from_gibberish(tmp_path):
    """Each real row, alone in a file: taken in Windows-1251, told in every other encoding."""
    header, *lines = EVENTS.read_text(encoding="utf-8").split("\n")
    path = tmp_path / "events.csv"
    for line in filter(str.strip, lines[:60]):
        row = f"{header}\n{line}\n"
        path.write_bytes(row.encode("cp1251", "replace"))
        assert len(read(path)) == 1
        for encoding in ("cp866", "koi8-r", "mac-cyrillic", "iso8859-5"):
            path.write_bytes(row.encode(encoding, "replace"))
            with pytest.raises(ContentError, match="в кодировке"):
                read(path)


def test_one_broken_byte_is_told_by_its_place(sheet):
    path = sheet({}, RUSSIAN | {"key": "second"})
    path.write_bytes(path.read_bytes().replace("Шанхай".encode(), "Шанха".encode() + b"\xd0"))
    (told,) = problems(path)
    assert told.startswith("events.csv: строка 3: испорчен знак после «")
    assert "Шанха»: наберите слово заново" in told


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"PK\x03\x04" + bytes(range(256)), "это не текст, а документ или архив"),
        (b"\xd0\xcf\x11\xe0" + bytes(256), "это не текст, а документ или архив"),
        (b"key,name\n\0\0\n", "строка 2: непечатаемый знак, это не текст"),
        ("key,name\nx,Citroën\n".encode("cp1252"), "кодировка файла не узнаётся"),
        ("key,name\nx,Гит\ufffdкс\n".encode(), "строка 2: вместо буквы знак «\ufffd»"),
        ("key,name\nx,Выставка Китай\n".encode().decode("cp1251").encode(), "«x,Выставка Китай»"),
        ('key,name\nx,"Гитекс\ny,Проба\n'.encode(), "кавычки в ячейке открыты и не закрыты"),
        ('key,name\nx,"Гитекс" 2026\n'.encode(), "строка 2: кавычки в ячейке"),
    ],
)
def test_what_is_no_right_text_is_told_in_one_line(tmp_path, data, told):
    path = tmp_path / "events.csv"
    path.write_bytes(data)
    (problem,) = problems(path)
    assert told in problem


def test_a_file_that_cannot_be_opened_is_told(tmp_path):
    (tmp_path / "events.csv").mkdir()
    (told,) = problems(tmp_path / "events.csv")
    assert told.startswith("events.csv: файл не открывается")


@pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "SEP=;", "sep = ;", "sep=;;;;;"])
def test_a_line_that_names_the_separator_is_read(sheet, line):
    path = sheet({}, {"key": "b", "moscow": "x"}, delimiter=";")
    path.write_text(f"{line}\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    assert [told.split(":")[0] for told in problems(path)] == ["events.csv, строка 3"]


def test_spaces_and_invisible_signs_around_values_do_not_matter(sheet):
    plain = read(sheet({"apply_by": "2026-12-01"}))
    values = GITEX | {"apply_by": "2026-12-01"}
    for before, after in ((" ", " "), ("\xa0", "\xa0"), ("\u200b", "\ufeff"), ("\n", "\t ")):
        assert (
            read(sheet({name: f"{before}{cell}{after}" for name, cell in values.items()})) == plain
        )


def test_a_line_break_in_a_name_is_a_space_and_in_a_note_stays(sheet):
    cells = {
        "name": "Проба\n2027",
        "country": "Китай\r\nКНР",
        "short": "Про\xa0\nба",
        "note": "а\nб",
    }
    (row,) = read(sheet(cells))
    assert (row.name, row.country, row.short, row.note) == (
        "Проба 2027",
        "Китай КНР",
        "Про ба",
        "а\nб",
    )


@pytest.mark.parametrize(
    "written",
    [
        "07.12.2026",
        "7.12.26",
        "46363",
        "2026-12-07 00:00:00",
        "2026-12-07T00:00:00",
        "07.12.2026 0:00",
        "2026/12/7",
        "2026.12.07",
        "2026-12-7",
        "2026‑12‑07",
        "46363.0",
        "46363,0",
        "2026-12-07T00:00:00Z",
        "2026-12-07T00:00:00.000+03:00",
    ],
)
def test_a_date_is_read_as_spreadsheets_save_it(sheet, written):
    assert read(sheet({"start": written})) == read(sheet({}))


@pytest.mark.parametrize("written", ["46311", "16.10.2026", "2026/10/16", "2026-10-16 00:00"])
def test_so_is_the_date_of_a_source(sheet, written):
    assert read(sheet({"source_date": written}))[0].source_date == "2026-10-16"
    assert read(sheet({"source_date": "2026"}))[0].source_date == "2026"


@pytest.mark.parametrize("status", ["Confirmed", "CONFIRMED", "сonfirmed", "соnfirmеd"])
def test_a_word_of_the_file_may_have_capitals_and_letters_that_look_the_same(sheet, status):
    assert read(sheet({"status": status, "moscow": "Unknоwn"})) == read(sheet({}))


def test_a_mark_of_the_end_of_the_file_is_no_sign_of_it(sheet):
    path = sheet({})
    plain = read(path)
    path.write_bytes(path.read_bytes() + b"\x1a")
    assert read(path) == plain


def test_what_many_rows_have_in_common_is_told_once(sheet):
    slashes = {"start": "07/12/2026", "end": "11/12/2026"}
    rows = [slashes | {"key": f"fair-{number}"} for number in range(40)]
    rows[3] = rows[10] = {"key": "right"}
    told = problems(sheet(*rows))
    assert told[0] == (
        "events.csv, строки 2–4, 6–11, 13–41: start, end: "
        "день или месяц первый? Нужна дата вида 2026-12-07"
    )


def test_a_russian_spreadsheets_dates_and_empty_rows_are_read(sheet):
    path = sheet({"start": "07.12.2026", "end": "11.12.2026", "source_date": "16.10.2025"})
    with path.open("a", encoding="utf-8") as file:
        file.write("," * len(COLUMNS) + "\n,,\n")
    assert read(path) == read(sheet({}))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"start": "7 декабря"}, "start: нужна дата вида 2026-12-07"),
        ({"apply_by": "2026-13-01"}, "apply_by: нет такой даты в календаре"),
        ({"end": "2026-12-01"}, "end: окончание без начала или раньше начала"),
        ({"start": ""}, "end: окончание без начала или раньше начала"),
        ({"start": "", "end": ""}, "status: без даты начала допустимо только unconfirmed"),
        ({"apply_by": "2026-12-12"}, "apply_by: срок заявки позже самого события"),
        ({"name": " "}, "name: пусто"),
        ({"key": "Гитекс"}, "key: только строчные латинские буквы, цифры и дефисы"),
        ({"source_url": "gulfnews.com"}, "source_url: нужен адрес вида https://example.org"),
        ({"source_url": ""}, "source_url: пусто"),
        ({"moscow": "да"}, "moscow: допустимо только 'yes', 'no' или 'unknown'"),
        ({"status": "maybe"}, "status: допустимо только"),
        ({"name": "я" * 101}, "name: слишком длинно: не больше 100 знаков"),
        ({"short": "я" * 33}, "short: слишком длинно: не больше 32 знаков"),
        ({"start": "01/03/2027"}, "start: день или месяц первый? Нужна дата вида 2026-12-07"),
        ({"start": "2027-02-29"}, "start: нет такой даты в календаре"),
        ({"start": "31.06.2027"}, "start: нет такой даты в календаре"),
        ({"start": "3027-03-01"}, "start: нужна дата вида 2026-12-07"),
        ({"apply_by": "2026-12-01 10:30"}, "apply_by: нужна дата вида 2026-12-07"),
        ({"source_date": "2026-02-30"}, "source_date: нет такой даты в календаре"),
        ({"name": "?????? 2027"}, "name: вместо букв знаки вопроса: наберите заново"),
        ({"name": "&#1055;&#1088;&#1086;&#1073;&#1072;"}, "name: вместо букв их коды: сохраните"),
        ({"name": "\\u041f\\u0440\\u043e"}, "name: вместо букв их коды: сохраните"),
        ({"name": "=D0=9F=D1=80"}, "name: вместо букв их коды: сохраните"),
        ({"name": "Проба 2027".encode("utf-7").decode()}, "name: вместо букв их коды: сохраните"),
        ({"note": "#ССЫЛКА!"}, "note: #ССЫЛКА! — ошибка формулы: впишите значение"),
        (
            {"note": "Выставка ".encode().decode("cp1251")},
            "note: буквы подменены, раньше было «Выставка»",
        ),
    ],
)
def test_a_bad_cell_is_told_by_row_and_column(sheet, changes, reason):
    told = problems(sheet({"key": "first"}, changes))
    assert any(line.startswith(f"events.csv, строка 3: {reason}") for line in told), told


def test_all_problems_are_told_at_once(sheet):
    told = problems(sheet({"start": "x"}, {"key": "b", "moscow": "x"}, {"key": "b"}, {"key": "b"}))
    assert [line.split(":")[0] for line in told] == [
        "events.csv, строка 2",
        "events.csv, строка 3",
        "events.csv, строка 5",
    ]
    assert told[-1].endswith("key: ключ «b» уже есть в строке 4")


def test_columns_are_told_when_missing_unknown_or_twice(tmp_path):
    path = tmp_path / "events.csv"
    path.write_text(",".join((*COLUMNS[1:], "name", "colour")) + "\n", encoding="utf-8")
    assert problems(path) == [
        "events.csv, строка 1: key: столбца нет",
        "events.csv, строка 1: name: столбец повторяется",
        "events.csv, строка 1: colour: неизвестный столбец",
    ]
    path.write_text("key,name\nx,Проба\n", encoding="utf-8")
    (told,) = problems(path)
    assert told.startswith("events.csv, строка 1: country, city, industry,")
    assert told.endswith("keywords: столбца нет")
    for nothing in ("", "Название;Страна\nПроба;Китай\n", "<html>\n"):
        path.write_text(nothing, encoding="utf-8")
        (told,) = problems(path)
        assert "строка 1: здесь нужны названия столбцов: key, name," in told


def test_a_file_from_before_buttons_had_names_is_read(sheet):
    path = sheet({})
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("key,name,short,")
    lines[0] = lines[0].replace(",short", "")
    path.write_text("\n".join(line.replace("2026,,", "2026,", 1) for line in lines))
    assert read(path)[0].country == "ОАЭ"


def test_a_row_with_too_many_cells_is_told(sheet):
    path = sheet({})
    path.write_text(path.read_text(encoding="utf-8").rstrip() + ",лишнее\n", encoding="utf-8")
    assert problems(path) == ["events.csv, строка 2: значений больше, чем столбцов"]


def test_what_is_not_csv_is_told(tmp_path):
    path = tmp_path / "events.csv"
    path.write_text("x" * 200_000, encoding="utf-8")
    assert "это не CSV" in problems(path)[0]


@pytest.mark.parametrize("formula", ["=1+1", "+7", "-5", "@SUM(A1)", "'=1", "''@x"])
def test_no_cell_of_an_export_is_a_formula(sheet, formula):
    row = read(sheet({}))[0].model_copy(update={"note": formula})
    (cells,) = list(csv.DictReader(io.StringIO(write([row]))))
    assert cells["note"] == f"'{formula}"


# No file holds «�» or «???»: those are letters that some program has lost.
_TEXT = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc"], include_characters="\n\r\t", exclude_characters="\ufffd?"
    )
)
_WORDS = _TEXT.map(lambda text: text[:90])
_LIST = st.lists(
    _WORDS.map(lambda text: " ".join(INVISIBLE.sub("", text.replace("|", "")).split())).filter(bool)
)
_DAYS = st.none() | st.dates(date(1990, 1, 1), date(2100, 12, 31))


@given(
    texts=st.fixed_dictionaries(
        {
            "name": _WORDS.map(lambda text: f"x{text}"),
            "city": _WORDS,
            "note": _WORDS,
        }
    ),
    lists=st.fixed_dictionaries({"questions": _LIST.map(tuple), "keywords": _LIST.map(tuple)}),
    apply_by=_DAYS,
)
def test_whatever_is_in_the_calendar_survives_an_export_and_an_import(
    tmp_path_factory, texts, lists, apply_by
):
    row = EventRow(
        key="fair",
        country="Китай",
        category="Еда",
        format="ярмарка",
        status=Status.UNCONFIRMED,
        moscow="yes",
        source_url="https://example.org",
        apply_by=apply_by,
        **texts,
        **lists,
    )
    written = write([row])
    cells = itertools.chain.from_iterable(csv.reader(written.splitlines(keepends=True)))
    assume(not any(map(mistaken, (*written.splitlines(), *cells))))
    path = tmp_path_factory.mktemp("export") / "events.csv"
    path.write_bytes(written.encode())
    assert read(path) == (row,)


@given(st.binary())
def test_any_file_is_either_read_or_explained(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("noise") / "events.csv"
    path.write_bytes(data)
    with pytest.raises(ContentError):
        read(path)


_CELL = st.sampled_from(
    ["", "2026-12-07", "07.12.2026", "confirmed", "unconfirmed", "yes", "unknown", "fair"]
) | st.text(max_size=20)
_ROWS = st.lists(st.lists(_CELL, max_size=len(COLUMNS) + 1), max_size=5)


@given(rows=_ROWS, delimiter=st.sampled_from(",;\t"), encoding=st.sampled_from(["utf-8", "cp1251"]))
def test_any_rows_under_a_right_header_are_read_or_explained(
    tmp_path_factory, rows, delimiter, encoding
):
    path = tmp_path_factory.mktemp("rows") / "events.csv"
    with path.open("w", encoding=encoding, errors="replace", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([COLUMNS, *rows])
    with suppress(ContentError):
        read(path)


def test_the_real_dates_are_in_order_and_are_written_back_to_the_letter():
    rows = read_rows(DATES, DateRow)
    assert len(rows) >= 50
    assert write(rows, DateRow) == DATES.read_bytes().decode()


_DATE = {
    "key": "gia11/apply-2027",
    "name": "Последний день",
    "kind": "study",
    "category": "ЕГЭ",
    "audience": "школьники",
    "start": "2027-02-01",
    "status": "confirmed",
    "source_url": "https://example.org",
}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, ""),
        ({"kind": "exhibition"}, "kind: допустимо только 'study' или 'business'"),
        ({"key": "apply-2027"}, "key: нужен ключ вида ege/apply-2027"),
        ({"audience": ""}, "audience: пусто"),
        ({"start": ""}, "status: без даты начала допустимо только unconfirmed"),
        ({"end": "2027-01-01"}, "end: окончание без начала или раньше начала"),
        ({"source_url": ""}, "source_url: пусто"),
        ({"source_url": "", "status": "unconfirmed"}, ""),
    ],
)
def test_a_bad_cell_of_the_dates_is_told_by_row_and_column(tmp_path, changes, reason):
    path = tmp_path / "dates.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, DateRow.model_fields, restval="")
        writer.writeheader()
        writer.writerow(_DATE | changes)
    if not reason:
        assert len(read_rows(path, DateRow)) == 1
        return
    with pytest.raises(ContentError) as refused:
        read_rows(path, DateRow)
    assert str(refused.value.problems[0]).startswith(f"dates.csv, строка 2: {reason}")


@pytest.mark.parametrize(("written", "month"), [("", None), ("4", 4), ("4.0", 4)])
def test_the_usual_month_is_read_as_spreadsheets_write_it(sheet, written, month):
    (row,) = read(sheet({"usual_month": written}))
    assert row.usual_month == month


@pytest.mark.parametrize("written", ["0", "13", "апрель"])
def test_what_is_no_month_is_told(sheet, written):
    assert problems(sheet({"usual_month": written}))[0].startswith(
        "events.csv, строка 2: usual_month"
    )
