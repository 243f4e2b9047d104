from datetime import date

import pytest

from bot.reminders.models import remind_on

FAIR = date(2027, 3, 20)


@pytest.mark.parametrize(
    ("days", "saved_on", "expected"),
    [
        (14, date(2027, 1, 1), date(2027, 3, 6)),
        (14, date(2027, 3, 5), date(2027, 3, 6)),
        (14, date(2027, 3, 6), date(2027, 3, 7)),  # saved today: tomorrow
        (14, date(2027, 3, 15), date(2027, 3, 16)),  # late, while there is still time
        (3, date(2027, 3, 19), FAIR),
        (3, FAIR, None),
        (0, date(2027, 1, 1), None),  # never
    ],
)
def test_the_day_of_a_reminder(days, saved_on, expected):
    assert remind_on(FAIR, days, saved_on) == expected
