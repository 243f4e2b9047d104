"""Times as people say them, read to first and last days: «с марта по май», «до конца года»."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.conversation.time_points import PointReader
from bot.conversation.time_words import AFTER, FROM, IN, UP_TO

_NUMERIC = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})(?:\.((?:20)?\d\d))?(?![\d]|\.\d)")
_MONTH_AND_YEAR = re.compile(r"(?<![\d.])()(\d{1,2})\.(20\d\d)(?![\d]|\.\d)")
_NAMES = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `since` to `until`, None where open; `past` when the words themselves say so."""

    since: date | None
    until: date | None
    past: bool = False


def spell_out_dates(text: str) -> str:
    """Write «15.12.2026» as «15 декабря 2026», which words can be made of."""
    if "." not in text:
        return text
    return _NUMERIC.sub(_named, _MONTH_AND_YEAR.sub(_named, text))


def _named(said: re.Match[str]) -> str:
    day, month, year = said.groups(default="")
    if not 1 <= int(month) <= len(_NAMES) or (day and not 1 <= int(day) <= 31):  # noqa: PLR2004
        return said[0]
    year = f"20{year}" if len(year) == 2 else year  # noqa: PLR2004
    return f"{day} {_NAMES[int(month) - 1]} {year} "


class PeriodReader:
    """Reads times among the words of one message.

    `past` tells whether the message asks for what is over: then «в мае» is the last May gone.
    """

    def __init__(self, text: Sequence[str], today: date, *, past: bool) -> None:
        self._points = PointReader(text, today, past=past)
        self._today = today
        self._past = past

    def at(self, start: int) -> tuple[Period, int] | None:
        """Return the time that the words from `start` on tell, and how many of them tell it."""
        found = self._bounded(start) or self._inside(start)
        if found is None:
            return None
        period, length = found
        since, until = period.since, period.until
        past = self._past or period.past or bool(until and until < self._today)
        if past and (until is None or until > self._today):
            until = self._today
        if not past and since is not None:
            since = max(since, self._today)
        return Period(since, until, past), length

    def _bounded(self, start: int) -> tuple[Period, int] | None:
        """«с марта по май», «до конца года», «после 10 декабря», «начиная с января»."""
        at = start + (self._points.word(start) == "начиная")
        word = self._points.word(at)
        if word in AFTER and self._points.is_new_year(at + 1):
            return Period(date(self._today.year + 1, 1, 1), None), at + 3 - start
        if word in AFTER and (point := self._points.bound(at + 1)):
            _, until = self._points.days(point)
            return Period(until + timedelta(days=1), None), point.length + at + 1 - start
        if word in UP_TO and word not in {"to", "and"}:
            return self._up_to(at, start)
        if word in FROM and (first := self._points.bound(at + 1)):
            then = at + 1 + first.length
            joined = self._points.word(then) in UP_TO or self._points.word(then) == "и"
            last = self._points.bound(then + 1) if joined else None
            if last is None:
                open_end = word in {"с", "со", "от", "from"}
                length = then - start
                return (Period(self._points.days(first)[0], None), length) if open_end else None
            since, until = self._points.days(first.in_year_of(last))[0], self._points.days(last)[1]
            if until < since:
                until = self._points.days(last, after=since)[1]
            return Period(since, until), then + 1 + last.length - start
        return None

    def _up_to(self, at: int, start: int) -> tuple[Period, int] | None:
        """«до марта» ends before it, «по март» and «до конца марта» with it, «до 5 марта» too."""
        if self._points.is_new_year(at + 1):
            return Period(None, date(self._today.year, 12, 31)), at + 3 - start
        whole = self._points.word(at + 1) in {"конца", "конец"}
        point = self._points.bound(at + 1 + whole) or (
            self._points.unit_alone(at + 2) if whole else None
        )
        if point is None:
            return None
        since, until = self._points.days(point)
        if self._points.word(at) != "по" and not whole and since != until:
            until = since - timedelta(days=1)
        return Period(None, until), at + 1 + whole + point.length - start

    def _inside(self, start: int) -> tuple[Period, int] | None:
        at = start
        while self._points.word(at) in IN and at - start < 2:  # noqa: PLR2004 - «в течение»
            at += 1
        point = self._points.point(at)
        if point is None:
            return None
        since, until = self._points.days(point)
        return Period(since, until, point.past), at + point.length - start
