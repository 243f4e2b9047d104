import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.ui.tables import CsvParts, XlsxParts, csv_file


@pytest.mark.parametrize("cell", ["=1+1", "+7 900", "-5", "@SUM(A1)", "\t=1", " =1", "\n=1"])
def test_a_cell_that_a_spreadsheet_would_run_becomes_text(cell):
    assert f"'{cell}" in csv_file(("a",), [(cell,)]).decode("utf-8-sig")


@given(st.lists(st.tuples(st.text(alphabet="аб;\"'\n 1"), st.integers(0))))
def test_every_other_cell_comes_back_as_it_was(rows):
    text = csv_file(("a", "b"), rows).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[1:]
    assert [(words, int(number)) for words, number in read] == rows


def test_a_file_that_telegram_would_not_take_comes_in_parts(tmp_path, monkeypatch):
    monkeypatch.setattr("bot.ui.tables._MOST_BYTES", 100)
    parts = CsvParts(tmp_path, "people", ("id", "name"))
    for number in range(0, 40, 4):
        parts.add([(id_, "Ирина") for id_ in range(number, number + 4)])
    assert [path.name for path in parts.paths[:2]] == ["people.csv", "people-2.csv"]
    read = []
    for path in parts.paths:
        assert path.stat().st_size <= 150  # one page may come on top
        head, *rows = csv.reader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";")
        assert head == ["id", "name"]
        read += rows
    assert read == [[str(number), "Ирина"] for number in range(40)]


def read_xlsx(path):
    """Rows of cells, formulas as formulas."""
    return [list(row) for row in load_workbook(path).active.iter_rows(values_only=True)]


def test_excel_gets_numbers_and_moments_as_what_they_are_and_runs_nothing(tmp_path):
    parts = XlsxParts(tmp_path, "people", ("id", "when", "words"))
    at = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
    parts.add([(7, at, "=1+1"), (8, "", "две\nстроки \x01\u200bтут"), (9, at, "#REF!")])
    parts.close()
    assert [path.name for path in parts.paths] == ["people.xlsx"]
    assert read_xlsx(parts.paths[0]) == [
        ["id", "when", "words"],
        [7, at.replace(tzinfo=None), "=1+1"],
        [8, None, "две\nстроки тут"],
        [9, at.replace(tzinfo=None), "#REF!"],
    ]
    sheet = load_workbook(parts.paths[0]).active
    assert (sheet["C2"].data_type, sheet["C4"].data_type) == ("s", "s")
    assert sheet.freeze_panes == "A2"


def test_an_xlsx_file_with_too_many_rows_comes_in_parts(tmp_path, monkeypatch):
    monkeypatch.setattr("bot.ui.tables._MOST_ROWS", 10)
    parts = XlsxParts(tmp_path, "people", ("id",))
    for number in range(25):
        parts.add([(number,)])
    parts.close()
    assert [path.name for path in parts.paths] == ["people.xlsx", "people-2.xlsx", "people-3.xlsx"]
    read = [read_xlsx(path) for path in parts.paths]
    assert all(rows[0] == ["id"] for rows in read)
    assert [number for rows in read for (number,) in rows[1:]] == list(range(25))
