"""Parses what admins type: a button with its address, a moment."""

import re
from datetime import datetime, timedelta

from bot.broadcast.models import BroadcastButton

LONGEST_LABEL = 40
FARTHEST = timedelta(days=180)
_URL = re.compile(  # an address that Telegram opens: no empty part between the dots of its host
    r"https?://[^\s./:?#@]+(?:\.[^\s./:?#@]+)+(?::\d{1,5})?(?:[/?#]\S*)?"
)
_MOMENT = re.compile(
    r"(?:(?P<near>сегодня|завтра|послезавтра)"
    r"|(?P<day>\d{1,2})(?:\.(?P<month>\d{1,2})|\s+(?P<name>[а-я]{3,8}))"
    r"(?:[.\s]\s*(?P<year>\d{4}))?(?:\s*г(?:ода|\.)?)?)"
    r",?\s+(?:в\s+)?(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?"
)
_NEAR = {"сегодня": 0, "завтра": 1, "послезавтра": 2}
_MONTHS = ("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")


def link(text: str) -> BroadcastButton | None:
    """«Программа https://example.ru/program»; None for anything but a label with an address."""
    *words, url = text.split() or [""]
    label = " ".join(words).rstrip(" -—–:|")
    if not label or len(label) > LONGEST_LABEL or not _URL.fullmatch(url):
        return None
    return BroadcastButton(label, url)


def moment(text: str, now: datetime) -> datetime | None:
    """«25.11 10:00», «завтра в 10», «26 ноября в 10:00» in the zone of `now`; None for others.

    The moment may be past. Without a year it is the nearest such day within half a year ahead,
    or else the latest one behind.
    """
    found = _MOMENT.fullmatch(text.strip().casefold())
    if found is None:
        return None
    time = int(found["hour"]), int(found["minute"] or 0)
    if found["near"]:
        day = now + timedelta(days=_NEAR[found["near"]])
        return _at(now, (day.year, day.month, day.day, *time))
    month, year = int(found["month"] or _number(found["name"])), int(found["year"] or 0)
    years = (year,) if year else (now.year - 1, now.year, now.year + 1)
    guesses = [_at(now, (each, month, int(found["day"]), *time)) for each in years]
    known = [at for at in guesses if at]
    if year:
        return known[0] if known else None
    past = [at for at in known if at <= now]
    return next((at for at in known if now < at < now + FARTHEST), past[-1] if past else None)


def _number(month: str) -> int:
    """0 for a word that is not a month in the genitive."""
    return _MONTHS.index(month[:3]) + 1 if month[:3] in _MONTHS else 0


def _at(now: datetime, parts: tuple[int, int, int, int, int]) -> datetime | None:
    try:
        return datetime(*parts, tzinfo=now.tzinfo)
    except ValueError:
        return None
