import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ui.csv_file import CsvParts, csv_file


@pytest.mark.parametrize("cell", ["=1+1", "+7 900", "-5", "@SUM(A1)", "\t=1", " =1", "\n=1"])
def test_a_cell_that_a_spreadsheet_would_run_becomes_text(cell):
    assert f"'{cell}" in csv_file(("a",), [(cell,)]).decode("utf-8-sig")


@given(st.lists(st.tuples(st.text(alphabet="аб;\"'\n 1"), st.integers(0))))
def test_every_other_cell_comes_back_as_it_was(rows):
    text = csv_file(("a", "b"), rows).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[1:]
    assert [(words, int(number)) for words, number in read] == rows


def test_a_file_that_telegram_would_not_take_comes_in_parts(tmp_path, monkeypatch):
    monkeypatch.setattr("bot.ui.csv_file._MOST_BYTES", 100)
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
