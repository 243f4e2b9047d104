"""Words of times: months, seasons, units, numbers."""

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
_LONGEST_ENDING = 4  # «декабрьских» is «декабр» and more
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
    **dict.fromkeys(("год", "года", "году", "годов", "годы", "лет", "year", "years"), "year"),
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
NEW = frozenset({"новом", "новый", "нового", "новому"})
IN = frozenset(
    {"в", "во", "на", "за", "весь", "всю", "течение", "к", "под", "ко", "in", "for", "during", "on"}
)
FROM = frozenset({"с", "со", "от", "from", "между", "between"})
UP_TO = frozenset({"до", "по", "to", "until", "till", "and"})
AFTER = frozenset({"после", "after"})
SUFFIXES = frozenset({"го", "е", "ое", "й", "ый", "м", "ом", "ого", "я", "ая", "th", "st"})
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
        or word in {"через", "полтора", "начиная", "днях"}
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
