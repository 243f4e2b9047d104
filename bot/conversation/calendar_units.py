"""Weeks, months, seasons and parts of a year as first and last days."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

Range = tuple[date, date]


def plus_months(day: date, months: int) -> date:
    """The same day of another month, or the last one of that: 29 November and 3 is 28 February."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def unit_around(unit: str, shift: int, today: date) -> Range:
    """The week, weekend, month … that runs, or so many after it; weeks begin on Monday."""
    first = today.replace(day=1)
    match unit:
        case "day":
            day = today + timedelta(days=shift)
            return day, day
        case "week" | "weekend":
            monday = today - timedelta(days=today.weekday()) + timedelta(weeks=shift)
            return monday + timedelta(days=5 * (unit == "weekend")), monday + timedelta(days=6)
        case _:
            size = _MONTHS_IN[unit]
            since = plus_months(first, shift * size - (first.month - 1) % size)
            return since, plus_months(since, size) - timedelta(days=1)


_MONTHS_IN = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def ahead(number: int, unit: str, today: date) -> Range:
    """«в ближайшие три месяца»: from today to the same day after so many."""
    if unit in _MONTHS_IN:
        return today, plus_months(today, number * _MONTHS_IN[unit])
    return today, today + timedelta(days=number * (7 if unit == "week" else 1))


def back(number: int, unit: str, today: date) -> Range:
    """«за последние два года»: to today from the same day so many before."""
    if unit in _MONTHS_IN:
        return plus_months(today, -number * _MONTHS_IN[unit]), today
    return today - timedelta(days=number * (7 if unit == "week" else 1)), today


@dataclass(frozen=True, slots=True)
class YearPart:
    """Some days of any year: 5–20 December, a season, a half of the year; `year` when it is told.

    A part that begins in one year and ends in the next is told by the year in which it ends.
    """

    first: tuple[int, int]  # month and day
    last: tuple[int, int]  # a day too large is the last of the month
    year: int | None = None

    @property
    def crosses(self) -> bool:
        return self.last[0] < self.first[0]

    @property
    def is_month(self) -> bool:
        return self.first[0] == self.last[0]

    def of(self, year: int) -> Range:
        """The days of the part that begins in this year."""
        end = year + self.crosses
        since = date(year, self.first[0], min(self.first[1], _length(year, self.first[0])))
        return since, date(end, self.last[0], min(self.last[1], _length(end, self.last[0])))

    def told(self, year: int | None) -> "YearPart":
        return self if self.year or year is None else replace(self, year=year)


def _length(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def months(first: int, last: int) -> YearPart:
    return YearPart((first, 1), (last, 31))


def resolve(part: YearPart, today: date, *, past: bool) -> Range:
    """Choose the year that was not told: the next to come, or of what is past the last one gone."""
    if part.year is not None:
        since, until = part.of(part.year - part.crosses)
        if part.crosses and until < today and not past:
            return part.of(part.year)
        return since, until
    around = [part.of(year) for year in range(today.year - 2, today.year + 2)]
    if past:
        return max(days for days in around if days[0] <= today)
    return min(days for days in around if _counts_as_next(days, today, part))


def _counts_as_next(days: Range, today: date, part: YearPart) -> bool:
    """A month that runs is the next one to its last day; a season while a quarter of it is left."""
    since, until = days
    if since > today:
        return True
    left = (until - today).days + 1
    return left > 0 and (part.is_month or 4 * left >= (until - since).days)


def part_with(how: str, part: YearPart, today: date, *, past: bool) -> Range:
    """«этой зимой» is the one that runs or comes; «прошлой» the last one that is over."""
    if how in {"last", "before"}:
        since, until = resolve(part, today, past=True)
        return part.of(since.year - (until >= today) - (how == "before"))
    if how == "next":
        since, until = resolve(part, today, past=False)
        return part.of(since.year + 1) if since <= today else (since, until)
    running = resolve(part, today, past=True)
    return running if running[1] >= today else resolve(part, today, past=past)
