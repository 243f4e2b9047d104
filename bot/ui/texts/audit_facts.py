"""What an admin's deed changed, in words: «тема: нет → Новости»."""

import json
from collections.abc import Iterator
from datetime import datetime

from bot.broadcast.audience import lines
from bot.ui.texts import audience
from bot.ui.texts.common import cut, plural
from bot.ui.texts.event_dates import STATUSES
from bot.ui.texts.runs import STATES
from bot.ui.texts.topics import TOPICS

LONGEST_VALUE = 80
LONGEST = 300
NOTHING = "нет"

# A fact that has no name here yet is shown under its own.
_NAMES = {
    "questions": "вопросы",
    "times": "спросили",
    "title": "заголовок",
    "section": "раздел",
    "body": "текст",
    "draft": "черновик №",
    "messages": "номера сообщений",
    "kind": "вид",
    "topic": "тема",
    "buttons": "кнопки",
    "audience": "кому",
    "at_night": "можно ночью",
    "state": "состояние",
    "scheduled_at": "время",
    "starts": "начало",
    "ends": "конец",
    "status": "статус",
}
_WORDS: dict[str, str] = {
    **{str(topic): name for topic, name in TOPICS.items()},
    **{str(state): name for state, name in STATES.items()},
    **{str(status): name for status, name in STATUSES.items()},
    "topic": "по теме",
    "service": "служебная",
    "sent": "новая",
    "handled": "обработана",
    "None": NOTHING,
}


def facts(before: str, after: str) -> str:
    """Plain words of two JSON texts, either of which may be empty."""
    was, became = _read(before), _read(after)
    if isinstance(was, dict) or isinstance(became, dict):
        return cut("; ".join(_changes(was or {}, became or {})), LONGEST)
    return cut(" → ".join(_value("", each) for each in (was, became) if each is not None), LONGEST)


def _changes(was: object, became: object) -> Iterator[str]:
    old, new = (each if isinstance(each, dict) else {"": each} for each in (was, became))
    for name in dict.fromkeys((*old, *new)):
        sides = [_value(name, side[name]) for side in (old, new) if name in side]
        yield f"{_NAMES.get(name, name)}: {' → '.join(dict.fromkeys(sides))}".removeprefix(": ")


def _value(name: str, value: object) -> str:
    if isinstance(value, list):
        return cut(", ".join(_value(name, each) for each in value) or NOTHING, LONGEST_VALUE)
    if isinstance(value, str):
        return cut(_text(name, value), LONGEST_VALUE)
    if isinstance(value, bool):
        return "да" if value else NOTHING
    if isinstance(value, int) and name == "times":
        return plural(value, "раз", "раза", "раз")
    return NOTHING if value is None else str(value)


def _text(name: str, text: str) -> str:
    if name == "audience":
        return _audience(text)
    if name == "questions":
        return f"«{text}»"
    return _WORDS.get(text) or _moment(text)


def _audience(segment: str) -> str:
    try:
        return audience.told(lines(segment)) if segment else audience.EVERYONE
    except ValueError:  # of a release that knew other segments
        return segment


def _moment(text: str) -> str:
    """An ISO date or moment as people write it; any other text on one line."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return " ".join(text.split())
    return f"{at:%d.%m.%Y %H:%M}".removesuffix(" 00:00")


def _read(text: str) -> object:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text
