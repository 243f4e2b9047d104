import json
import logging

import pytest

from bot.logs import Once, set_up_logs


@pytest.fixture(autouse=True)
def root_logger_is_restored():
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


def told(capsys):
    return capsys.readouterr().err


def test_json_lines_are_for_machines(capsys):
    set_up_logs("info", "json")
    logging.getLogger("room").info("сказано %s", 1)
    line = json.loads(told(capsys))
    assert (line["event"], line["level"], line["logger"]) == ("сказано 1", "info", "room")


def test_text_lines_are_for_people_and_below_the_level_is_silence(capsys):
    set_up_logs("warning", "text")
    logging.getLogger("room").info("тихо")
    logging.getLogger("room").warning("громко")
    assert "громко" in (text := told(capsys))
    assert "тихо" not in text


def test_the_same_trouble_is_told_once_in_ten_minutes(capsys):
    now = [0.0]
    once = Once(lambda: now[0])

    def passes(message, error=None):
        info = (type(error), error, None) if error else None
        record = logging.LogRecord("room", logging.ERROR, "", 0, message, None, info)
        return once.filter(record)

    assert passes("failed", OSError("disk full"))
    assert not passes("failed", OSError("disk full"))
    assert passes("failed", OSError("another"))
    now[0] = 601
    assert passes("failed", OSError("disk full"))
