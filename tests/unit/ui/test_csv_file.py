import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ui.csv_file import csv_file


@pytest.mark.parametrize("cell", ["=1+1", "+7 900", "-5", "@SUM(A1)", "\t=1", " =1", "\n=1"])
def test_a_cell_that_a_spreadsheet_would_run_becomes_text(cell):
    assert f"'{cell}" in csv_file(("a",), [(cell,)]).decode("utf-8-sig")


@given(st.lists(st.tuples(st.text(alphabet="аб;\"'\n 1"), st.integers(0))))
def test_every_other_cell_comes_back_as_it_was(rows):
    text = csv_file(("a", "b"), rows).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[1:]
    assert [(words, int(number)) for words, number in read] == rows
