"""Words of saved events, of alerts and of notices."""

from datetime import date
from textwrap import shorten

from bot.knowledge import english_texts
from bot.reminders.models import NoticeKind
from bot.ui import texts as ui_texts
from bot.ui.texts import capital, plural, quoted, ticked

MINE = "🎟 Мои события"
TITLE = "<b>🎟 Мои события</b>"
EMPTY = (
    "Пока пусто. Откройте в календаре выставку или срок учёбы и нажмите «⭐ Сохранить»: напомню "
    "заранее, а если даты изменятся — сразу скажу."
)
SAVE = "⭐ Сохранить"
UNSAVE = "✓ ⭐ Сохранено"
KEPT = "Сохранено: «Мои события»."
SAVED = f"{KEPT} Если перенесут или отменят — скажу."
SAVED_SILENTLY = f"{KEPT} Сообщения от меня у вас выключены: включить их можно в «⏰ Напоминания»."
UNSAVED = "Убрано из «Моих событий»: напоминать не буду"
ALL_TO_CALENDAR = "📥 Все в мой календарь"
FILE_NAME = "my-events.ics"
FILE_CAPTION = (
    "Ваши события. Откройте файл — они добавятся в календарь телефона или компьютера. "
    "Если даты изменятся, скачайте файл заново: он поправит прежние записи."
)
NO_FILE = "Ни у одного сохранённого события ещё нет дат — класть в календарь пока нечего."
WHEN_TO_REMIND = "⏰ Напоминания"

ALERTS = "🔔 Оповещения"
FOLLOW = "🔔 Подписаться"
FOLLOW_SHORT = "🔔 О новых"
FOLLOWING_TITLE = "<b>🔔 Сообщать о новых</b>"
FOLLOWING_HINT = (
    "О чём сообщать? Появится новое — напишу, не чаще раза в день. Нажмите ещё раз — и перестану."
)
CHOOSE_FILTER = "🔎 Выбрать страну или отрасль"
ALL_ALERTS = "🔔 Все мои оповещения"
UNFOLLOWED = "Больше не сообщаю об этом"
ALERTS_TITLE = "<b>🔔 Оповещения о новом</b>"
ALERTS_EMPTY = (
    "Пока ни одного. В календаре нажмите «🔔 О новых», в каталоге учёбы — «🔔 Подписаться»: "
    "раз в день, днём, пришлю то, что появилось."
)
ALERTS_HINT = "Раз в день, днём, присылаю новое по этим фильтрам. Нажмите, чтобы убрать:"
ALERT_MARKS = {"event": "🎪", "programme": "🎓"}
ALERT_REMOVED = "Убрал: об этом сообщать не буду"
LONGEST_TITLE = 100  # an alert holds 200 characters
EVERYTHING = "все выставки"
ALL_COURSES = "всё обучение"


def found(total: int) -> str:
    return f"Сохранено: {plural(total, 'событие', 'события', 'событий')}."


def saved(first_reminder: date | None, *, silenced: bool) -> str:
    if silenced:
        return SAVED_SILENTLY
    return f"{KEPT} Напомню {ui_texts.day(first_reminder)}." if first_reminder else SAVED


def saved_in_english(first_reminder: date | None, *, silenced: bool) -> str:
    kept = "Saved: “🎟 My events”."
    if silenced:
        return f"{kept} You have switched my messages off: “⏰ Reminders” switches them on."
    if first_reminder:
        return f"{kept} I remind you on {english_texts.day(first_reminder)}."
    return f"{kept} I tell you if it is moved or cancelled."


def following(title: str) -> str:
    title = shorten(title, LONGEST_TITLE, placeholder="…")
    return f"Готово: сообщу о новом — {quoted(title)}. Не чаще раза в день."


def followed(title: str, *, is_followed: bool) -> str:
    """The button that begins to tell, or that tells already."""
    return ticked(capital(title), chosen=is_followed)


def remove(mark: str, title: str) -> str:
    return f"✖️ {ALERT_MARKS[mark]} {title}"


TITLES = {
    NoticeKind.DEADLINE: "⏰ <b>Скоро закончится приём заявок</b>",
    NoticeKind.START: "📅 <b>Скоро начнётся</b>",
    NoticeKind.CHANGE: "🔁 <b>Изменения в том, что вы сохранили</b>",
    NoticeKind.NEW_EVENT: "🔔 <b>Новое в календаре по вашим фильтрам</b>",
    NoticeKind.NEW_PROGRAMME: "🎓 <b>Новые программы по вашим фильтрам</b>",
}
IN_ENGLISH = {
    NoticeKind.DEADLINE: "⏰ <b>Applications close soon</b>",
    NoticeKind.START: "📅 <b>Beginning soon</b>",
    NoticeKind.CHANGE: "🔁 <b>What you saved has changed</b>",
    NoticeKind.NEW_EVENT: "🔔 <b>New in the calendar for your filters</b>",
}
SOON = "📅 <b>Скоро: не пропустите</b>"  # where a date of study is among those that begin
NEW_FILE = (
    "Если событие уже в вашем календаре, нажмите в карточке «📥 Добавить в мой календарь» ещё раз."
)
FORGET = "🔕 Не напоминать об этой"
FORGET_ONE = "Не нужна? Откройте её и нажмите «★ Убрать»."
TO_TAKE = (
    "🧳 <b>Что взять с собой:</b> паспорт, билет или подтверждение участия, визитки, каталоги и "
    "образцы, зарядку."
)
TO_TAKE_ABROAD = (
    "🧳 <b>Что взять с собой:</b> загранпаспорт и визу, если нужна, билет или подтверждение "
    "участия, визитки и каталоги на языке страны, образцы и бумаги на них для таможни, зарядку."
)
CANCELLED = "❌ Отменено"
GONE = "🗄 Убрано из календаря: редакция его больше не ведёт"
RESTORED = "↩️ Снова в календаре"
CONFIRMED = "✅ Дата подтверждена"
UNCONFIRMED = "❔ Дата больше не подтверждена — она предварительная"


def more(number: int) -> str:
    return f"…и ещё {number}: они в списке."


def dates_appeared(new: str) -> str:
    return f"📅 Появились даты: {new}"


def dates_moved(new: str, old: str) -> str:
    return f"📅 Новые даты: {new} (были {old})"


def dates_gone(old: str) -> str:
    return f"📅 Даты сняты (были {old}), новых источник не называет"


def deadline_appeared(new: str) -> str:
    return f"📝 Заявки принимают до {new}"


def deadline_moved(new: str, old: str) -> str:
    return f"📝 Заявки теперь до {new} (было до {old})"


def deadline_gone(old: str) -> str:
    return f"📝 Срок подачи заявок снят (был до {old})"
