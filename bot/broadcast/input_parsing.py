"""Parses what admins type: a button with its address, bold words, a moment."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from bot.broadcast.models import BroadcastButton
from bot.conversation.time_words import DAYS, NUMBERS, UNITS, modifier_of, month_of, plus_months

LONGEST_LABEL = 40
FARTHEST = timedelta(days=180)
_MONTHS, _NOON = 12, 12
_URL = re.compile(  # an address that Telegram opens: no empty part between the dots of its host
    r"https?://[^\s./:?#@]+(?:\.[^\s./:?#@]+)+(?::\d{1,5})?(?:[/?#]\S*)?"
)
_STARS = re.compile(r"\*\*(?=\S)([^*<>\n]+)(?<=\S)\*\*")
_HOUR = (
    r"(?P<hour>\d{1,2})(?:(?P<colon>[:.-])(?P<minute>\d{2}))?"
    r"(?P<named> ?(?:час(?:а|ов)?|ч\.?))?(?: (?P<part>утра|дня|вечера|ночи))?"
)
_ON_DAY = re.compile(rf"(?:(?P<day>.{{1,30}}?),? )?(?P<at>в )?{_HOUR}")  # spaces are single
_DATE = re.compile(
    r"(?P<day>\d{1,2})(?:\.(?P<month>\d{1,2})|\s+(?P<name>[а-я]{3,8}))"
    r"(?:[.\s]\s*(?P<year>(?:20)?\d{2}))?(?:\s*г(?:ода|\.)?)?"
)
_AFTER = re.compile(r"через\s+(?:(?P<number>\d{1,3}|[а-я]+)\s+)?(?P<unit>[а-я]+)")
_MINUTES = {
    **dict.fromkeys(("минуту", "минуты", "минут", "мин"), 1),
    **dict.fromkeys(("час", "часа", "часов", "ч"), 60),
    "полчаса": 30,
}
_WEEKDAYS = ("понедельник", "вторник", "сред", "четверг", "пятниц", "суббот", "воскресень")
_SHORT = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
_ENDING = 1  # «среду» is «сред» and one letter more


def link(text: str) -> BroadcastButton | None:
    """«Программа https://example.ru/program»; None for anything but a label with an address."""
    *words, url = text.split() or [""]
    label = " ".join(words).rstrip(" -—–:|")
    if not label or len(label) > LONGEST_LABEL or not _URL.fullmatch(url):
        return None
    return BroadcastButton(label, url)


def with_bold(html: str) -> str:
    """A message's HTML in which «**важно**», typed by hand, has become bold."""
    return _STARS.sub(r"<b>\1</b>", html)


def moment(text: str, now: datetime) -> datetime | None:
    """A moment as people write it, in the zone of `now`; None for what is not understood.

    «25.11 10:00», «26 ноября в 10», «завтра в 10», «в пятницу 10:00», «10:00», «через час»,
    «через две недели в 10». An hour without a day and a weekday are the next ones ahead. A date may
    be past: without a year it is the nearest within half a year ahead, or else the latest behind.
    """
    said = " ".join(text.casefold().replace("ё", "е").split()).rstrip(".")
    after = _AFTER.fullmatch(said)
    if after and (later := _later(after["number"], after["unit"], now)):
        return later
    bare = said.removeprefix("во ").removeprefix("в ")
    found = _ON_DAY.fullmatch(bare)
    if found is None or not (bare != said or _is_hour(found)):
        return None
    hour, minute = _hour(int(found["hour"]), found["part"] or ""), int(found["minute"] or 0)
    days = _days(found["day"] or "", now)
    moments = [_at(day, hour, minute, now) for day in days]
    ahead = [at for at in moments if at and at > now]
    return next(iter(ahead or [at for at in moments[:1] if at]), None)


def _later(number: str | None, unit: str, now: datetime) -> datetime | None:
    """«через час», «через две недели»: at the same hour, where the unit is of days."""
    if number == "полтора" and unit == "часа":
        return _in_minutes(90, now)
    count = _count(number)
    if count and unit in _MINUTES:
        return _in_minutes(count * _MINUTES[unit], now)
    day = _day_after(count, unit, now)
    return _at(day, now.hour, now.minute, now) if day else None


def _in_minutes(minutes: int, now: datetime) -> datetime:
    return (now.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(now.tzinfo)


def _count(number: str | None) -> int:
    """0 for a word that is not a number."""
    if number is None:
        return 1
    return int(number) if number.isdecimal() else NUMBERS.get(number, 0)


def _day_after(count: int, unit: str, now: datetime) -> date | None:
    match UNITS.get(unit, "") if count else "":
        case "day":
            return now.date() + timedelta(days=count)
        case "week":
            return now.date() + timedelta(weeks=count)
        case "month":
            return plus_months(now.date(), count)
    return None


def _is_hour(found: re.Match[str]) -> bool:
    """Without a day, a bare number is no hour, and «10.12» may be a date."""
    if found["day"] or found["at"] or found["named"] or found["part"]:
        return True
    month = int(found["minute"] or 0)
    return found["minute"] is not None and (found["colon"] != "." or not 1 <= month <= _MONTHS)


def _hour(hour: int, part: str) -> int:
    """«6 вечера» is 18, «12 ночи» is 0."""
    if part in {"дня", "вечера"} and hour < _NOON:
        return hour + _NOON
    return 0 if part == "ночи" and hour == _NOON else hour


def _days(words: str, now: datetime) -> Sequence[date]:
    """The days that the words may mean: the first that is ahead of now, with its hour, is meant."""
    today = now.date()
    if not words:
        return today, today + timedelta(days=1)
    if words in DAYS:
        return (today + timedelta(days=DAYS[words]),)
    if after := _AFTER.fullmatch(words):
        day = _day_after(_count(after["number"]), after["unit"], now)
        return (day,) if day else ()
    *how, name = words.split()
    if (weekday := _weekday(name)) is not None and len(how) < 2:  # noqa: PLR2004 - «следующую»
        return _on_weekday(weekday, modifier_of(how[0]) if how else "", today)
    found = _DATE.fullmatch(words)
    return _on_date(found, today) if found else ()


def _weekday(word: str) -> int | None:
    if word in _SHORT:
        return _SHORT.index(word)
    roots = (at for at, root in enumerate(_WEEKDAYS) if word.startswith(root))
    at = next(roots, None)
    return at if at is not None and len(word) - len(_WEEKDAYS[at]) <= _ENDING else None


def _on_weekday(weekday: int, how: str, today: date) -> Sequence[date]:
    """Today too, if its hour is ahead; «следующая пятница» is that of the next week."""
    monday = today - timedelta(days=today.weekday())
    if how == "next":
        return (monday + timedelta(days=weekday + 7),)
    first = today + timedelta(days=(weekday - today.weekday()) % 7)
    return first, first + timedelta(days=7)


def _on_date(found: re.Match[str], today: date) -> Sequence[date]:
    month = int(found["month"] or month_of(found["name"] or "") or 0)
    year = int(found["year"] or 0)
    years = (year % 2000 + 2000,) if year else (today.year - 1, today.year, today.year + 1)
    known = [day for each in years if (day := _date(each, month, int(found["day"])))]
    if year:
        return known
    ahead = [day for day in known if today <= day < today + FARTHEST]
    behind = [day for day in known if day <= today]
    return ahead[:1] or behind[-1:]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _at(day: date, hour: int, minute: int, now: datetime) -> datetime | None:
    try:
        return datetime.combine(day, time(hour, minute), now.tzinfo)
    except ValueError:
        return None
