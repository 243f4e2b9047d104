"""Days from and until: as the one number that a button carries, and in words."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

_MONTHS = (
    *("январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь"),
    *("октябрь", "ноябрь", "декабрь"),
)
_OF_MONTHS = (
    *("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября"),
    *("октября", "ноября", "декабря"),
)
_LENGTHS = 1 << 16  # more days than any period has; a smaller number is a year, a month or days
_FIRST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class DaySpan:
    """Both days belong to it; without `until` it has no end."""

    since: date
    until: date | None = None

    @property
    def number(self) -> int:
        length = (self.until - self.since).days + 1 if self.until else 0
        return self.since.toordinal() * _LENGTHS + length

    @classmethod
    def of(cls, number: int) -> Self | None:
        """The span that a button carries; None for another kind of period."""
        ordinal, length = divmod(number, _LENGTHS)
        if not _FIRST.toordinal() <= ordinal <= date.max.toordinal() - _LENGTHS:
            return None
        since = date.fromordinal(ordinal)
        return cls(since, since + timedelta(days=length - 1) if length else None)

    @classmethod
    def between(cls, since: date | None, until: date | None, today: date) -> Self | None:
        """None when neither day is known. Without `since`, from today or from long ago."""
        if since is None and until is None:
            return None
        first = since or (today if until and until >= today else _FIRST)
        return cls(first, until)

    def touches(self, first: date, last: date) -> bool:
        return last >= self.since and (self.until is None or first <= self.until)


def last_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def in_words(since: date | None, until: date | None, today: date, *, past: bool = False) -> str:
    """«Декабрь», «7–11 марта 2027»; the year of `today` is not said; empty for any time."""
    if past and until == today and since is not None:
        until = _natural_end(since, today)
    if since is None or until is None:
        first = f"с {_day(since, today)}" if since and since != today else ""
        last = f"до {_day(until, today)}" if until and not past else ""
        return first or last
    if not past and since == today and until != today:
        whole = until == last_of_month(today.year, today.month)
        return _month(until, today) if whole else f"до {_day(until, today)}"
    return _whole(since, until, today) or _days(since, until, today)


def _natural_end(since: date, today: date) -> date:
    """«2026 год» that is not over yet is still said so."""
    return date(today.year, 12, 31) if since == date(today.year, 1, 1) else today


def _whole(since: date, until: date, today: date) -> str:
    """Name whole months, half-years and years; empty for other days."""
    if since.day != 1 or until != last_of_month(until.year, until.month):
        return ""
    size = 12 * (until.year - since.year) + until.month - since.month + 1
    if size == 1:
        return _month(since, today)
    if since.month == 1 and until.month == 12:  # noqa: PLR2004
        return f"{since.year} год" if size == 12 else f"{since.year}–{until.year} годы"  # noqa: PLR2004
    if size == 6 and since.month in (1, 7):  # noqa: PLR2004
        return f"{'первое' if since.month == 1 else 'второе'} полугодие {since.year}"
    first = _MONTHS[since.month - 1] + (f" {since.year}" if since.year != until.year else "")
    return f"{first} – {_MONTHS[until.month - 1]} {until.year}"


def _days(since: date, until: date, today: date) -> str:
    if since == until:
        return _day(since, today)
    if (since.year, since.month) == (until.year, until.month):
        return f"{since.day}–{_day(until, today)}"
    return f"{_day(since, until if since.year == until.year else today)} – {_day(until, today)}"


def _month(day: date, today: date) -> str:
    return _MONTHS[day.month - 1] + _year(day, today)


def _day(day: date, today: date) -> str:
    return f"{day.day} {_OF_MONTHS[day.month - 1]}{_year(day, today)}"


def _year(day: date, today: date) -> str:
    return "" if day.year == today.year else f" {day.year}"
