"""Words of times, and the days that they stand for: months, seasons, weeks, parts of a year."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

_MONTHS = (
    ("январ", "янв", "january", "jan"),
    ("феврал", "фев", "february", "feb"),
    ("март", "мар", "march", "mar"),
    ("апрел", "апр", "april", "apr"),
    ("май", "мая", "мае", "маю", "маем", "майск", "may"),
    ("июн", "june", "jun"),
    ("июл", "july", "jul"),
    ("август", "авг", "august", "aug"),
    ("сентябр", "сент", "сен", "september", "sep", "sept"),
    ("октябр", "окт", "october", "oct"),
    ("ноябр", "ноя", "november", "nov"),
    ("декабр", "дек", "december", "dec"),
)
_SEASONS = {
    "зим": (12, 2),
    "весн": (3, 5),
    "весен": (3, 5),
    "лет": (6, 8),
    "осен": (9, 11),
    "winter": (12, 2),
    "spring": (3, 5),
    "summer": (6, 8),
    "autumn": (9, 11),
}
_FORMS_OF_SEASONS = frozenset(
    """
    зима зимой зиму зиме зимы зимние зимних зимний зимняя зимою
    весна весной весну весне весны весенние весенних весенний весенняя весною
    лето летом лету лета летние летних летний летняя
    осень осенью осени осенние осенних осенний осенняя
    winter spring summer autumn
    """.split()  # noqa: SIM905 - a paragraph of words is easier to keep
)
_MONTH_BY_FORM = {form: at for at, forms in enumerate(_MONTHS, start=1) for form in forms}


def month_of(word: str) -> int | None:
    """Return the month that a normalised word names: «декабре», «декабрьские», «дек»."""
    if month := _MONTH_BY_FORM.get(word):
        return month
    for length in range(len(word) - 1, 2, -1):
        month = _MONTH_BY_FORM.get(word[:length])
        if month and length > 3 and word[length] in "ьяеюи":  # noqa: PLR2004 - not «март» in «маршрут»
            return month
    return _bare_month(word)


def _bare_month(word: str) -> int | None:
    """«марта», «августе» and «июня» end otherwise than «января»."""
    for root in ("март", "август", "июн", "июл"):
        ending = word[len(root) :]
        if word.startswith(root) and ending in ("а", "у", "е", "ом", "я", "ю", "ь", "ем"):
            return _MONTH_BY_FORM[root]
    for root in ("март", "август", "июн", "июл", "майск", "июнь", "июль"):
        if word.startswith(root) and word[len(root) :].startswith(
            ("овск", "ьск", "ск", "ие", "их")
        ):
            return _MONTH_BY_FORM[root.rstrip("ь")]
    return None


def season_of(word: str) -> tuple[int, int] | None:
    """Return the first and the last month of the season that a normalised word names."""
    if word not in _FORMS_OF_SEASONS:
        return None
    return next(months for root, months in _SEASONS.items() if word.startswith(root))


NUMBERS = {
    "один": 1,
    "одну": 1,
    "одной": 1,
    "два": 2,
    "две": 2,
    "двух": 2,
    "пару": 2,
    "пара": 2,
    "три": 3,
    "трех": 3,
    "четыре": 4,
    "четырех": 4,
    "пять": 5,
    "пяти": 5,
    "шесть": 6,
    "шести": 6,
    "семь": 7,
    "восемь": 8,
    "девять": 9,
    "десять": 10,
    "несколько": 3,
    "two": 2,
    "three": 3,
    "four": 4,
    "six": 6,
}
ORDINALS = {
    **dict.fromkeys(("первый", "первая", "первом", "первой", "первую", "первое", "i", "first"), 1),
    **dict.fromkeys(("второй", "вторая", "втором", "вторую", "второе", "ii", "second"), 2),
    **dict.fromkeys(("третий", "третьем", "третья", "iii", "third"), 3),
    **dict.fromkeys(("четвертый", "четвертом", "четвертая", "iv", "последнем", "fourth"), 4),
}
UNITS = {
    **dict.fromkeys(("день", "дня", "дней", "дни", "days"), "day"),
    **dict.fromkeys(("неделя", "недели", "неделе", "неделю", "недель", "week", "weeks"), "week"),
    **dict.fromkeys(("выходные", "выходных", "выходным", "уикенд", "weekend"), "weekend"),
    **dict.fromkeys(("месяц", "месяца", "месяце", "месяцев", "месяцы", "month", "months"), "month"),
    **dict.fromkeys(("квартал", "квартала", "квартале", "кв", "quarter"), "quarter"),
    **dict.fromkeys(("полугодие", "полугодия", "полугодии", "полгода", "полугода"), "half"),
    **dict.fromkeys(
        ("год", "года", "году", "годов", "годы", "лет", "г", "гг", "year", "years"), "year"
    ),
}
SEVERAL = {"day": 7, "week": 4, "month": 3, "year": 2}  # «ближайшие дни», «ближайшие месяцы»
PLURAL = frozenset({"дни", "дней", "недели", "месяцы", "месяцев", "годы"})
MODIFIERS = {
    **dict.fromkeys(("следующ", "будущ", "наступающ", "грядущ", "next"), "next"),
    **dict.fromkeys(("прошл", "прошедш", "минувш", "предыдущ"), "last"),
    "позапрошл": "before",
    "ближайш": "ahead",
    "предстоящ": "ahead",
    "последн": "back",
    "текущ": "this",
    "нынешн": "this",
}
THIS = frozenset({"этой", "этот", "этого", "этом", "эту", "эти", "этих", "это", "этим", "this"})
THAT = frozenset({"том", "той", "тот", "ту"})
_NOT_BUT = {"раньше": ("с",), "ранее": ("с",), "позже": ("до", "конца"), "позднее": ("до", "конца")}
NEW = frozenset({"новом", "новый", "нового", "новому"})
IN = frozenset(
    {"в", "во", "на", "за", "весь", "всю", "течение", "к", "под", "ко", "in", "for", "during", "on"}
)
FROM = frozenset({"с", "со", "от", "from", "между", "between"})
UP_TO = frozenset({"до", "по", "to", "until", "till", "and"})
AFTER = frozenset({"после", "after"})
SUFFIXES = frozenset({"го", "е", "ое", "й", "ый", "м", "ом", "ого", "я", "ая", "th", "st"})
OF_A_DAY = frozenset({"го", "ого"})
DAYS = {"сегодня": 0, "завтра": 1, "послезавтра": 2, "вчера": -1, "today": 0, "tomorrow": 1}
PARTS = (("начал", 0), ("середин", 1), ("конц", 2), ("конец", 2))
THIRDS = ((1, 10), (11, 20), (21, 31))
LAST_YEAR = 2099


@lru_cache(maxsize=5_000)
def is_time_word(word: str) -> bool:
    """Tell whether a word may be a part of a time."""
    return bool(
        word.isdecimal()
        or word in UNITS
        or word in NUMBERS
        or word in ORDINALS
        or word in DAYS
        or word in NEW
        or word in THAT
        or word in {"через", "полтора", "начиная", "днях", "первые", "первых"}
        or month_of(word)
        or season_of(word)
        or modifier_of(word)
        or word.startswith(tuple(root for root, _ in PARTS))
    )


def may_begin_time(word: str) -> bool:
    return word in IN or word in FROM or word in UP_TO or word in AFTER or is_time_word(word)


def modifier_of(word: str) -> str:
    if word in THIS:
        return "this"
    if word == "след":
        return "next"
    return next((name for root, name in MODIFIERS.items() if word.startswith(root)), "")


# Whole words, for mending a slip in them.
TIME_WORDS = (
    *("январь", "января", "январе", "февраль", "февраля", "феврале", "март", "апрель", "апреля"),
    *("апреле", "июнь", "июль", "август", "августе", "сентябрь", "сентября", "сентябре"),
    *("октябрь", "октября", "октябре", "ноябрь", "ноября", "ноябре", "декабрь", "декабря"),
    *("декабре", "весна", "весной", "летом", "осень", "осенью", "зимой", "зима"),
    *("неделя", "неделе", "месяц", "месяца", "месяце", "квартал", "квартале", "полугодие"),
    *("полугодии", "следующий", "следующей", "следующем", "ближайшие", "ближайших", "прошлый"),
    *("прошлой", "прошлом", "выходные", "выходных", "завтра", "сегодня", "конца"),
)


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


def in_plain_words(typed: Sequence[str]) -> tuple[str, ...]:
    """Say «не раньше марта» as «с марта» and «не позже марта» as «до конца марта»."""
    said: list[str] = []
    for word in typed:
        if said and said[-1] == "не" and word in _NOT_BUT:
            said[-1:] = _NOT_BUT[word]
        else:
            said.append(word)
    return tuple(said)
