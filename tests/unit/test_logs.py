"""Log lines are for people or for machines, hide what people typed, and say a trouble once."""

import json
import logging

import pytest

from bot.background import Background
from bot.logs import LimitRepeats, set_up_logs
from bot.telegram.inbox import UpdateInbox
from bot.telegram.update_repository import UpdateRepository

ROOM = logging.getLogger("room")
pytestmark = pytest.mark.usefixtures("root_logger")


@pytest.fixture
def told(capsys):
    """What the operator has read since the last look."""
    return lambda: capsys.readouterr().err


def test_json_lines_are_for_machines(told):
    set_up_logs("info", "json")
    ROOM.info("сказано %s", 1)
    line = json.loads(told())
    assert (line["event"], line["level"], line["logger"]) == ("сказано 1", "info", "room")


def test_text_lines_are_for_people_and_below_the_level_is_silence(told):
    set_up_logs("warning", "text")
    ROOM.info("тихо")
    ROOM.warning("громко")
    assert "громко" in (text := told())
    assert "тихо" not in text


@pytest.mark.parametrize("form", ["text", "json"])
def test_what_people_typed_is_masked_and_ids_stay(told, form):
    set_up_logs("info", form)
    ROOM.warning("Person %s wrote %r", 7712345678, "звоните 8 926 123-45-67")
    try:
        int("ivan@mail.ru и карта 2200 1234 5678 9012")
    except ValueError as error:
        ROOM.exception("Failed: %s", error)
    said = told()
    assert "7712345678" in said
    assert "‹телефон›" in said
    assert "‹почта› и карта ‹карта›" in said
    for secret in ("123-45-67", "ivan@mail.ru", "1234 5678"):
        assert secret not in said.replace("7712345678", "")


def test_a_mapping_of_values_is_left_to_its_message(told):
    set_up_logs("info", "text")
    ROOM.warning("%(answers)d answers", {"answers": 3})
    assert "3 answers" in told()


def test_the_same_trouble_is_told_once_in_ten_minutes():
    now = [0.0]
    limit = LimitRepeats(lambda: now[0])

    def passes(message, error=None):
        info = (type(error), error, None) if error else None
        record = logging.LogRecord("room", logging.ERROR, "", 0, message, None, info)
        return limit.filter(record)

    assert passes("failed", OSError("disk full"))
    assert not passes("failed", OSError("disk full"))
    assert passes("failed", OSError("another"))
    now[0] = 601
    assert passes("failed", OSError("disk full"))


def test_another_trouble_in_the_same_words_is_told_too(told):
    set_up_logs("info", "text")
    for name in ("first.md", "second.md", "first.md"):
        ROOM.error("%s is broken", name)
    said = told()
    assert said.count("first.md") == 1
    assert said.count("second.md") == 1


def test_a_flood_of_ids_is_one_trouble(told):
    set_up_logs("info", "text")
    for number in range(3):
        ROOM.warning("Chat %s floods: update %s is dropped", 7, number)
    assert told().count("floods") == 1


async def test_each_line_about_an_update_carries_its_number(database, told):
    async def handle(_):
        logging.getLogger("room").warning("begun")
        raise ValueError("unreadable")

    set_up_logs("info", "json")
    lanes = Background()
    inbox = UpdateInbox(UpdateRepository(database), lanes, handle)
    await inbox.accept([{"update_id": 7}])
    await inbox.drain(5)
    await lanes.close()
    lines = [json.loads(line) for line in told().splitlines()]
    assert [(line["level"], line["update"]) for line in lines] == [("warning", 7), ("error", 7)]
