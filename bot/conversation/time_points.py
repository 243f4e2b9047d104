"""Times that one phrase names, as days or as a part of some year."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.conversation.calendar_units import (
    Range,
    YearPart,
    ahead,
    back,
    months,
    part_with,
    resolve,
    unit_around,
)
from bot.conversation.time_words import (
    DAYS,
    IN,
    LAST_YEAR,
    NEW,
    NUMBERS,
    ORDINALS,
    PARTS,
    PLURAL,
    SEVERAL,
    SUFFIXES,
    THIRDS,
    UNITS,
    modifier_of,
    month_of,
    season_of,
)
from bot.search.text import is_year


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

    def days(self, point: Point, after: date | None = None) -> Range:
        if point.days is not None:
            return point.days
        assert point.part is not None  # noqa: S101 - a point has one of both
        return resolve(point.part, after or self._today, past=self._past and after is None)

    def point(self, at: int) -> Point | None:
        return next(filter(None, (read(at) for read in self._readings())), None)

    def _readings(self) -> Iterator[Callable[[int], Point | None]]:
        yield from (self._one_day, self._counted, self._modified, self._ordinal, self._third)
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
        shift = {"this": 0, "next": 1, "last": -1, "before": -2}.get(modifier_of(word))
        if after and word in NEW:
            shift = 1
        if after and shift is not None:
            return self._today.year + shift, at + 2 - start
        bare = at == start and word in {"года", "г"}
        return None, int(bare)

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
        how = modifier_of(word)
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
        """«в декабре», «март – май 2027», «в январе и феврале»."""
        first = month_of(self.word(at))
        if first is None:
            return None
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
        year, length = self._year(at + 1)
        again, more = self._year(at + 1 + length) if year else (None, 0)
        part = months(*season).told(again or year)
        return Point(1 + length + (more if again else 0), part=part)

    def _whole_year(self, at: int) -> Point | None:
        """«в 2027 году», «за 2024 и 2025»; a bare number must be a year to be one."""
        if self.word(at) in {"в", "за", "of", "in"}:
            return None
        first, length = self._year(at)
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
