from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.broadcast.models import LinkButton
from bot.broadcast.typed import link, moment

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=MOSCOW)


@pytest.mark.parametrize(
    ("text", "label", "url"),
    [
        ("Сайт https://example.ru", "Сайт", "https://example.ru"),
        (
            "Программа выставки — http://example.ru/a?b=c",
            "Программа выставки",
            "http://example.ru/a?b=c",
        ),
        ("Как   подать:\nhttps://example.ru/", "Как подать", "https://example.ru/"),
        (" Сайт - https://пример.рф/путь ", "Сайт", "https://пример.рф/путь"),
    ],
)
def test_a_label_and_an_address_make_a_button(text, label, url):
    assert link(text) == LinkButton(label, url)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Сайт",
        "https://example.ru",
        "Сайт example.ru",
        "Сайт https://",
        "x" * 41 + " https://a.ru",
    ],
)
def test_what_is_no_label_with_an_address_is_refused(text):
    assert link(text) is None


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("25.11 10:00", (2026, 11, 25, 10, 0)),
        ("23.11 12:01", (2026, 11, 23, 12, 1)),
        ("1.2 9:05", (2027, 2, 1, 9, 5)),
        ("25.11.2027 в 10:00", (2027, 11, 25, 10, 0)),
        (" 25.11, 10.30 ", (2026, 11, 25, 10, 30)),
    ],
)
def test_a_day_and_an_hour_make_a_moment(text, at):
    assert moment(text, NOW) == datetime(*at, tzinfo=MOSCOW)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "завтра",
        "25.11",
        "22.11 10:00",
        "23.11 12:00",
        "31.02 10:00",
        "25.11 25:00",
        "1.1.2020 9:00",
    ],
)
def test_what_is_no_moment_ahead_is_refused(text):
    assert moment(text, NOW) is None
