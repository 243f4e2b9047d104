"""What an admin reads about a broadcast that is sent, planned, finished or taken back."""

from datetime import datetime
from html import escape

from bot.broadcast.models import Broadcast, Progress, State
from bot.ui.texts.broadcast import message, moment, topic
from bot.ui.texts.common import cut, figure

LIST_TITLE = "<b>Рассылки</b>"
LIST_EMPTY = (
    "Пока ни одной. Нажмите «✍️ Новая рассылка» или ответьте командой /broadcast на любое сообщение "
    "в этом чате — и соберём первую."
)
LIST_HINT = "Нажмите на рассылку, чтобы увидеть итоги."
DRAFTS_TITLE = "<b>Черновики</b>"
DRAFTS_HINT = "Последние черновики, новые сверху."
DRAFTS_EMPTY = "Черновиков нет."

STATES = {
    State.DRAFT: "черновик",
    State.SCHEDULED: "запланирована",
    State.RUNNING: "идёт",
    State.PAUSED: "на паузе",
    State.FINISHED: "завершена",
    State.CANCELLED: "отменена",
    State.RECALLED: "отозвана",
    State.MISSED: "не вышла вовремя",
}
SIGNS = {
    State.DRAFT: "✏️",
    State.SCHEDULED: "🕘",
    State.RUNNING: "📨",
    State.PAUSED: "⏸",
    State.FINISHED: "✅",
    State.CANCELLED: "⏹",
    State.RECALLED: "↩️",
    State.MISSED: "❗️",
}
PAUSE = "⏸ Пауза"
RESUME = "▶️ Продолжить"
CANCEL = "⏹ Отменить"
RECALL = "↩️ Отозвать у всех"
ROWS = "📄 Список (CSV)"
REFRESH = "🔄 Обновить"
UNSCHEDULE = "✏️ В черновики"
SEND_NOW = "✅ Отправить сейчас"
OTHER_MOMENT = "🕘 Другое время"

PREPARING = "Составляю список получателей…"
ITEM_CHARACTERS = 32  # a phone shows no more of a button
_BAR = 10


def title(what: Broadcast) -> str:
    return f"<b>Рассылка № {what.id}</b> — {STATES[what.state]}"


def bar(done: int, total: int) -> str:
    filled = _BAR * done // total if total else 0
    percent = 100 * done // total if total else 0
    return f"{'▓' * filled}{'░' * (_BAR - filled)} {percent}%"


def done(progress: Progress) -> str:
    return f"{figure(progress.settled)} из {figure(progress.total)}"


def pace(progress: Progress) -> str:
    words = [done(progress)]
    if progress.speed:
        words.append(f"{progress.speed:.0f} в секунду")
    if progress.seconds_left:
        words.append(f"осталось {duration(progress.seconds_left)}")
    return " · ".join(words)


def duration(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} ч {minutes} мин"
    return f"{minutes} мин {rest} с" if minutes else f"{rest} с"


def about(what: Broadcast) -> str:
    """The message, the topic, and from when to when it was sent."""
    begun = what.started_at
    when = f"\n{lasted(begun, what.finished_at)}" if begun else ""
    return f"Сообщение: {message(what)}\nТема: {topic(what)}{when}"


def lasted(begun: datetime, ended: datetime | None) -> str:
    """«ср 25.11.2026, 12:37–12:39»; one moment within a minute, the day again after midnight."""
    if ended is None or moment(ended) == moment(begun):
        return moment(begun)
    if ended.date() == begun.date():
        return f"{moment(begun)}–{ended:%H:%M}"
    return f"{moment(begun)} — {moment(ended)}"


def problem(reason: str) -> str:
    return (
        f"⚠️ Остановилась сама. Telegram ответил: «{escape(reason, quote=False)}». "
        "Исправьте причину и продолжите."
    )


def planned(at: datetime) -> str:
    return f"Отправлю {moment(at)} по Москве."


def missed(at: datetime) -> str:
    return (
        f"Рассылка была назначена на {moment(at)}, но бот в это время не работал. "
        "Сам не отправляю: вдруг она уже не нужна. Что делать?"
    )


def night(until: datetime) -> str:
    return f"🌙 Тихие часы: продолжу в {until:%H:%M}."


def list_item(what: Broadcast) -> str:
    when = what.started_at or what.scheduled_at or what.created_at
    words = f"{cut(what.excerpt, ITEM_CHARACTERS)} · " if what.excerpt else ""
    return f"{SIGNS[what.state]} № {what.id} · {when:%d.%m} · {words}{topic(what)}"


def drafts_button(count: int) -> str:
    return f"✏️ Черновики: {count}"
