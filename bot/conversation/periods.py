"""Times as people say them, read to first and last days: «с марта по май», «до конца года»."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.conversation.time_words import (
    AFTER,
    DAYS,
    FROM,
    IN,
    LAST_YEAR,
    NEW,
    NUMBERS,
    OF_A_DAY,
    ORDINALS,
    PARTS,
    PLURAL,
    SEVERAL,
    SUFFIXES,
    THAT,
    THIRDS,
    UNITS,
    UP_TO,
    Range,
    YearPart,
    ahead,
    back,
    modifier_of,
    month_of,
    months,
    part_with,
    resolve,
    season_of,
    unit_around,
)
from bot.search.text import SHORT_YEAR, is_year

_NUMERIC = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})(?:\.((?:20)?\d\d))?(?![\d]|\.\d)")
_FROM_TO = re.compile(r"(?<![\d.])(\d{1,2}\.\d{1,2}) ?[-–—] ?(\d{1,2}\.\d{1,2})(?![\d.])")
_MONTH_AND_YEAR = re.compile(r"(?<![\d.])()(\d{1,2})\.(20\d\d)(?![\d]|\.\d)")
_NEAR = 3  # years
_SEASON = timedelta(days=92)
_OF_DAYS = frozenset({"числа", "и", "по", "до"})  # «в мае 27 и 28»: no year before these
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

    @property
    def has_days(self) -> bool:
        return self.since is None or self.until is None or self.since <= self.until

    @property
    def is_short(self) -> bool:
        """A season at most, with both its ends told."""
        if self.since is None or self.until is None:
            return False
        return self.until - self.since <= _SEASON


def spell_out_dates(text: str) -> str:
    """Write «15.12.2026» as «15 декабря 2026», which words can be made of."""
    if "." not in text:
        return text
    text = _FROM_TO.sub(r"с \1 по \2", text)
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
        found = self._week_from(start) or self._bounded(start) or self._inside(start)
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
        under = word == "под" and self._points.is_new_year(at + 1)
        if under or (word in UP_TO and word not in {"to", "and"}):
            return self._up_to(at, start)
        if word in FROM and (first := self._points.bound(at + 1)):
            then = at + 1 + first.length
            joined = self._points.word(then) in UP_TO or self._points.word(then) == "и"
            last = self._points.bound_after(first, then + 1) if joined else None
            if last is None:
                open_end = word in {"с", "со", "от", "from"}
                length = then - start
                return (Period(self._points.days(first)[0], None), length) if open_end else None
            since, until = self._points.days(first.in_year_of(last))[0], self._points.days(last)[1]
            if until < since:
                until = self._points.days(last, after=since)[1]
            return Period(since, until), then + 1 + last.length - start
        return None

    def _week_from(self, start: int) -> tuple[Period, int] | None:
        """«на неделе с 7 декабря»: seven days from then on."""
        at = start + (self._points.word(start) in IN)
        if UNITS.get(self._points.word(at)) != "week" or self._points.word(at + 1) not in FROM:
            return None
        first = self._points.bound(at + 2)
        if first is None:
            return None
        if self._points.word(at + 2 + first.length) in UP_TO:
            found = self._bounded(at + 1)
            return found and (found[0], found[1] + at + 1 - start)
        since, until = self._points.days(first)
        if since != until:
            return None
        return Period(since, since + timedelta(days=6)), at + 2 + first.length - start

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


@dataclass(frozen=True, slots=True)
class Point:
    """A time told by so many words: days of a known year, or a part of some year."""

    length: int
    days: Range | None = None
    part: YearPart | None = None
    past: bool = False

    def in_year_of(self, other: "Point") -> "Point":
        """«с марта по май 2027»: the year is told once, with the last."""
        if self.part is None or self.part.year or other.part is None or other.part.year is None:
            return self
        year = other.part.year - (self.part.first[0] > other.part.last[0])
        return replace(self, part=replace(self.part, year=year))

    def longer(self, by: int) -> "Point":
        return replace(self, length=self.length + by)


class PointReader:
    """Reads times that one phrase names: «следующая неделя», «15 декабря», «весна 2027»."""

    def __init__(self, text: Sequence[str], today: date, *, past: bool) -> None:
        self._text = text
        self._today = today
        self._past = past

    def word(self, at: int) -> str:
        return self._text[at] if at < len(self._text) else ""

    def is_new_year(self, at: int) -> bool:
        return self.word(at) in NEW and UNITS.get(self.word(at + 1)) == "year"

    def bound(self, at: int) -> Point | None:
        """A time that begins or ends another; a bare number is a day of the month told after it."""
        point = self.point(at)
        if point is None and self._day(at):
            for then in range(at + 1, min(at + 5, len(self._text))):
                if (month := month_of(self.word(then))) is not None:
                    year, _ = self._year(then + 1)
                    day = self._day(at)
                    suffix = self.word(at + 1) in SUFFIXES
                    return Point(1 + suffix, part=YearPart((month, day), (month, day), year))
        return point

    def bound_after(self, first: Point, at: int) -> Point | None:
        """The end of a time; «с 7 декабря по 11» tells the month with the beginning."""
        point = self.bound(at)
        if point is None and self._day(at) and first.part and first.part.is_month:
            day = (first.part.first[0], self._day(at))
            suffix = self.word(at + 1) in SUFFIXES
            return Point(1 + suffix, part=YearPart(day, day, first.part.year))
        return point

    def days(self, point: Point, after: date | None = None) -> Range:
        if point.days is not None:
            return point.days
        assert point.part is not None  # noqa: S101 - a point has one of both
        return resolve(point.part, after or self._today, past=self._past and after is None)

    def point(self, at: int) -> Point | None:
        return next(filter(None, (read(at) for read in self._readings())), None)

    def _readings(self) -> Iterator[Callable[[int], Point | None]]:
        yield from (self._one_day, self._counted, self._modified, self._ordinal, self._third)
        yield self._first_months
        yield from (self._dates, self._month_names, self._season, self._whole_year)

    def _day(self, at: int) -> int:
        word = self.word(at)
        return int(word) if word.isdecimal() and len(word) < 3 and 1 <= int(word) <= 31 else 0  # noqa: PLR2004

    def _year(self, at: int) -> tuple[int | None, int]:
        """The year told from `at` on: «2027», «в 2027 году», «следующего года», and how long."""
        start = at
        at += self.word(at) in {"в", "за", "of", "in"}
        word, after = self.word(at), UNITS.get(self.word(at + 1)) == "year"
        if is_year(word) and int(word) <= LAST_YEAR:
            return int(word), at + 1 + after - start
        if spoken := self._spoken_year(at):
            return 2000 + int(word), at + spoken - start
        shift = {"this": 0, "next": 1, "last": -1, "before": -2}.get(modifier_of(word))
        if after and word in NEW:
            shift = 1
        if after and shift is not None:
            return self._today.year + shift, at + 2 - start
        bare = at == start and word in {"года", "г"}
        return None, int(bare)

    def _spoken_year(self, at: int) -> int:
        """How many words tell «летом 27-го», «в 27-м», «осенью 27»; 0 of a day: «в мае 20-го»."""
        word, suffix = self.word(at), self.word(at + 1)
        before = self.word(at - 1) if at else ""
        of_part = UNITS.get(before) in {"quarter", "half"}
        of_time = month_of(before) or season_of(before) or of_part
        year = UNITS.get(self.word(at + 2)) == "year"
        if month_of(before) and not year and not self._is_near_year(at):
            return 0
        if not SHORT_YEAR.fullmatch(word):
            return 0
        if suffix in (SUFFIXES if of_time or year else {"м", "ом"}):
            return 2 + year
        return int(bool(of_time) and suffix not in _OF_DAYS)

    def _is_near_year(self, at: int) -> bool:
        """«В мае 27-го» tells a year to come sooner than a day, «27-го числа» never."""
        word, this_year = self.word(at), self._today.year % 100
        near = word.isdecimal() and this_year <= int(word) <= this_year + _NEAR
        return near and self.word(at + 2) != "числа"

    def _one_day(self, at: int) -> Point | None:
        """«завтра», «на днях»."""
        if self.word(at) == "днях":
            return Point(1, days=ahead(1, "week", self._today))
        if self.word(at).startswith("прошлогодн"):
            return Point(1, days=unit_around("year", -1, self._today), past=True)
        shift = DAYS.get(self.word(at))
        if shift is None:
            return None
        day = self._today + timedelta(days=shift)
        return Point(1, days=(day, day), past=shift < 0)

    def _counted(self, at: int) -> Point | None:
        """«через месяц», «два года назад», «на полгода вперёд», «в течение двух недель»."""
        after = self.word(at) == "через"
        number, unit, length = self._amount(at + after)
        if not unit:
            return None
        follows = self.word(at + after + length)
        if after:
            return Point(1 + length, days=unit_around(unit, number, self._today))
        if follows == "назад":
            return Point(length + 1, days=unit_around(unit, -number, self._today), past=True)
        if follows in {"вперед", "наперед"} or self.word(at - 1) == "течение":
            extra = follows in {"вперед", "наперед"}
            return Point(length + extra, days=ahead(number, unit, self._today))
        return None

    def _amount(self, at: int) -> tuple[int, str, int]:
        """A number of units from `at` on, 1 where none is told, and its length in words."""
        word = self.word(at)
        if word == "полтора" and UNITS.get(self.word(at + 1)) == "month":
            return 45, "day", 2
        number = NUMBERS.get(word) or self._day(at)
        unit = UNITS.get(self.word(at + bool(number)), "")
        return number or 1, unit, bool(number) + 1

    def _modified(self, at: int) -> Point | None:
        """«на следующей неделе», «в ближайшие три месяца», «прошлой осенью», «в этом году»."""
        word = self.word(at)
        how = "last" if self._past and word in THAT else modifier_of(word)
        if self.is_new_year(at):
            how = "next"
        if not how:
            return None
        number, unit, length = self._amount(at + 1)
        if unit:
            return self._unit_with(how, number, unit, at, length)
        part, length = self._part_of_year(at + 1)
        if part is None or how in {"ahead", "back"}:
            return Point(1 + length, part=part, past=how == "back") if part else None
        return Point(
            1 + length,
            days=part_with(how, part, self._today, past=self._past),
            past=how in {"last", "before"},
        )

    def _unit_with(self, how: str, number: int, unit: str, at: int, length: int) -> Point:
        if how in {"ahead", "back"}:
            if number == 1 and self.word(at + length) in PLURAL:
                number = SEVERAL.get(unit, 1)
            if unit == "weekend":
                return Point(1 + length, days=unit_around(unit, 1, self._today))
            count = ahead if how == "ahead" else back
            return Point(1 + length, days=count(number, unit, self._today), past=how == "back")
        shift = {"this": 0, "next": 1, "last": -1, "before": -2}[how]
        days = unit_around(unit, shift, self._today)
        if how == "next" and number > 1:
            days = days[0], unit_around(unit, number, self._today)[1]
        if how == "last" and number > 1:
            days = unit_around(unit, -number, self._today)[0], days[1]
        return Point(1 + length, days=days, past=shift < 0)

    def _part_of_year(self, at: int) -> tuple[YearPart | None, int]:
        month, season = month_of(self.word(at)), season_of(self.word(at))
        if month is not None:
            return months(month, month), 1
        return (months(*season), 1) if season else (None, 0)

    def _ordinal(self, at: int) -> Point | None:
        """«в первом полугодии 2027», «2-й квартал», «во второй половине декабря»."""
        number = ORDINALS.get(self.word(at)) or self._day(at)
        then = at + 1 + (self.word(at + 1) in SUFFIXES)
        noun = self.word(then)
        unit = "half" if noun in {"половине", "половина"} else UNITS.get(noun, noun)
        if unit == "half" and number in (1, 2):
            month = month_of(self.word(then + 1))
            if month is not None:
                year, length = self._year(then + 2)
                days = (1, 15) if number == 1 else (16, 31)
                part = YearPart((month, days[0]), (month, days[1]), year)
                return Point(then + 2 + length - at, part=part)
            part = months(6 * number - 5, 6 * number)
        elif noun.startswith("декад") and 1 <= number <= 3 and month_of(self.word(then + 1)):  # noqa: PLR2004
            return self._third_of_month(number - 1, then + 1, at)
        elif unit == "quarter" and 1 <= number <= 4:  # noqa: PLR2004
            part = months(3 * number - 2, 3 * number)
        else:
            return None
        year, length = self._year(then + 1)
        return Point(then + 1 + length - at, part=part.told(year))

    def _third(self, at: int) -> Point | None:
        """«в начале января», «в середине весны», «в конце года»."""
        third = next((n for root, n in PARTS if self.word(at).startswith(root)), None)
        if third is None:
            return None
        month, season = month_of(self.word(at + 1)), season_of(self.word(at + 1))
        year, length = self._year(at + 2)
        if month is not None:
            return self._third_of_month(third, at + 1, at)
        if season:
            month = (season[0] + third - 1) % 12 + 1
            return Point(2 + length, part=months(month, month).told(year))
        year, length = self._year(at + 1)
        if not length:
            return None
        part = (months(1, 3), months(5, 8), months(12, 12))[third]
        return Point(1 + length, part=part.told(year))

    def _first_months(self, at: int) -> Point | None:
        """«в первые два месяца 2027»."""
        if self.word(at) not in {"первые", "первых"}:
            return None
        number, unit, length = self._amount(at + 1)
        year, more = self._year(at + 1 + length)
        if unit != "month" or year is None or number > 12:  # noqa: PLR2004
            return None
        return Point(1 + length + more, part=months(1, number).told(year))

    def _third_of_month(self, third: int, at: int, start: int) -> Point:
        month = month_of(self.word(at)) or 1
        year, length = self._year(at + 1)
        first, last = THIRDS[third]
        part = YearPart((month, first), (month, last), year)
        return Point(at + 1 + length - start, part=part)

    def _dates(self, at: int) -> Point | None:
        """«7 декабря», «10–15 декабря 2026», «с 15 по 20 декабря» is told by its bounds."""
        first, then = self._day(at), at + 1 + (self.word(at + 1) in SUFFIXES)
        last = self._day(then) or first
        then += bool(self._day(then)) + (self.word(then + 1) in SUFFIXES)
        month = month_of(self.word(then))
        if not first or month is None:
            return None
        year, length = self._year(then + 1)
        part = YearPart((month, first), (month, last), year)
        return Point(then + 1 + length - at, part=part)

    def _month_names(self, at: int) -> Point | None:
        """«в декабре», «март – май 2027», «в январе и феврале», «в мае 20-го»."""
        first = month_of(self.word(at))
        if first is None:
            return None
        day = self._day(at + 1) if self.word(at + 2) in OF_A_DAY else 0
        if day and not self._spoken_year(at + 1):
            return Point(3, part=YearPart((first, day), (first, day)))
        year, length = self._year(at + 1)
        then = at + 1 + length
        joined = then + (self.word(then) in {"и", "или", "and"})
        last = month_of(self.word(joined))
        if last is None:
            return Point(then - at, part=months(first, first).told(year))
        ends, length = self._year(joined + 1)
        part = months(first, last)
        year = ends or (year and year + part.crosses)
        return Point(joined + 1 + length - at, part=part.told(year))

    def _season(self, at: int) -> Point | None:
        """«весной 2027», «зимой 2026–2027»."""
        season = season_of(self.word(at))
        if not season:
            return None
        if joined := self._next_season(at + 1, season):
            at, season = at + joined, (season[0], (season[1] + 3 - 1) % 12 + 1)
        year, length = self._year(at + 1)
        again, more = self._year(at + 1 + length) if year else (None, 0)
        part = months(*season).told(again or year)
        return Point((joined or 0) + 1 + length + (more if again else 0), part=part)

    def _next_season(self, at: int, season: tuple[int, int]) -> int:
        """How many words add the season after this one: «весна-лето», «весной и летом»."""
        then = at + (self.word(at) in {"и", "или", "and"})
        follows = season_of(self.word(then))
        return then + 1 - at if follows and follows[0] == season[1] % 12 + 1 else 0

    def _whole_year(self, at: int) -> Point | None:
        """«в 2027 году», «за 2024 и 2025»; a bare number must be a year to be one."""
        if self.word(at) in {"в", "за", "of", "in"}:
            return None
        named = UNITS.get(self.word(at)) == "year" and is_year(self.word(at + 1))
        first, length = self._year(at + named)
        length += named
        if first is None:
            return None
        joined = at + length + (self.word(at + length) in {"и", "по", "или"})
        last, more = self._year(joined) if is_year(self.word(joined)) else (None, 0)
        last = last if last and last > first else None
        if last is None and (inside := self._inside_year(at + length, first)):
            return inside.longer(length)
        length = joined + more - at if last else length
        return Point(length, days=(date(first, 1, 1), date(last or first, 12, 31)))

    def _inside_year(self, at: int, year: int) -> Point | None:
        """«в 2027 году весной»."""
        then = at + (self.word(at) in IN)
        found = self._ordinal(then) or self._month_names(then) or self._season(then)
        if found is None or found.part is None or found.part.year:
            return None
        return replace(found, part=found.part.told(year)).longer(then - at)

    def unit_alone(self, at: int) -> Point | None:
        """«до конца недели»: the one that runs."""
        word = self.word(at)
        unit = UNITS.get(word)
        if unit is None:
            return None
        return Point(1, days=unit_around(unit, 0, self._today))
