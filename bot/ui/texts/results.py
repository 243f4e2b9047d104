"""What came of a broadcast, counted."""

from html import escape

from bot.broadcast.models import Outcome, Progress, Recalled
from bot.ui.texts.broadcast import people
from bot.ui.texts.common import figure
from bot.ui.texts.confirming import RECALL_TEXT

FATES = {
    Outcome.PENDING: "Не отправлено",
    Outcome.SENDING: "Отправляется",
    Outcome.DELIVERED: "Доставлено",
    Outcome.BLOCKED: "Заблокировали бота",
    Outcome.DEACTIVATED: "Удалили аккаунт",
    Outcome.GONE: "Чат не найден",
    Outcome.FAILED: "Не удалось",
    Outcome.UNKNOWN: "Неизвестно, дошло ли",
    Outcome.OPTED_OUT: "Отказались или на паузе",
}
TAKEN_BACK = {
    Recalled.DELETED: "Удалено",
    Recalled.EDITED: f"Заменено на «{RECALL_TEXT}»",
    Recalled.KEPT: "Telegram не дал отозвать",
}


COLUMNS = ("Получатель", "Итог", "Когда", "Причина", "Отзыв")
CAPTION = "Строка на каждого получателя. Откроется в Excel и других таблицах."


def fates(progress: Progress) -> tuple[str, ...]:
    """A line for each outcome; they add up to the recipients, with those still waiting."""
    counts = progress.counts
    return tuple(
        f"{words}: {figure(counts[outcome])}"
        for outcome, words in FATES.items()
        if counts[outcome] or outcome is Outcome.DELIVERED
    )


def taken_back(progress: Progress) -> tuple[str, ...]:
    return tuple(
        f"{words}: {figure(progress.recalled[fate])}"
        for fate, words in TAKEN_BACK.items()
        if progress.recalled[fate]
    )


def reasons(found: dict[str, int]) -> tuple[str, ...]:
    """Why it failed, in Telegram's words."""
    return tuple(f"• {escape(reason, quote=False)}: {count}" for reason, count in found.items())


def recipients_total(count: int) -> str:
    return f"Получателей: {figure(count)}"


def opted_out(count: int) -> str:
    return f"Отказались от темы после: {figure(count)}" if count else ""


def clicks(label: str, count: int) -> str:
    return f"Нажали «{escape(label, quote=False)}»: {people(count)}"
