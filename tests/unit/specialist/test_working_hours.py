from datetime import datetime

import pytest

from bot.specialist.models import WorkingHours

MONDAY = datetime(2026, 11, 23)  # noqa: DTZ001 - working hours have no zone of their own


@pytest.mark.parametrize(
    ("words", "day", "hour", "expected"),
    [
        ("пн–пт 9:00–18:00", 0, 9, True),
        ("пн–пт 9:00–18:00", 0, 18, False),
        ("пн–пт 9:00–18:00", 5, 12, False),
        ("пн-чт 9:00-18:00, пт 9:00-16:45", 4, 16, True),
        ("пн-чт 9:00-18:00, пт 9:00-16:45", 4, 17, False),
        ("сб–пн 0:00–24:00", 6, 23, True),
        ("", 6, 3, True),
    ],
)
def test_working_hours_hold_on_their_days(words, day, hour, expected):
    moment = MONDAY.replace(day=MONDAY.day + day, hour=hour)
    assert WorkingHours.parse(words).is_open_at(moment) is expected


@pytest.mark.parametrize("words", ["круглосуточно", "пн 9–18", "пн 9:00–25:00"])
def test_other_forms_are_refused(words):
    with pytest.raises(ValueError, match=r".+"):
        WorkingHours.parse(words)
