"""What is asked before a deed that many people feel, and what is said after it."""

from datetime import datetime, timedelta
from html import escape

from bot.broadcast.models import Broadcast, Kind
from bot.ui.callbacks.broadcast import Deed
from bot.ui.texts.broadcast import message, moment, recipients, topic
from bot.ui.texts.common import figure, plural

RECALL_TEXT = "Сообщение неактуально"

NO = "‹ Нет, вернуться"
YES = {
    Deed.RECALL: "↩️ Да, отозвать",
    Deed.AGAIN: "🔁 Да, отправить ещё раз",
    Deed.CANCEL: "⏹ Да, отменить совсем",
}
DONE_ALREADY = "Это уже сделано."
STALE = (
    "Эта кнопка устарела: рассылка с тех пор изменилась или бот перезапускался. "
    "Посмотрите ещё раз и подтвердите заново."
)
PAUSED = "Остановил. Кому ещё не ушло — подождут."
RESUMED = "Продолжаю"
DONE = {
    Deed.SEND: "Принято",
    Deed.CANCEL: "Отменил. Больше никому не уйдёт.",
    Deed.RECALL: "Отзываю",
    Deed.AGAIN: "Отправляю ещё раз тем, о ком неизвестно",
}
UNSCHEDULED = "Снова черновик"
NO_REFUSAL = (
    "⚠️ От служебного уведомления отказаться нельзя: оно придёт и тем, кто отписался от всех тем."
)


def choose_moment(now: datetime) -> str:
    return (
        "<b>Когда отправить?</b>\n\nВыберите время или напишите его, например "
        f"{_example(now)} или «завтра в 10». Время московское."
    )


def bad_moment(at: datetime | None, now: datetime) -> str:
    """`at` is what was understood, if anything: a moment that is past."""
    if at is None:
        return (
            "Не понял время. Напишите день и час по Москве, например "
            f"{_example(now)} или «завтра в 10»."
        )
    return (
        f"Это время уже прошло: {moment(at)}. Сейчас {moment(now)} по Москве. Напишите время "
        f"впереди, например {_example(now)}; если оно через полгода и позже — вместе с годом."
    )


def _example(now: datetime) -> str:
    """Tomorrow at ten: an example that the bot itself would take, whenever it is read."""
    return f"<code>{now + timedelta(days=1):%d.%m} 10:00</code>"


def schedule_button(at: datetime) -> str:
    """Without the year, which stands above: a phone shows no more of a button."""
    return f"✅ Запланировать на {at:%d.%m, %H:%M}"


def confirm_send(
    of: Broadcast, audience: str, count: int, at: datetime | None, until: datetime | None
) -> str:
    """`until` is the end of the quiet hours that it would begin in."""
    when = f"{moment(at)} по Москве" if at else "сейчас"
    wait = f"\n\n🌙 Это тихие часы: сообщения пойдут с {until:%H:%M}." if until else ""
    forced = f"\n\n{NO_REFUSAL}" if of.kind is Kind.SERVICE else ""
    return (
        f"<b>Отправить {recipients(count)}?</b>\n\nСообщение: {message(of)}\nТема: {topic(of)}\n"
        f"Кому: {escape(audience, quote=False)}\nКогда: {when}{forced}{wait}\n\n"
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
