from bot.knowledge.buttons import OpenHome
from bot.ui.screen import in_columns

SHORT, HALF, WIDE = "ОАЭ (1)", "с" * 15, "Саудовская Аравия (0)"


def labels(*shown: str) -> list[list[str]]:
    rows = in_columns((label, OpenHome()) for label in shown)
    return [[button[0] for button in row] for row in rows]


def test_choices_stand_two_a_row_in_their_order():
    assert labels(SHORT, HALF, SHORT) == [[SHORT, HALF], [SHORT]]


def test_a_choice_that_half_a_row_would_cut_has_a_row_of_its_own():
    assert labels(SHORT, WIDE, SHORT, SHORT) == [[SHORT], [WIDE], [SHORT, SHORT]]


def test_without_choices_there_are_no_rows():
    assert labels() == []
