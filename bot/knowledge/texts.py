"""Texts of the menu, sections and answers."""

from collections.abc import Iterable
from datetime import date
from html import escape

from bot.knowledge.markup import bind_words
from bot.knowledge.models import Answer, Details, Freshness, Source, Unknown
from bot.ui import texts as ui_texts

WELCOME = (
    "Здравствуйте! Отвечаю о поддержке экспорта, выставках, обучении и промышленности "
    "в Москве — с источником и датой.\n"
    "Спросите своими словами: <i>как получить грант на экспорт</i>, "
    "<i>когда открылось Руднево</i>, <i>чем Моспром отличается от МЭЦ</i>.\n"
    "Кто вы? От этого зависит порядок в меню; поменять можно в настройках."
)
BUSINESS = "💼 Я предприниматель"
STUDENT = "🎓 Я студент или ищу обучение"
JUST_MENU = "Сразу в меню"

HOME_TITLE = "<b>Меню</b>"
HOME_HINT = "Выберите раздел или напишите вопрос — обычными словами, как спросили бы человека."
SAVED_ANSWERS = "⭐ Избранное"
SETTINGS = "⚙️ Настройки"
HELP = "❓ Помощь"
PRIVACY = "🔒 Что я о вас помню"

SAVED_TITLE = "<b>Избранное</b>"
SAVED_EMPTY = (
    "Пока пусто. Откройте любой ответ и нажмите «⭐ Сохранить» — он появится здесь. "
    "Сохранённые выставки — отдельно, по кнопке ниже."
)
SAVED_HINT = "Ответы, которые вы сохранили. Выставки — отдельно, по кнопке ниже."

ROLE_CHOSEN = "Запомнил"

HELP_TEXT = (
    "<b>Что я умею</b>\n\n"
    "• Отвечаю на вопросы. Напишите как есть, можно с опечатками: <i>что оплачивает город на "
    "выставке</i>, <i>сколько длится учёба в «Профессиях будущего»</i>.\n"
    "• Показываю разделы, календарь выставок и подбор учёбы: /start\n"
    "• Храню ответы, которые вы сохранили: /saved\n"
    "• Слежу за выставками и сроками учёбы, напоминаю, показываю ваши заявки: /events\n"
    "• Настраиваюсь под вас — роль, темы рассылок, напоминания, тишина: /settings\n"
    "• Передаю вопрос человеку: /specialist\n"
    "• Рассказываю, что о вас помню, отдаю и удаляю это: /privacy\n\n"
    "В любом чате наберите @, моё имя и вопрос — вставлю ответ прямо туда.\n\n"
    "Я программа и отвечаю только тем, что записано в базе знаний с источником. Чего в ней нет, "
    "о том честно скажу — и предложу спросить специалиста."
)


SAVE = "⭐ Сохранить"
UNSAVE = "★ Убрать"
SAVED = "Сохранено: «Избранное» в меню"
UNSAVED = "Убрано из избранного"
SHARE = "📤 Поделиться"
MAP = "📍 Показать на карте"
WEBSITE = "🌐 Открыть сайт"
COPY_PHONE = "Скопировать телефон"
COPY_ADDRESS = "Скопировать адрес"

REVIEW_DUE = "🕓 Сведения пора перепроверить: сверьте их с источником."


def checked(day: date) -> str:
    return f"проверено {day:%d.%m.%Y}"


def as_of(month: str) -> str:
    """`month` is 2026-03, or 2026 where no source names a month."""
    if "-" in month:
        return f"по данным на {ui_texts.source_date(month)}"
    return f"по данным {month} года"


def unknown(items: Iterable[Unknown]) -> str:
    """What no source tells, in one line; empty when there is nothing."""
    words = ", ".join(_with_reason(item) for item in items)
    return f"❔ Пока не знаем: {words}." if words else ""


def _with_reason(item: Unknown) -> str:
    return escape(f"{item.what} ({item.reason})" if item.reason else item.what, quote=False)


def expired(day: date) -> str:
    return f"🗄 Действовало до {day:%d.%m.%Y}. Сейчас это уже не так — только для справки."


def not_yet(day: date) -> str:
    return f"⏳ Начнёт действовать {day:%d.%m.%Y}."


def card(found: Answer, body: str, *, unknown_first: bool = False) -> str:
    """The text of a card: its section, title, freshness, `body`, place, what is unknown, sources.

    It begins with what is unknown when that was asked for.
    """
    trail = ui_texts.TRAIL.join(map(escape, found.trail))
    head = f"{trail}\n<b>{escape(found.title, quote=False)}</b>"
    lines = [head, _freshness(found), body, _place(found), footer(found.details, found.checked)]
    lines.insert(0 if unknown_first else -1, unknown(found.details.unknown))
    return bind_words("\n\n".join(filter(None, lines)))


def _freshness(found: Answer) -> str:
    match found.freshness:
        case Freshness.EXPIRED if found.valid_until:
            return expired(found.valid_until)
        case Freshness.NOT_YET if found.valid_from:
            return not_yet(found.valid_from)
        case Freshness.REVIEW_DUE:
            return REVIEW_DUE
    return ""


def _place(found: Answer) -> str:
    place = found.details.place
    if place is None:
        return ""
    lines = (place.address and f"📍 {place.address}", place.phone and f"☎️ {place.phone}")
    return "\n".join(escape(line, quote=False) for line in lines if line)


def footer(details: Details, checked_on: date | None) -> str:
    """The sources, how new they are, and the day on which a person compared the text with them."""
    word = ui_texts.SOURCE if len(details.sources) == 1 else ui_texts.SOURCES
    newest = as_of(details.as_of) if details.as_of else ""
    age = ", ".join(filter(None, (newest, checked(checked_on) if checked_on else "")))
    listed = f"{word}: {'; '.join(map(_source, details.sources))}"
    return f"<i>{listed}\n{age[0].upper()}{age[1:]}</i>" if age else f"<i>{listed}</i>"


def _source(source: Source) -> str:
    title = escape(source.title, quote=False)
    if source.url:
        title = f'<a href="{escape(source.url)}">{title}</a>'
    return f"{title}, {escape(ui_texts.source_date(source.date), quote=False)}"
