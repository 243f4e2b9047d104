import logging

import pytest

from bot.logs import set_up_logs


@pytest.fixture(autouse=True)
def root_logger():
    """The root logger is afterwards as it was before."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.parametrize("form", ["text", "json"])
def test_what_people_typed_is_masked_and_ids_stay(capsys, form):
    set_up_logs("info", form)
    log = logging.getLogger("room")
    log.warning("Person %s wrote %r", 7712345678, "звоните 8 926 123-45-67")
    try:
        int("ivan@mail.ru и карта 2200 1234 5678 9012")
    except ValueError as error:
        log.exception("Failed: %s", error)  # noqa: TRY401 - the words of the error are the point
    said = capsys.readouterr().err
    assert "7712345678" in said
    assert "‹телефон›" in said
    assert "‹почта› и карта ‹карта›" in said
    for secret in ("123-45-67", "ivan@mail.ru", "5678"):
        assert secret not in said.replace("7712345678", "")


def test_a_mapping_of_values_is_left_to_its_message(capsys):
    set_up_logs("info", "text")
    logging.getLogger("room").warning("%(answers)d answers", {"answers": 3})
    assert "3 answers" in capsys.readouterr().err
