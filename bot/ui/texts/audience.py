"""Whom a broadcast is for, in words."""

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
_ROLES = {
    Role.BUSINESS: "предприниматели",
    Role.STUDENT: "студенты",
    None: "те, кто не сказал, кто он",
}
_FILTERS = {"event": "выставки", "programme": "программы обучения"}


def audience(found: Lines) -> str:
    return f"<b>Кому:</b> {escape(told(found), quote=False)}"


def told(found: Lines) -> str:
    """«предприниматели или студенты; и были в боте за 30 дней»."""
    return "; и ".join(map(_any, found)) or EVERYONE


def term(segment: Segment) -> str:
    match segment:
        case HasRole(role=found):
            return role(found)
        case ActiveWithin(days=days):
            return active(days)
        case Wants(topic=topic):
            return f"подписаны на «{TOPICS[topic]}»"
        case SavedEvent(label=label):
            return f"сохранили «{label}»"
        case SavedFilter(what=what, label=label):
            return f"ждут новинок: {label or _FILTERS[what]}"
        case _:
            return _joined(segment)


def chosen(segment: Segment) -> str:
    return f"<b>Условие:</b> {escape(term(segment), quote=False)}"


def role(found: Role | None) -> str:
    return _ROLES[found]


def active(days: int) -> str:
    return f"были в боте за {plural(days, 'день', 'дня', 'дней')}"


def term_button(segment: Segment, *, first: bool) -> str:
    words = term(segment)
    return words[:1].upper() + words[1:] if first else f"↳ или {words}"


def saved(one: Saved) -> str:
    return f"{one.label or _FILTERS[one.what]} · {one.people}"


def _any(terms: tuple[Segment, ...]) -> str:
    return " или ".join(map(term, terms)) or "никто"


def _joined(segment: AllOf | AnyOf | Not) -> str:
    match segment:
        case Not(part=part):
            return f"все, кроме: {term(part)}"
        case AllOf(parts=parts):
            return f"({' и '.join(map(term, parts)) or EVERYONE})"
        case AnyOf(parts=parts):
            return f"({_any(parts)})"
