"""Whom a broadcast is for, in words."""

from enum import IntEnum
from functools import reduce
from html import escape

from bot.audience.models import Role
from bot.broadcast.audience import Lines
from bot.broadcast.look import Saved
from bot.broadcast.segments import (
    ActiveWithin,
    AllOf,
    AnyOf,
    HasRole,
    Not,
    SavedEvent,
    SavedFilter,
    Segment,
    Wants,
)
from bot.ui.callbacks.audience import Sort
from bot.ui.texts.common import plural
from bot.ui.texts.topics import TOPICS


class Case(IntEnum):
    """The form of a word: «кто», «кому», «кроме кого»."""

    WHO = 0
    WHOM = 1
    WITHOUT = 2


EVERYONE = "всем"
HINT = (
    "Человек должен подойти под каждое условие; там, где «или», — под любое из них. "
    "Нажмите на условие, чтобы изменить его."
)
HINT_EVERYONE = "Можно сузить: добавьте условие."
ADD_LINE = "➕ Добавить условие"
CHOOSE_SORT = "<b>Новое условие</b>\n\nКого выбрать?"
CHOOSE_OTHER = "<b>Ещё вариант</b>\n\nПодойдёт и тот, кто…"
NOTHING_SAVED = "Пока никто ничего такого не сохранил."

EXCEPT = "🚫 Наоборот: кроме них"
ONLY = "✅ Наоборот: только они"
OR_ELSE = "➕ Или ещё…"
DROP = "🗑 Убрать условие"
CHANGED_MEANWHILE = "Условия с тех пор изменились, поэтому показываю их заново."

SORTS = {
    Sort.ROLE: "👤 По роли",
    Sort.ACTIVE: "🕓 По активности",
    Sort.TOPIC: "🏷 По подписке на тему",
    Sort.EVENT: "🎪 Сохранили выставку",
    Sort.FILTER: "🔔 Ждут новинок по фильтру",
}
_ALL = ("все", EVERYONE, "всех")
_THOSE = ("те", "тем", "тех")
_NOBODY = ("никто", "никому", "никого")
_ROLES = {
    Role.BUSINESS: ("предприниматели", "предпринимателям", "предпринимателей"),
    Role.STUDENT: ("студенты", "студентам", "студентов"),
    None: tuple(f"{those}, кто не сказал, кто он" for those in _THOSE),
}
_FILTERS = {"event": "выставки", "programme": "программы обучения"}


def audience(found: Lines) -> str:
    return f"<b>Кому:</b> {escape(told(found), quote=False)}"


def told(found: Lines) -> str:
    """«предпринимателям или студентам; из них только тем, кто был в боте за 30 дней»."""
    return "; из них только ".join(_any(terms, Case.WHOM) for terms in found) or EVERYONE


def term(segment: Segment, form: Case = Case.WHO) -> str:
    match segment:
        case HasRole(role=found):
            return _ROLES[found][form]
        case Not(part=part):
            return f"{_ALL[form]}, кроме {term(part, Case.WITHOUT)}"
        case AllOf(parts=parts):
            return f"({' и '.join(term(part, form) for part in parts) or _ALL[form]})"
        case AnyOf(parts=parts):
            return f"({_any(parts, form)})"
        case _:
            they, one, what = _deed(segment)
            return f"{they} {what}" if form is Case.WHO else f"{_THOSE[form]}, кто {one} {what}"


def chosen(segment: Segment) -> str:
    return f"<b>Условие:</b> {escape(term(segment), quote=False)}"


def role(found: Role | None) -> str:
    return _ROLES[found][Case.WHO]


def active(days: int) -> str:
    return term(ActiveWithin(days=days))


def term_button(segment: Segment, *, first: bool) -> str:
    words = term(segment)
    return words[:1].upper() + words[1:] if first else f"↳ или {words}"


def saved(one: Saved) -> str:
    return f"{one.label or _FILTERS[one.what]} · {one.people}"


def _any(terms: tuple[Segment, ...], form: Case) -> str:
    words = [term(segment, form) for segment in terms]
    return reduce(_or, words) if words else _NOBODY[form]


def _or(first: str, second: str) -> str:
    """A clause that a comma has opened, a comma closes: «тем, кто был в боте, или студентам»."""
    return f"{first}{',' if ', ' in first else ''} или {second}"


def _deed(
    segment: ActiveWithin | Wants | SavedEvent | SavedFilter,
) -> tuple[str, str, str]:
    """What they did, what one of them did, and the rest of the sentence."""
    match segment:
        case ActiveWithin(days=days):
            return "были", "был", f"в боте за {plural(days, 'день', 'дня', 'дней')}"
        case Wants(topic=topic):
            return "подписаны", "подписан", f"на «{TOPICS[topic]}»"
        case SavedEvent(label=label):
            return "сохранили", "сохранил", f"«{label}»"
        case SavedFilter(what=what, label=label):
            return "ждут", "ждёт", f"новинок: {label or _FILTERS[what]}"
