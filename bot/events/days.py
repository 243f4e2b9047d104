"""When an event is, as far as anybody has said."""

import re
from datetime import date, timedelta

FIRST_YEAR = 2000
UNKNOWN_END = timedelta(days=20)  # the longest fair in the calendar, in Canton, takes 21
_MONTHS = ("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_DAY = r"(\d{1,2})(?:\.(\d{1,2})| +([а-я]+))?(?:[. ]+(20\d\d))?"
_WRITTEN = re.compile(rf"{_DAY}(?: *[-–—] *{_DAY})? *(?:г\.?|года)?", re.IGNORECASE)
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
    """Read one day or two: «14.12.2026 – 18.12.2026», «14–18 декабря 2026»; None otherwise.

    What both share, the month or the year, may be said once, with the last.
    """
    found = _WRITTEN.fullmatch(" ".join(text.split()))
    if found is None:
        return None
    first, last = found.groups()[:4], found.groups()[4:]
    last = last if last[0] else first
    try:
        ends = _day(last, last)
        starts = _day(first, last)
    except ValueError:
        return None
    return (starts, ends) if starts <= ends else None


def _day(said: tuple[str | None, ...], last: tuple[str | None, ...]) -> date:
    """What is not said of a day is what is said of the last one."""
    day, number, word, year = said
    if not (number or word):
        _, number, word, _ = last
    month = number or str(_MONTHS.index((word or "").lower()[:3]) + 1)
    return date(int(year or last[3] or 0), int(month), int(day or 0))


def _year(told: tuple[str, ...]) -> int | None:
    found = next((years for text in told if (years := _YEAR.findall(text))), None)
    return int(found[-1]) if found else None
