"""Texts of confirming, sending and the result of a broadcast."""

from datetime import datetime, timedelta

from bot.broadcast.models import (
    Broadcast,
    BroadcastKind,
    BroadcastState,
    ConfirmedAction,
    DeliveryState,
    Progress,
    RecallOutcome,
)
from bot.broadcast.texts import (
    content,
    is_moscow,
    message,
    moment,
    offset,
    people,
    recipients,
    topic,
    zone,
)
from bot.ui.texts import cut, figure, plural, safe

RECALL_TEXT = "Сообщение неактуально"

NO = "‹ Нет, вернуться"
YES = {
    ConfirmedAction.RECALL: "↩️ Да, отозвать",
    ConfirmedAction.AGAIN: "🔁 Да, отправить ещё раз",
    ConfirmedAction.CANCEL: "⏹ Да, отменить совсем",
}
DONE_ALREADY = "Это уже сделано."
STALE = (
    "Эта кнопка устарела: рассылка с тех пор изменилась или бот перезапускался. "
    "Посмотрите ещё раз и подтвердите заново."
)
PAUSED = "Остановил. Кому ещё не ушло — подождут."
RESUMED = "Продолжаю"
DONE = {
    ConfirmedAction.SEND: "Принято",
    ConfirmedAction.CANCEL: "Отменил. Больше никому не уйдёт.",
    ConfirmedAction.RECALL: "Отзываю",
    ConfirmedAction.AGAIN: "Отправляю ещё раз тем, о ком неизвестно",
}
UNSCHEDULED = "Снова черновик"
NO_REFUSAL = (
    "⚠️ От служебного уведомления отказаться нельзя: оно придёт и тем, кто отписался от всех тем."
)


def choose_moment(now: datetime) -> str:
    which = "московское" if is_moscow(now) else f"— {offset(now)}"
    return (
        "<b>Когда отправить?</b>\n\nВыберите время или напишите его, например "
        f"{_example(now)}, «завтра в 10», «в пятницу в 10», «через час». Время {which}."
    )


def bad_moment(at: datetime | None, now: datetime) -> str:
    """`at` is a moment that is past; None: the text was not understood."""
    if at is None:
        return (
            f"Не понял время. Напишите день и час {zone(now)}: "
            f"{_example(now)}, «завтра в 10», «в пятницу в 10» или «через час»."
        )
    return (
        f"Это время уже прошло: {moment(at)}. Сейчас {moment(now)} {zone(now)}. Напишите время "
        f"впереди, например {_example(now)}; если оно через полгода и позже — вместе с годом."
    )


def _example(now: datetime) -> str:
    """Tomorrow at ten, so that the bot accepts the example whenever it is typed."""
    return f"<code>{now + timedelta(days=1):%d.%m} 10:00</code>"


def schedule_button(at: datetime) -> str:
    """Without the year, to fit a phone; the text above the button has it."""
    return f"✅ Запланировать на {at:%d.%m, %H:%M}"


def confirm_send(
    of: Broadcast, audience: str, count: int, at: datetime | None, until: datetime | None
) -> str:
    """`until` is the end of the quiet hours when it would begin within them."""
    when = f"{moment(at)} {zone(at)}" if at else "сейчас"
    wait = f"\n\n🌙 Это тихие часы: сообщения пойдут с {until:%H:%M}." if until else ""
    forced = f"\n\n{NO_REFUSAL}" if of.kind is BroadcastKind.SERVICE else ""
    return (
        f"<b>Отправить {recipients(count)}?</b>\n\nСообщение: {message(of)}\nТема: {topic(of)}\n"
        f"Кому: {safe(audience)}\nКогда: {when}{forced}{wait}\n\n"
        "Список получателей составлю в момент отправки."
    )


def reached(count: int) -> str:
    return f"Сообщение дошло до {plural(count, 'человека', 'человек', 'человек')}."


def confirm_recall(delivered: int) -> str:
    return (
        f"<b>Отозвать у всех?</b>\n\n{reached(delivered)} Удалю его у каждого; "
        f"где прошло больше 48 часов, заменю на «{RECALL_TEXT}» — так разрешает Telegram. "
        "Вернуть будет нельзя."
    )


CANCEL_PLANNED = (
    "<b>Отменить совсем?</b>\n\nРассылка никому не уйдёт, и вернуть её будет нельзя. "
    "Чтобы изменить её или отложить, верните её в черновики."
)


def confirm_cancel(waiting: int) -> str:
    return (
        f"<b>Отменить совсем?</b>\n\nСейчас рассылка на паузе. Ещё не ушло: {figure(waiting)}. "
        "Отменённую продолжить нельзя."
    )


def confirm_again(unknown: int) -> str:
    return (
        f"<b>Отправить ещё раз?</b>\n\nНеизвестно, дошло ли до {figure(unknown)}: связь оборвалась "
        "в момент отправки. Кому-то из них сообщение придёт второй раз."
    )


def again_button(unknown: int) -> str:
    return f"🔁 Повторить неизвестным ({figure(unknown)})"


LIST_TITLE = "<b>📣 Рассылки</b>"
LIST_EMPTY = (
    "Пока ни одной. Нажмите «✍️ Новая рассылка» или ответьте командой /broadcast на любое сообщение "
    "в этом чате — и соберём первую."
)
LIST_HINT = "Нажмите на рассылку, чтобы увидеть итоги."
DRAFTS_TITLE = "<b>Черновики</b>"
DRAFTS_HINT = "Последние черновики, новые сверху."
DRAFTS_EMPTY = "Черновиков нет."

STATES = {
    BroadcastState.DRAFT: "черновик",
    BroadcastState.SCHEDULED: "запланирована",
    BroadcastState.RUNNING: "идёт",
    BroadcastState.PAUSED: "на паузе",
    BroadcastState.FINISHED: "завершена",
    BroadcastState.CANCELLED: "отменена",
    BroadcastState.RECALLED: "отозвана",
    BroadcastState.MISSED: "не вышла вовремя",
}
SIGNS = {
    BroadcastState.DRAFT: "✏️",
    BroadcastState.SCHEDULED: "🕘",
    BroadcastState.RUNNING: "📨",
    BroadcastState.PAUSED: "⏸",
    BroadcastState.FINISHED: "✅",
    BroadcastState.CANCELLED: "⏹",
    BroadcastState.RECALLED: "↩️",
    BroadcastState.MISSED: "❗️",
}
PAUSE = "⏸ Пауза"
RESUME = "▶️ Продолжить"
CANCEL = "⏹ Отменить"
RECALL = "↩️ Отозвать у всех"
ROWS = "📄 Список (CSV)"
ROWS_XLSX = "📄 Список (XLSX)"
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
    """The message, the topic, and the time span in which it was sent."""
    begun = what.started_at
    when = f"\n{time_span(begun, what.finished_at)}" if begun else ""
    return f"Сообщение: {message(what)}\nТема: {topic(what)}{when}"


def time_span(begun: datetime, ended: datetime | None) -> str:
    """«ср 25.11.2026, 12:37–12:39»; one moment when it took less than a minute."""
    if ended is None or moment(ended) == moment(begun):
        return moment(begun)
    if ended.date() == begun.date():
        return f"{moment(begun)}–{ended:%H:%M}"
    return f"{moment(begun)} — {moment(ended)}"


_LOST = "Исходное сообщение удалено. Отмените рассылку и соберите новую."
_TOO_LONG = (
    "Подпись длиннее 1024 знаков: бот такую отправить не может. Отмените рассылку и соберите "
    "новую, с подписью короче."
)
_NO_RIGHTS = "Telegram не даёт боту это отправить. Проверьте права бота и продолжите."
_PROBLEMS = {  # what an answer of Telegram means, by a part of it
    "to copy not found": _LOST,
    "no messages to copy": _LOST,
    "message_id_invalid": _LOST,
    "can't be copied": "Это сообщение защищено от копирования. Отмените рассылку и соберите новую.",
    "caption is too long": _TOO_LONG,
    "caption_too_long": _TOO_LONG,
    "rights": _NO_RIGHTS,
    "unauthorized": "Telegram не принимает токен бота. Скажите тому, кто обслуживает бота.",
}
_OTHER_PROBLEM = "Исправьте причину и продолжите."


def problem(reason: str) -> str:
    """What to do about it, then what Telegram has said."""
    words = reason.casefold()
    advice = next((each for sign, each in _PROBLEMS.items() if sign in words), _OTHER_PROBLEM)
    return f"⚠️ Остановилась сама. {advice}\n<i>Ответ Telegram: {safe(reason)}</i>"


def planned(at: datetime) -> str:
    return f"Отправлю {moment(at)} {zone(at)}."


def missed(at: datetime) -> str:
    return (
        f"Рассылка была назначена на {moment(at)}, но бот в это время не работал. "
        "Сам не отправляю: вдруг она уже не нужна. Что делать?"
    )


def night(until: datetime) -> str:
    return f"🌙 Тихие часы: продолжу в {until:%H:%M}."


def list_item(what: Broadcast) -> str:
    when = what.started_at or what.scheduled_at or what.created_at
    album = f"альбом из {len(what.message_ids)}" if len(what.message_ids) > 1 else ""
    words = cut(what.excerpt, ITEM_CHARACTERS) or album or content(what)
    about = f" · {topic(what)}" if what.topic or what.kind is BroadcastKind.SERVICE else ""
    return f"{SIGNS[what.state]} № {what.id} · {when:%d.%m} · {words}{about}"


def drafts_button(count: int) -> str:
    return f"✏️ Черновики: {count}"


OUTCOMES = {
    DeliveryState.PENDING: "Не отправлено",
    DeliveryState.SENDING: "Отправляется",
    DeliveryState.DELIVERED: "Доставлено",
    DeliveryState.BLOCKED: "Заблокировали бота",
    DeliveryState.DEACTIVATED: "Удалили аккаунт",
    DeliveryState.GONE: "Чат не найден",
    DeliveryState.FAILED: "Не удалось",
    DeliveryState.UNKNOWN: "Неизвестно, дошло ли",
    DeliveryState.OPTED_OUT: "Отказались или на паузе",
}
RECALL_OUTCOMES = {
    RecallOutcome.DELETED: "Удалено",
    RecallOutcome.EDITED: f"Заменено на «{RECALL_TEXT}»",
    RecallOutcome.KEPT: "Telegram не дал отозвать",
}


COLUMNS = ("Получатель", "Итог", "Когда", "Причина", "Отзыв", "Нажали")
ROWS_GONE = "Кто получил эту рассылку, бот уже не хранит: остались только итоги."
CAPTION = "Строка на каждого получателя. Откроется в Excel и других таблицах."


def outcomes(progress: Progress) -> tuple[str, ...]:
    """A line for each outcome, the pending ones too; they add up to the recipients."""
    counts = progress.counts
    return tuple(
        f"{words}: {figure(counts[outcome])}"
        for outcome, words in OUTCOMES.items()
        if counts[outcome] or outcome is DeliveryState.DELIVERED
    )


def recall_outcomes(progress: Progress) -> tuple[str, ...]:
    return tuple(
        f"{words}: {figure(progress.recalled[outcome])}"
        for outcome, words in RECALL_OUTCOMES.items()
        if progress.recalled[outcome]
    )


def reasons(found: dict[str, int]) -> tuple[str, ...]:
    """Telegram's errors with how many recipients had each."""
    return tuple(f"• {safe(reason)}: {count}" for reason, count in found.items())


def recipients_total(count: int) -> str:
    return f"Получателей: {figure(count)}"


def opted_out(count: int) -> str:
    return f"Отказались от темы после: {figure(count)}" if count else ""


def clicks(label: str, count: int) -> str:
    return f"Нажали «{safe(label)}»: {people(count)}"
