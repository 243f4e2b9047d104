"""Texts of the calendar, exhibitions, changes of their dates and the vote."""

from collections.abc import Collection
from datetime import date, timedelta
from html import escape
from itertools import groupby
from urllib.parse import urlsplit

from bot.events import periods
from bot.events.filters import EventPage
from bot.events.models import (
    FIRST_MONTH,
    Event,
    EventDates,
    EventState,
    Facet,
    Guide,
    KindFilter,
    ListFilter,
    Status,
    VotingPeriod,
    month_number,
)
from bot.events.periods import DaySpan
from bot.knowledge import english_texts
from bot.knowledge.markup import bind_words
from bot.ui import texts as ui_texts
from bot.ui.texts import capital, paragraphs, plural, quoted, safe

CALENDAR = "🗓 Календарь выставок"
CALENDAR_SHORT = ui_texts.CALENDAR  # where two buttons share a row
TITLE = f"<b>{CALENDAR}</b>"
TITLES = {
    KindFilter.EXHIBITIONS: TITLE,
    KindFilter.STUDY: "<b>🗓 Календарь учёбы</b>",
    KindFilter.ALL: "<b>🗓 Весь календарь</b>",
}
ARCHIVE_TITLE = "<b>🗄 Архив выставок и бизнес-миссий</b>"
ARCHIVE_TITLES = {
    KindFilter.EXHIBITIONS: ARCHIVE_TITLE,
    KindFilter.STUDY: "<b>🗄 Архив учёбы: сроки и экзамены</b>",
    KindFilter.ALL: "<b>🗄 Архив: всё, что прошло</b>",
}
UNDATED_TITLE = "<b>❔ Обычно в эти месяцы, дата не подтверждена</b>"
UNDATED_HINT = "Сохраните то, что нужно: когда даты появятся, сразу скажу."
KINDS = {
    KindFilter.EXHIBITIONS: "Выставки",
    KindFilter.STUDY: "Учёба",
    KindFilter.ALL: "Всё",
}
OF_KIND = {KindFilter.EXHIBITIONS: "", KindFilter.STUDY: "учёба", KindFilter.ALL: "весь календарь"}
STUDY_DATES = "🗓 Сроки учёбы"
FILTERS = "🔎 Фильтры"
FILTERS_HINT = "Выберите страну, отрасль или время — список сузится. В скобках — сколько событий."
ARCHIVE = "🗄 Архив"
AHEAD = "📅 Впереди"
RESET = "✖️ Сбросить фильтры"
PRELIMINARY_MARK = "❔ — дата предварительная."
GUIDES = {
    Guide.CITY_PAYS: "💰 Кто платит",
    Guide.TOTALS: "📊 Итоги",
    Guide.HOW_TO_JOIN: "🧳 Как поехать",
}

NOTHING = "С такими фильтрами ничего нет."
NEAREST = "Ближе всего:"
NOTHING_AT_ALL = "Календарь пока пуст: редакция ещё не внесла события."

COUNTED = "В скобках — сколько событий."
NONE_YET = "Здесь впереди пока пусто: есть архив, и можно узнать о новых."
NO_OPTIONS = "При таких фильтрах выбирать не из чего. Сбросьте их — и выбор появится."
FACETS = {
    Facet.COUNTRY: "🌍 Страна",
    Facet.CATEGORY: "🏭 Отрасль",
    Facet.PERIOD: "📅 Когда",
    Facet.SHOW: "📌 Что показать",
}
SUBJECT = "🏷 Тема"  # instead of the branch where there are dates
ANY_SUBJECT = "любая тема"
ANY = {
    Facet.COUNTRY: "любая страна",
    Facet.CATEGORY: "любая отрасль",
    Facet.PERIOD: "любое время",
    Facet.SHOW: "предстоящие",
}
SHOWN = {
    ListFilter.AHEAD: "предстоящие",
    ListFilter.APPLY: "принимают заявки",
    ListFilter.ON: "идут сейчас",
    ListFilter.UNCONFIRMED: "без даты",
    ListFilter.CANCELLED: "отменённые",
    ListFilter.ARCHIVE: "архив",
    ListFilter.MOSCOW: "архив: где был наш город",
}
_PERIODS = {30: "ближайшие 30 дней", 90: "три месяца", 180: "полгода", 365: "год вперёд"}

HOME_COUNTRY = "Россия"
WEEK = timedelta(days=7)
SOON = timedelta(days=31)  # of what is later, a list does not say in how many days it is
MOST_MONTHS = 4  # on a page of a list

STATE_EMOJI = {
    EventState.APPLY: "📝",
    EventState.UPCOMING: "🟢",
    EventState.ON: "🔵",
    EventState.FINISHED: "🗄",
    EventState.UNCONFIRMED: "❔",
    EventState.CANCELLED: "❌",
}
UNMARKED = (EventState.UPCOMING, EventState.ON, EventState.FINISHED)  # where the list says it
STATES = {
    EventState.APPLY: "📝 Идёт приём заявок",
    EventState.UPCOMING: "🟢 Предстоит",
    EventState.ON: "🔵 Идёт сейчас",
    EventState.FINISHED: "🗄 Уже прошло",
    EventState.UNCONFIRMED: "❔ Дата не подтверждена",
    EventState.CANCELLED: "❌ Отменено",
}
PAST_EDITION = "🗄 Прошлый выпуск"
NO_DATES = "Точных дат пока нет"
PRELIMINARY = "предварительно"
NO_END = "день окончания уточните"
NO_DATES_SHORT = "даты не названы"
ORGANISER = "Организатор"
MOSCOW = {
    True: "🏙 Участие нашего города подтверждено источником",
    False: "🏙 Наш город не участвует: так говорит источник",
    None: "",
}
WITH_MOSCOW = "с участием города"
ON_NOW = "Идёт сейчас"
NO_MONTH = "Месяц пока не известен"

SOURCE_OF_DATES = "Источник прежних дат"
SOURCE_OF_STATUS = "Источник прежних сведений"

TO_CALENDAR = "📥 Добавить в мой календарь"
SITE = "🌐 Сайт"
SHARE = "📤 Поделиться"
NO_FILE = "Даты ещё не названы — класть в календарь пока нечего."
FILE_CAPTION = "Откройте файл — событие добавится в календарь телефона или компьютера."


def filter_period(value: int) -> str:
    if span := DaySpan.of(value):
        return periods.in_words(span.since, span.until, date.min)
    if value >= FIRST_MONTH:
        return ui_texts.month_of_year(value)
    return _PERIODS.get(value) or f"{value} год"


def facet_title(facet: Facet, kind: KindFilter) -> str:
    return SUBJECT if _is_subject(facet, kind) else FACETS[facet]


def any_value(facet: Facet, kind: KindFilter) -> str:
    return ANY_SUBJECT if _is_subject(facet, kind) else ANY[facet]


def _is_subject(facet: Facet, kind: KindFilter) -> bool:
    """Dates have a subject where exhibitions have a branch."""
    return facet is Facet.CATEGORY and kind is not KindFilter.EXHIBITIONS


def filter_value(facet: Facet, value: int) -> str:
    """A value of the facets whose values are numbers without a name."""
    return SHOWN[ListFilter(value)] if facet is Facet.SHOW else filter_period(value)


def filter_words(found: EventPage) -> dict[Facet, str]:
    """The filters that are set, in words."""
    wanted = found.filter
    words = {
        Facet.COUNTRY: found.country,
        Facet.CATEGORY: found.category,
        Facet.PERIOD: filter_period(wanted.period) if wanted.period else "",
        Facet.SHOW: SHOWN[wanted.show] if wanted.show else "",
    }
    return {facet: word for facet, word in words.items() if word}


def filter_button(facet: Facet, word: str, kind: KindFilter) -> str:
    """The label of a filter that is set: its emoji and its value."""
    return f"{facet_title(facet, kind).partition(' ')[0]} {word}"


def kind_button(kind: KindFilter, chosen: KindFilter) -> str:
    """The chosen one is marked as bots mark the page that is open; it has a third of a row."""
    return f"·{KINDS[kind]}·" if kind is chosen else KINDS[kind]


def undated(number: int) -> str:
    """The button of the list of those without dates."""
    return f"❔ Обычно в эти месяцы ({number})"


def folded(number: int) -> str:
    """The button of the values that show nothing."""
    return f"▾ Где впереди пусто ({number})"


def found(total: int) -> str:
    return plural(total, "событие", "события", "событий")


def wider(dropped: tuple[Facet, ...], show: ListFilter, kind: KindFilter, total: int) -> str:
    """«Любая страна, архив — 8 событий»."""
    words = ", ".join(
        SHOWN[show] if facet is Facet.SHOW else any_value(facet, kind) for facet in dropped
    )
    return f"{capital(words)} — {found(total)}"


def apply_by(written: str, soon: str) -> str:
    return f"📝 Заявки — до {written} ({soon})"


def applied_by(written: str) -> str:
    return f"📝 Заявки принимали до {written}"


def dates_edited(day: str) -> str:
    return f"✏️ Даты изменены редакцией {day}"


def status_edited(day: str) -> str:
    return f"✏️ Состояние изменено редакцией {day}"


def removed(name: str) -> str:
    return f"{quoted(name)} больше нет в календаре. Вот что в нём есть."


def card(found: Event, *, in_calendar: bool = False) -> str:
    """The text of a card: name and state, dates and place, what is known beside, the source.

    With its place in the calendar above it `in_calendar`.
    """
    above = (CALENDAR, found.country) if found.is_exhibition else (CALENDAR_SHORT, found.category)
    head = (
        safe(ui_texts.TRAIL.join(above)) if in_calendar else "",
        f"<b>{safe(found.name)}</b>",
        safe(_kind(found)) if found.is_exhibition else "",
    )
    lines = (
        _state(found),
        found.status_edited and status_edited(ui_texts.day(found.status_edited)),
        f"📅 {when(found)}",
        found.dates_edited and dates_edited(ui_texts.day(found.dates_edited)),
        *(_of_exhibition(found) if found.is_exhibition else _of_date(found)),
    )
    facts = "\n".join(safe(line) for line in lines if line)
    parts = ("\n".join(filter(None, head)), facts, safe(found.note), _source(found))
    return bind_words(paragraphs(*parts))


def _of_exhibition(found: Event) -> tuple[str, ...]:
    return (
        f"📍 {place(found)}",
        _industry(found),
        found.organiser and f"👥 {ORGANISER}: {found.organiser}",
        MOSCOW[found.moscow],
        apply_deadline(found),
    )


def _of_date(found: Event) -> tuple[str, ...]:
    return (
        found.audience and f"👥 {capital(found.audience)}",
        found.city and f"📍 {capital(found.city)}",
        found.rule and f"📜 {capital(found.rule)}",
    )


def place(found: Event) -> str:
    """Where it is: a country and a city; empty for a date of no place."""
    return ", ".join(filter(None, (found.country, found.city)))


def when(found: Event) -> str:
    """The dates and how soon they are; unconfirmed ones are marked so.

    With weekdays, unless it lasts for more than a week: «суббота — воскресенье» of three months
    would read as weekends alone.
    """
    if found.starts is None:
        return usually(found) or NO_DATES
    ends = found.ends or found.starts
    in_days = ui_texts.full_span if ends - found.starts < WEEK else ui_texts.span
    words = in_days(found.starts, ends)
    if found.ends is None:
        words = f"с {words}; {NO_END}" if found.is_exhibition else f"с {words}"
    if found.state is EventState.UNCONFIRMED:
        words = f"{PRELIMINARY} {words}"
    return " · ".join(filter(None, (words, distance(found))))


def usually(found: Event) -> str:
    """«Обычно в январе»; empty where nobody says it, and for an event that is over."""
    if found.usual_month is None or found.past:
        return ""
    return f"Обычно {ui_texts.in_month(found.usual_month)}"


def distance(found: Event) -> str:
    """«через 14 дней», «ещё 2 дня»; empty for an event that is over, cancelled or undated."""
    if found.starts is None or found.past or found.state is EventState.CANCELLED:
        return ""
    if found.starts > found.today:
        return ui_texts.ahead((found.starts - found.today).days)
    return ui_texts.left((found.ends - found.today).days) if found.ends else ""


def _kind(found: Event) -> str:
    return capital(" · ".join(dict.fromkeys((found.format, found.category))))


def _state(found: Event) -> str:
    if found.state is EventState.UNCONFIRMED and found.past:
        return PAST_EDITION
    return STATES[found.state]


def _industry(found: Event) -> str:
    same = found.industry.casefold() == found.category.casefold()
    return "" if same or not found.industry else f"🏭 {capital(found.industry)}"


def apply_deadline(found: Event) -> str:
    """Empty where no source names it."""
    if found.apply_by is None:
        return ""
    if not found.accepts:
        return applied_by(ui_texts.day(found.apply_by))
    soon = ui_texts.ahead((found.apply_by - found.today).days)
    return apply_by(ui_texts.full_day(found.apply_by), soon)


def _source(found: Event) -> str:
    """Empty where the source is no page: then the note names it."""
    if not found.source_url:
        return ""
    host = urlsplit(found.source_url).netloc.removeprefix("www.")
    link = f'<a href="{escape(found.source_url)}">{safe(host)}</a>'
    date = ui_texts.source_date(found.source_date or None)
    return f"<i>{_source_of(found)}: {link}, {safe(date)}</i>"


def _source_of(found: Event) -> str:
    """The source is not named as the source of what an admin has changed."""
    if found.dates_edited:
        return SOURCE_OF_DATES
    return SOURCE_OF_STATUS if found.status_edited else ui_texts.SOURCE


def event_list(found: EventPage) -> str:
    """Lines under their months, numbered as the buttons are: a phone has to show the first of ten.

    Where the months are many, the lines stand under their years.
    """
    show = found.filter.show
    headings = [_heading(each, show) for each in found.events]
    if len(set(headings)) > MOST_MONTHS:
        headings = [_heading(each, show, by_year=True) for each in found.events]
    lines = []
    numbered = enumerate(zip(headings, found.events, strict=True), start=1)
    for heading, listed in groupby(numbered, lambda each: each[1][0]):
        lines.append(f"<b>{heading}</b>")
        lines += [f"{at}. {_line(event, heading, found.country)}" for at, (_, event) in listed]
    marked = any(event.starts and event.state is EventState.UNCONFIRMED for event in found.events)
    return bind_words("\n".join((*lines, *((PRELIMINARY_MARK,) if marked else ()))))


def _heading(event: Event, show: ListFilter, *, by_year: bool = False) -> str:
    if event.starts is None:
        if event.past and event.first_day:
            return f"{event.first_day.year} год"
        return capital(usually(event)) or NO_MONTH
    if event.state is EventState.ON and show is not ListFilter.ARCHIVE:
        return ON_NOW
    if by_year:
        return f"{event.starts.year} год"
    return capital(ui_texts.month_of_year(month_number(event.starts)))


def _line(event: Event, under: str, country: str) -> str:
    """The name, the dates and the place, without what the heading and the filters say."""
    mark = "" if event.state in UNMARKED else f"{STATE_EMOJI[event.state]} "
    parts = (
        _dates_under(event, under),
        _short_place(event, country) if event.is_exhibition else "",
        distance(event) if under == ON_NOW else "",
        WITH_MOSCOW if event.moscow else "",
    )
    said = _DOT.join(filter(None, (event.label, ", ".join(filter(None, parts)))))
    return safe(f"{mark}{said}")


_DOT = "\N{NO-BREAK SPACE}· "  # begins no line


def _dates_under(event: Event, under: str) -> str:
    """«7–11» under «Декабрь 2026», «7–11 декабря» under «2026 год»."""
    dates = _dates_in_list(event)
    if event.starts is None:
        return "" if dates.casefold() == under.casefold() else dates
    year = str(event.starts.year)
    dates = dates.removesuffix(f" {year}") if year in under or under == ON_NOW else dates
    days = dates.partition(" ")[0]
    return days if "–" in days and under.endswith(year) else dates


def _dates_in_list(event: Event) -> str:
    """The mark of its state says that they are preliminary."""
    return short_dates(event).removeprefix(f"{PRELIMINARY} ")


def _short_place(event: Event, country: str) -> str:
    """The city in Russia, and in the `country` that the list is of; else the country is enough."""
    at, city = event.places
    return city if city and at in {HOME_COUNTRY, country} else at


def list_item(event: Event) -> str:
    """Two lines: the name, then the dates and the place or whom they are for."""
    at_home = event.city and event.country == HOME_COUNTRY
    parts = (
        _dates_in_list(event),
        (event.city if at_home else place(event)) if event.is_exhibition else event.audience,
        _distance_if_soon(event),
        WITH_MOSCOW if event.moscow else "",
    )
    details = safe(" · ".join(filter(None, parts)))
    return f"{STATE_EMOJI[event.state]} <b>{safe(event.name)}</b>\n{details}"


def _distance_if_soon(event: Event) -> str:
    soon = event.starts is not None and event.starts - event.today <= SOON
    return distance(event) if soon else ""


def short_dates(event: Event) -> str:
    """«7–11 декабря 2026», without weekdays."""
    if event.starts is None:
        return usually(event).lower() or NO_DATES_SHORT
    words = ui_texts.span(event.starts, event.ends or event.starts)
    words = words if event.ends else f"с {words}"
    return f"{PRELIMINARY} {words}" if event.state is EventState.UNCONFIRMED else words


MOVE = "✏️ Изменить даты"
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
MOVE_NO_DATES = "без дат"
APPLY = "✅ Изменить"
MOVED = "Изменил. Тем, кто сохранил, скажу"
CHANGED_MEANWHILE = "Выставку с тех пор изменили. Посмотрите, что было и что станет, ещё раз."
NOT_NAMED = "Ответов, где эти даты названы словами, не нашёл. Если знаете такой — поправьте и его."
_NAMED_MOST = 10
KEPT_BY_IMPORT = (
    "Файл календаря эту правку не отменит: если в нём появятся другие даты, спрошу редакцию."
)


def title(name: str) -> str:
    return f"<b>🛠 {name}</b>"


def now(words: str) -> str:
    return f"Сейчас: {words}"


def change(before: str, after: str) -> str:
    return f"Было: {before}\nСтанет: <b>{after}</b>"


def dates_in_answers(found: Event) -> str:
    """The dates as answers write them; empty for an event without dates."""
    return ui_texts.span(found.starts, found.ends or found.starts) if found.starts else ""


def dates_and_status(dates: EventDates) -> str:
    """«7–11 декабря 2026, дата подтверждена»."""
    starts = dates.starts
    words = ui_texts.span(starts, dates.ends or starts) if starts else MOVE_NO_DATES
    return f"{words}, {STATUSES[dates.status]}"


def followers(number: int) -> str:
    if not number:
        return "Эту выставку пока никто не сохранил."
    return f"Сохранена у {plural(number, 'человека', 'человек', 'человек')} — об изменении сообщу."


def answers_to_correct(titles: Collection[str]) -> str:
    """The answers that still name the former dates: the first of them, and how many more."""
    if not titles:
        return NOT_NAMED
    lines = [f"• {title}" for title in titles][:_NAMED_MOST]
    more = [f"…и ещё {len(titles) - _NAMED_MOST}"] if len(titles) > _NAMED_MOST else []
    head = "⚠️ Прежние даты названы и в ответах — их правка не коснётся, исправьте сами:"
    return "\n".join((head, *lines, *more))


MINE = "🗳 За что голосую"
TAKE_BACK = "🗳 Ваш голос учтён — отозвать"
TAKEN_BACK = "Голос отозван"
EMPTY = "Вы пока ни за что не голосовали. Кнопка «🗳 Хочу такую…» — в карточке выставки."
WHAT_FOR = (
    "Это опрос внутри бота: он показывает его команде, куда хотят поехать предприниматели. "
    "План города выбирают отдельно — голосованием на платформе Made in Moscow."
)
NOBODY = "Пока никто не голосовал."
EXPORT = "📄 Скачать CSV"
HEADER = ("id", "Выставка", "Страна", "Голосов")
CAPTION = "Голоса за выставки следующего года."


def want(year: int) -> str:
    return f"🗳 Хочу такую в {year} году"


def vote_title(period: VotingPeriod) -> str:
    return f"<b>🗳 Выставки {period.year} года</b>"


def voting_deadline(period: VotingPeriod) -> str:
    until = ui_texts.day(period.until)
    if period.open:
        return f"Голосовать и менять решение можно до {until} включительно."
    return f"Голосование закончилось {until}, голоса уже не меняются."


def vote_counted(period: VotingPeriod) -> str:
    return f"Голос учтён. Передумать можно до {ui_texts.day(period.until)}"


def vote_counted_in_english(period: VotingPeriod) -> str:
    return f"Your vote is counted. You can take it back until {english_texts.day(period.until)}"


def votes(number: int) -> str:
    return plural(number, "голос", "голоса", "голосов")


def file_name(period: VotingPeriod) -> str:
    return f"votes-{period.year}.csv"
