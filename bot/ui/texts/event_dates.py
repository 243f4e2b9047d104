from collections.abc import Collection

from bot.events.models import Status
from bot.ui.texts.common import plural

MOVE = "🛠 Изменить даты"
ASK = (
    "Пришлите новые даты сообщением: <code>14–18 декабря 2026</code>, "
    "<code>14.12.2026 – 18.12.2026</code> или один день — <code>14.12.2026</code>. "
    "Прежде чем менять, покажу, что получится."
)
UNREADABLE = "Не понял даты. Нужны день, месяц и год, начало не позже конца."
TO_STATUS = {
    Status.CONFIRMED: "✅ Дата подтверждена",
    Status.UNCONFIRMED: "❔ Дата не подтверждена",
    Status.CANCELLED: "❌ Выставка отменена",
}
STATUSES = {
    Status.CONFIRMED: "дата подтверждена",
    Status.UNCONFIRMED: "дата не подтверждена",
    Status.CANCELLED: "отменена",
}
NO_DATES = "без дат"
APPLY = "✅ Изменить"
MOVED = "Изменил. Тем, кто сохранил, скажу"
CHANGED_MEANWHILE = "Выставку с тех пор изменили. Посмотрите, что было и что станет, ещё раз."
NOT_NAMED = "Ответов, где эти даты названы словами, не нашёл. Если знаете такой — поправьте и его."
_SHOWN = 10
UNTIL = "Правка держится, пока редакция не изменит эту строку в файле календаря."


def title(name: str) -> str:
    return f"<b>🛠 {name}</b>"


def now(words: str) -> str:
    return f"Сейчас: {words}"


def change(before: str, after: str) -> str:
    return f"Было: {before}\nСтанет: <b>{after}</b>"


def followers(number: int) -> str:
    if not number:
        return "Эту выставку пока никто не сохранил."
    return f"Сохранена у {plural(number, 'человека', 'человек', 'человек')} — об изменении сообщу."


def named(titles: Collection[str]) -> str:
    """The answers that still name the dates of before; the most of them that fit on a phone."""
    if not titles:
        return NOT_NAMED
    lines = [f"• {title}" for title in titles][:_SHOWN]
    more = [f"…и ещё {len(titles) - _SHOWN}"] if len(titles) > _SHOWN else []
    head = "⚠️ Прежние даты названы и в ответах — их правка не коснётся, исправьте сами:"
    return "\n".join((head, *lines, *more))
