"""Texts that many screens share: navigation, errors, numbers, dates, sources, topics."""

import re
import unicodedata
from datetime import date
from html import escape

from bot.people.models import Topic

BACK = "‹ Назад"
SIMILAR = "🔎 Похожие"
NOT_ABOUT = "↩️ Не об этом"
CHOSEN = "✓ "  # before the label of what is switched on
HOME = "🏠 Меню"
CALENDAR = "🗓 Календарь"
SPECIALIST = "👤 Специалист"
BELOW = (HOME, CALENDAR, SPECIALIST)  # the buttons under the input field
PLACEHOLDER = "Напишите вопрос"
PREVIOUS = "‹"
NEXT = "›"
TRAIL = " › "
COUNTED = " · "  # between a label and the number of what it opens

NAMELESS = "без имени"
NAME_CHARACTERS = 64

GONE = (
    "Этой страницы больше нет: её убрали или заменили.\n\n"
    "Напишите вопрос или откройте меню — поищу то, что есть сейчас."
)
QUESTION_GONE = (
    "Этого вопроса у меня уже нет: его удалили или он давний.\n\nНапишите его ещё раз — отвечу."
)
GONE_IN_GROUP = "Этого больше нет: запись убрали или человек удалил свои данные."
RENEWED = "Меню с тех пор изменилось — открываю новое."
TEAM_ONLY = "Эта кнопка только для сотрудников."
SLOWER = "Не успеваю за вами. Подождите несколько секунд и продолжайте."
SORRY = "Что-то сломалось, уже чиним. Попробуйте через пару минут — написанное не пропало."

FAILED = (
    "Одно из ваших сообщений или нажатий обработать не удалось, мы разбираемся.\n\n"
    "Если оно ещё важно, напишите другими словами или откройте меню."
)


_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_UNSEEN = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e"
    r"\u2061-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0100-\U000e01ef"
)
# Turns the rest of a line round, covers the lines above, or cannot be seen. Between emoji U+200D
# makes one of two, behind a black flag tags make that of a country. U+2060 holds «35–45» together.
_INVISIBLE = re.compile(
    rf"[{_UNSEEN}]"
    r"|(?<![–—])\u2060|\u2060(?!\d)"
    rf"|(?<=[{_MARKS}][{_MARKS}])[{_MARKS}]+"
    r"|(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e007f]+"
    r"|(?<![\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])\u200d"
)
# Hardly a text has any of these, and one set of signs is looked for ten times as fast.
_SUSPECT = re.compile(rf"[{_UNSEEN}{_MARKS}\U000e0000-\U000e007f\u200d\u2060]")
_BLANK = str.maketrans(dict.fromkeys("\u115f\u1160\u2800\u3164\uffa0", " "))  # letters without ink


def visible(text: str) -> str:
    """Without signs that nobody sees: names and questions of people hold them."""
    return _INVISIBLE.sub("", text) if _SUSPECT.search(text) else text


def shown_name(name: str) -> str:
    """A name in one line; «без имени» where nothing of it can be seen."""
    words = " ".join(visible(name).translate(_BLANK).split())
    seen = any(unicodedata.category(sign)[0] in "LNPS" for sign in words)
    return cut(words, NAME_CHARACTERS) if seen else NAMELESS


_INNER_MARKS = str.maketrans("«»", "„“")


def safe(text: str) -> str:
    """A text of people or files as Telegram HTML."""
    return escape(text, quote=False)


def quoted(title: str) -> str:
    """In quotation marks; those within become the inner ones: «Что такое „Моспром“»."""
    return f"«{title.translate(_INNER_MARKS)}»"


def capital(text: str) -> str:
    """The text with a capital first letter; the others stay, as in «ОАЭ»."""
    return text[:1].upper() + text[1:]


def ticked(label: str, *, chosen: bool) -> str:
    """The label of what can be switched on, or be one of several."""
    return f"{CHOSEN}{label}" if chosen else label


def paragraphs(*parts: str) -> str:
    """The parts that are not empty, with an empty line between them."""
    return "\n\n".join(filter(None, parts))


def folded(html: str) -> str:
    """A quotation of which Telegram shows three lines until it is tapped."""
    return f"<blockquote expandable>{html}</blockquote>"


def counter(page: int, pages: int) -> str:
    """`page` counts from 0."""
    return f"{page + 1}/{pages}"


def cut(text: str, longest: int) -> str:
    """The text, cut with «…» to at most `longest` characters as Telegram counts them."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * longest:
        return text
    return f"{units[: 2 * (longest - 1)].decode('utf-16-le', 'ignore').rstrip()}…"


def figure(number: int) -> str:
    """«1 284», with a space that does not break."""
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")


def plural(number: int, one: str, few: str, many: str) -> str:
    """The number with its noun as Russian wants: «1 ответ», «2 ответа», «5 ответов»."""
    tens, units, written = number % 100, number % 10, figure(number)
    if units == 1 and tens != 11:  # noqa: PLR2004 - the rule of Russian numerals
        return f"{written} {one}"
    if units in (2, 3, 4) and tens not in (12, 13, 14):
        return f"{written} {few}"
    return f"{written} {many}"


_MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
_WEEKDAYS = (
    "понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье",
)  # fmt: skip
_NEAR = {0: "сегодня", 1: "завтра", 2: "послезавтра"}


def day(when: date) -> str:
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def weekday(when: date) -> str:
    return _WEEKDAYS[when.weekday()]


def full_day(when: date) -> str:
    """«7 декабря 2026, понедельник»."""
    return f"{day(when)}, {weekday(when)}"


def span(start: date, end: date) -> str:
    """«7–11 декабря 2026»: a month or year that both days share is written once."""
    if start == end:
        return day(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{day(end)}"
    if start.year == end.year:
        return f"{start.day} {_MONTHS[start.month - 1]} – {day(end)}"
    return f"{day(start)} – {day(end)}"


def full_span(start: date, end: date) -> str:
    """«7–11 декабря 2026, понедельник — пятница»."""
    if start == end:
        return full_day(start)
    return f"{span(start, end)}, {weekday(start)} — {weekday(end)}"


def ahead(days: int) -> str:
    """How soon a day comes that is not past."""
    return _NEAR.get(days) or f"через {plural(days, 'день', 'дня', 'дней')}"


def left(days: int) -> str:
    """How long something lasts yet; 0 is its last day."""
    if not days:
        return "последний день"
    return f"ещё {plural(days, 'день', 'дня', 'дней')}"


SOURCE = "Источник"
SOURCES = "Источники"
NO_DATE = "дата не указана"
_MONTHS_ALONE = (
    "январь", "февраль", "март", "апрель", "май", "июнь",
    "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip

_MONTHS_WITHIN = (
    "январе", "феврале", "марте", "апреле", "мае", "июне",
    "июле", "августе", "сентябре", "октябре", "ноябре", "декабре",
)  # fmt: skip


def month_of_year(when: int) -> str:
    """«декабрь 2026» for 202612."""
    year, month = divmod(when, 100)
    return f"{_MONTHS_ALONE[month - 1]} {year}"


def in_month(month: int) -> str:
    """«в январе» for 1."""
    return f"в {_MONTHS_WITHIN[month - 1]}"


def source_date(written: str | None) -> str:
    """A source's date as precise as it is known: 05.12.2025, «декабрь 2025», 2025, or words."""
    if written is None:
        return NO_DATE
    match written.split("-"):
        case [year, month, day] if (year + month + day).isdigit():
            return f"{day}.{month}.{year}"
        case [year, month] if (year + month).isdigit():
            return f"{_MONTHS_ALONE[int(month) - 1]} {year}"
    return written


TOPICS = {
    Topic.EXPORT: "Экспорт",
    Topic.EXHIBITIONS: "Выставки",
    Topic.TRAINING: "Обучение",
    Topic.NEWS: "Новости",
}
