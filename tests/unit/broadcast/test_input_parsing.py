from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.broadcast.input_parsing import link, moment
from bot.broadcast.models import BroadcastButton

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
        ("Сайт https://a.example.ru:8443?q=1", "Сайт", "https://a.example.ru:8443?q=1"),
    ],
)
def test_a_label_and_an_address_make_a_button(text, label, url):
    assert link(text) == BroadcastButton(label, url)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Сайт",
        "https://example.ru",
        "Сайт example.ru",
        "Сайт https://",
        "Сайт https://www..example.ru/",
        "Сайт https://example.ru.:443",
        "Сайт https://example.ru:порт/",
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
        ("25.11 в 10", (2026, 11, 25, 10, 0)),
        ("завтра в 10", (2026, 11, 24, 10, 0)),
        ("Завтра 10:00", (2026, 11, 24, 10, 0)),
        ("сегодня в 18:30", (2026, 11, 23, 18, 30)),
        ("послезавтра, в 9", (2026, 11, 25, 9, 0)),
        ("26 ноября в 10:00", (2026, 11, 26, 10, 0)),
        ("26 ноября 2027 года, 10:00", (2027, 11, 26, 10, 0)),
        ("9 мая в 10", (2027, 5, 9, 10, 0)),
        ("1.12.26 10-00", (2026, 12, 1, 10, 0)),
        ("10:00", (2026, 11, 24, 10, 0)),
        ("12:30", (2026, 11, 23, 12, 30)),
        ("в 18", (2026, 11, 23, 18, 0)),
        ("10.00", (2026, 11, 24, 10, 0)),
        ("15 часов", (2026, 11, 23, 15, 0)),
        ("в 6 вечера", (2026, 11, 23, 18, 0)),
        ("завтра в 12 ночи", (2026, 11, 24, 0, 0)),
        ("через час", (2026, 11, 23, 13, 0)),
        ("Через полчаса.", (2026, 11, 23, 12, 30)),
        ("через полтора часа", (2026, 11, 23, 13, 30)),
        ("через 20 минут", (2026, 11, 23, 12, 20)),
        ("через 2 часа", (2026, 11, 23, 14, 0)),
        ("через три дня в 10", (2026, 11, 26, 10, 0)),
        ("через неделю", (2026, 11, 30, 12, 0)),
        ("через две недели, 9:30", (2026, 12, 7, 9, 30)),
        ("через месяц в 10:00", (2026, 12, 23, 10, 0)),
        ("в пятницу в 10", (2026, 11, 27, 10, 0)),
        ("пт 10:00", (2026, 11, 27, 10, 0)),
        ("во вторник, 9:15", (2026, 11, 24, 9, 15)),
        ("в понедельник в 10", (2026, 11, 30, 10, 0)),
        ("в понедельник в 15", (2026, 11, 23, 15, 0)),
        ("в следующую среду в 10", (2026, 12, 2, 10, 0)),
        ("в ближайшее воскресенье 11:00", (2026, 11, 29, 11, 0)),
    ],
)
def test_a_day_and_an_hour_make_a_moment(text, at):
    assert moment(text, NOW) == datetime(*at, tzinfo=MOSCOW)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "завтра",
        "завтра в 25",
        "25.11",
        "31.02 10:00",
        "25.11 25:00",
        "25 ноль в 10:00",
        "32.11.2027 10:00",
        "10",
        "10.12",
        "через",
        "через много часов",
        "через год",
        "в среднем в 10",
        "на той пятнице в очень 10",
        "29.02.2027 10:00",
    ],
)
def test_what_is_no_moment_is_refused(text):
    assert moment(text, NOW) is None


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("22.11 10:00", (2026, 11, 22, 10, 0)),
        ("23.11 12:00", (2026, 11, 23, 12, 0)),
        ("25.06 10:00", (2026, 6, 25, 10, 0)),
        ("сегодня в 9", (2026, 11, 23, 9, 0)),
        ("вчера в 9", (2026, 11, 22, 9, 0)),
        ("1.1.2020 9:00", (2020, 1, 1, 9, 0)),
    ],
)
def test_a_moment_that_is_past_is_understood_as_past(text, at):
    assert moment(text, NOW) == datetime(*at, tzinfo=MOSCOW)


def test_a_day_of_last_year_is_past_in_january():
    january = datetime(2027, 1, 5, 12, 0, tzinfo=MOSCOW)
    assert moment("30.12 10:00", january) == datetime(2026, 12, 30, 10, 0, tzinfo=MOSCOW)
