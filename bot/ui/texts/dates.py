"""Dates as a person says them: «7–11 декабря 2026», «понедельник — пятница», «через 14 дней»."""

from datetime import date

from bot.ui.texts.common import plural

_MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
_WEEKDAYS = (
    "понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье",
)  # fmt: skip
_NEAR = {0: "сегодня", 1: "завтра", 2: "послезавтра"}


def day(when: date) -> str:
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def weekday(when: date) -> str:
    return _WEEKDAYS[when.weekday()]


def full_day(when: date) -> str:
    """«7 декабря 2026, понедельник»."""
    return f"{day(when)}, {weekday(when)}"


def span(start: date, end: date) -> str:
    """From the first day to the last; what both share is said once."""
    if start == end:
        return day(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{day(end)}"
    if start.year == end.year:
        return f"{start.day} {_MONTHS[start.month - 1]} – {day(end)}"
    return f"{day(start)} – {day(end)}"


def full_span(start: date, end: date) -> str:
    """«7–11 декабря 2026, понедельник — пятница»."""
    if start == end:
        return full_day(start)
    return f"{span(start, end)}, {weekday(start)} — {weekday(end)}"


def ahead(days: int) -> str:
    """How soon a day comes that is not past."""
    return _NEAR.get(days) or f"через {plural(days, 'день', 'дня', 'дней')}"


def left(days: int) -> str:
    """How long something lasts yet; 0 is its last day."""
    if not days:
        return "последний день"
    return f"ещё {plural(days, 'день', 'дня', 'дней')}"
