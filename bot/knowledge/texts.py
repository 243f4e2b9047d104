"""Texts of the menu, sections and answers."""

import re
from collections.abc import Iterable
from datetime import date
from html import escape

from bot.knowledge.markup import bind_words, cut_to_fold
from bot.knowledge.models import Answer, Details, Freshness, Introduction, Source, Unknown
from bot.ui import texts as ui_texts
from bot.ui.texts import capital, safe

WELCOME = "Здравствуйте!"
ASK = "Спросите своими словами"
WHO_ARE_YOU = "Чем вам помочь? Покажу нужное первым — поменять можно в любой момент."
BUSINESS = "💼 Я предприниматель"
STUDENT = "🎓 Я студент или ищу обучение"
JUST_MENU = "Сразу в меню"

HOME_TITLE = "<b>Меню</b>"
HOME_HINT = "Напишите вопрос своими словами — или выберите, с чего начать."
SECTIONS = "📚 Все разделы"
SECTIONS_HINT = "Выберите раздел — или напишите вопрос своими словами."
SETTINGS = "⚙️ Настройки"
HELP = "❓ Помощь"
PRIVACY = "🔒 Что я о вас помню"

SAVED_ANSWERS = "⭐ Сохранённые ответы"
SAVED_TITLE = f"<b>{SAVED_ANSWERS}</b>"
SAVED_EMPTY = "Пока пусто. Нажмите ⭐ под любым ответом — он появится здесь."

WELCOME_BACK = "С возвращением!"
ROLE_CHOSEN = "Запомнил"

HELP_TEXT = (
    f"<b>{HELP}</b>\n\n"
    "• Отвечаю на вопросы. Пишите своими словами, можно с опечатками.\n"
    "• Разделы — /menu, календарь — /calendar, подбор учёбы — /training\n"
    "• Ваши ответы, события, заявки и оповещения: /my\n"
    "• Роль, темы рассылок, напоминания, звук: /settings\n"
    "• Передам вопрос человеку: /specialist\n"
    "• Покажу, выгружу или удалю ваши данные: /privacy\n\n"
    "В любом чате наберите @, моё имя и вопрос — вставлю ответ прямо туда.\n\n"
    "Я программа: отвечаю только тем, что записано в базе с источником. Чего не знаю, о том скажу "
    "— и позову специалиста."
)


SAVE = "⭐"
UNSAVE = f"{ui_texts.CHOSEN}⭐"
SAVED = "Сохранил: найдёте в «⭐ Моё»"
UNSAVED = "Убрал из сохранённого"
SHARE = "📤"
MAP = "📍 Карта"
WEBSITE = "🌐 Сайт"
COPY_PHONE = "☎️ Номер"
COPY_ADDRESS = "📋 Адрес"

REVIEW_DUE = "🕓 Сведения пора перепроверить: сверьте их с источником."


def welcome(found: Introduction) -> str:
    return introduced(f"{WELCOME} {found.about}", ASK, found.examples)


def introduced(about: str, ask: str, examples: Iterable[str]) -> str:
    """What the bot is, and how to ask it."""
    printed = ", ".join(f"<i>{safe(each)}</i>" for each in examples)
    return f"{safe(about)}\n\n{': '.join(filter(None, (ask, printed)))}."


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
    return safe(f"{item.what} ({item.reason})" if item.reason else item.what)


def expired(day: date) -> str:
    return f"🗄 Действовало до {day:%d.%m.%Y}. Сейчас это уже не так — только для справки."


def not_yet(day: date) -> str:
    return f"⏳ Начнёт действовать {day:%d.%m.%Y}."


def short_answer(page: str, passage: str = "") -> str:
    """The page with its first paragraphs as they are and the others folded into a quotation.

    `passage` is a sentence of the folded ones that says what was asked: it comes before all.
    """
    first, rest = cut_to_fold(page)
    said = safe(passage.removeprefix("• ").rstrip(";"))
    return around_quotations(said, first, ui_texts.folded(rest)) if rest else first


def card(found: Answer, body: str, *, unknown_first: bool = False, in_section: bool = False) -> str:
    """The text of a card: title, freshness, `body`, place, what is unknown, sources.

    It begins with what is unknown when that was asked for; with the sections above it `in_section`.
    """
    trail = f"{ui_texts.TRAIL.join(map(escape, found.trail))}\n" if in_section else ""
    head = f"{trail}<b>{safe(found.title)}</b>"
    lacking = unknown(found.details.unknown)
    first, last = (lacking, "") if unknown_first else ("", lacking)
    about = footer(found.details, found.checked, last)
    return bind_words(around_quotations(first, head, _freshness(found), body, _place(found), about))


_AROUND_QUOTATION = re.compile(r"\n\n(?=<blockquote)|(?<=</blockquote>)\n\n")


def around_quotations(*parts: str) -> str:
    """As `paragraphs`, but without the empty lines beside a quotation."""
    return _AROUND_QUOTATION.sub("\n", ui_texts.paragraphs(*parts))


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
    return "\n".join(safe(line) for line in lines if line)


def footer(details: Details, checked_on: date | None, lacking: str = "") -> str:
    """What is unknown, how new the sources are, when a person compared them, and the sources.

    A quotation that Telegram folds to three lines.
    """
    word = ui_texts.SOURCE if len(details.sources) == 1 else ui_texts.SOURCES
    newest = as_of(details.as_of) if details.as_of else ""
    age = ", ".join(filter(None, (newest, checked(checked_on) if checked_on else "")))
    age = f"{capital(age)}. " if age else ""
    listed = f"{age}{word}: {'; '.join(map(_source, details.sources))}"
    return ui_texts.folded("\n".join(filter(None, (lacking, listed))))


def _source(source: Source) -> str:
    title = safe(source.title)
    if source.url:
        title = f'<a href="{escape(source.url)}">{title}</a>'
    return f"{title}, {safe(ui_texts.source_date(source.date))}"
