"""When an event is, as far as anybody has said."""

import re
from datetime import date, timedelta

FIRST_YEAR = 2000
UNKNOWN_END = timedelta(days=20)  # the longest fair in the calendar, in Canton, takes 21
_WRITTEN = re.compile(r"(?<!\d)(\d{1,2})\.(\d{1,2})\.(20\d\d)(?!\d)")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


def first_day(starts: date | None, *told: str) -> date | None:
    """The start; without one, the first day of the year that the first text with a year names."""
    year = _year(told)
    return starts or (date(year, 1, 1) if year else None)


def last_day(starts: date | None, ends: date | None, *told: str) -> date | None:
    """The end, or a guess from the start, or the last day of the year; None if all are unknown."""
    if starts is not None:
        return ends or starts + UNKNOWN_END
    year = _year(told)
    return date(year, 12, 31) if year else None


def written_days(text: str) -> tuple[date, date] | None:
    """The first and the last day of «14.12.2026 – 18.12.2026» or «14.12.2026»; None otherwise."""
    try:
        days = [
            date(int(year), int(month), int(day)) for day, month, year in _WRITTEN.findall(text)
        ]
    except ValueError:
        return None
    return (days[0], days[-1]) if len(days) in (1, 2) and days[0] <= days[-1] else None


def _year(told: tuple[str, ...]) -> int | None:
    found = next((years for text in told if (years := _YEAR.findall(text))), None)
    return int(found[-1]) if found else None
