"""Words of the calendar, exhibitions, their dates and the vote."""

from collections.abc import Collection

from bot.events.models import EventState, Facet, ListFilter, Status, VotingPeriod
from bot.ui import texts as ui_texts
from bot.ui.texts import plural

CALENDAR = "🗓 Календарь выставок"
CALENDAR_SHORT = "🗓 Календарь"  # where two buttons share a row
TITLE = "<b>🎪 Календарь выставок и бизнес-миссий</b>"
ARCHIVE_TITLE = "<b>🗄 Как это было: архив выставок и миссий</b>"
# From the answer exhibitions/results/mosprom-totals; a test keeps the two together.
FIGURES = (
    "С Моспромом за 2019–2025 годы: больше 150 выставок и миссий, больше 1 000 компаний. "
    "Рынки: Китай, Саудовская Аравия, Мексика, Индия и другие."
)
ARCHIVE = "🗄 Как это было"
AHEAD = "📅 Что впереди"
RESET = "✖️ Сбросить фильтры"
TOTALS = "📊 Итоги и рынки"
CITY_PAYS = "💰 Кто платит"
HOW_TO_JOIN = "🧳 Как поехать"

NOTHING = "С такими фильтрами ничего нет."
NEAREST = "Ближе всего:"
NOTHING_AT_ALL = "Календарь пока пуст: редакция ещё не внесла события."

COUNTED = "В скобках — сколько событий покажу."
NONE_YET = "Где 0, впереди пока пусто: там предложу архив и подписку на новое."
NO_OPTIONS = "При таких фильтрах выбирать не из чего. Сбросьте их — и выбор появится."
FACETS = {
    Facet.COUNTRY: "🌍 Страна",
    Facet.CATEGORY: "🏭 Отрасль",
    Facet.PERIOD: "📅 Когда",
    Facet.SHOW: "📌 Состояние",
}
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
    ListFilter.UNCONFIRMED: "без точной даты",
    ListFilter.CANCELLED: "отменённые",
    ListFilter.ARCHIVE: "архив",
    ListFilter.MOSCOW: "архив: где была Москва",
}
_PERIODS = {30: "ближайшие 30 дней", 90: "три месяца", 180: "полгода", 365: "год вперёд"}

MARKS = {
    EventState.APPLY: "📝",
    EventState.UPCOMING: "🟢",
    EventState.ON: "🔵",
    EventState.FINISHED: "🗄",
    EventState.UNCONFIRMED: "❔",
    EventState.CANCELLED: "❌",
}
STATES = {
    EventState.APPLY: "📝 Идёт приём заявок",
    EventState.UPCOMING: "🟢 Предстоит",
    EventState.ON: "🔵 Идёт сейчас",
    EventState.FINISHED: "🗄 Уже прошло — карточка для справки",
    EventState.UNCONFIRMED: "❔ Дата не подтверждена",
    EventState.CANCELLED: "❌ Отменено",
}
PAST_EDITION = "🗄 Прошлый выпуск — карточка для справки"
NO_DATES = "Точных дат источник не называет"
PRELIMINARY = "предварительно"
NO_END = "дата окончания в источнике не названа"
NO_DATES_SHORT = "даты не названы"
NO_CITY = "город в источнике не назван"
ORGANISER = "Организатор"
MOSCOW_YES = "🏙 Участие Москвы подтверждено источником"
MOSCOW_UNKNOWN = "🏙 Участие Москвы в найденных источниках не подтверждено"
WITH_MOSCOW = "с Москвой"
NO_DEADLINE = "📝 Срок подачи заявок в найденных источниках не назван"

SOURCE_OF_DATES = "Источник прежних дат"
SOURCE_OF_STATUS = "Источник прежних сведений"

TO_CALENDAR = "🗓 В календарь"
SITE = "🌐 Сайт"
SHARE = "📤 Поделиться"
NO_FILE = "Даты ещё не названы — класть в календарь пока нечего."
FILE_CAPTION = "Откройте файл — событие добавится в календарь телефона или компьютера."


def period(value: int) -> str:
    return _PERIODS.get(value) or f"{value} год"


def chosen(facet: Facet, word: str) -> str:
    """The button of a filter that is set: its sign and what it is set to."""
    return f"{FACETS[facet].partition(' ')[0]} {word}"


def found(total: int) -> str:
    return plural(total, "событие", "события", "событий")


def wider(dropped: tuple[Facet, ...], show: ListFilter, total: int) -> str:
    """«Любая страна, архив — 8 событий»."""
    words = ", ".join(SHOWN[show] if facet is Facet.SHOW else ANY[facet] for facet in dropped)
    return f"{words[0].upper()}{words[1:]} — {found(total)}"


def apply_by(written: str, soon: str) -> str:
    return f"📝 Заявки — до {written} ({soon})"


def applied_by(written: str) -> str:
    return f"📝 Заявки принимали до {written}"


def dates_edited(day: str) -> str:
    return f"✏️ Даты изменены редакцией {day}"


def status_edited(day: str) -> str:
    return f"✏️ Состояние изменено редакцией {day}"


def removed(name: str) -> str:
    return (
        f"«{name}» больше нет в календаре: редакция убрала это событие.\n\n"
        "Посмотрите, что есть сейчас, — или напишите вопрос."
    )


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
MOVE_NO_DATES = "без дат"
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


MINE = "🗳 За что голосую"
TAKE_BACK = "🗳 Ваш голос учтён — отозвать"
TAKEN_BACK = "Голос отозван"
EMPTY = "Вы пока ни за что не голосовали. Кнопка «🗳 Хочу такую…» — в карточке каждой выставки."
WHAT_FOR = (
    "Это опрос внутри бота: он показывает его команде, куда хотят поехать предприниматели. "
    "План города выбирают отдельно — голосованием на платформе Made in Moscow."
)
NOBODY = "Пока никто не голосовал."
EXPORT = "📄 Скачать CSV"
HEADER = ("id", "Выставка", "Страна", "Голосов")
CAPTION = "Голоса за выставки следующего года."


def want(ballot: VotingPeriod) -> str:
    return f"🗳 Хочу такую в {ballot.year} году"


def vote_title(ballot: VotingPeriod) -> str:
    return f"<b>🗳 Выставки {ballot.year} года</b>"


def deadline(ballot: VotingPeriod) -> str:
    until = ui_texts.day(ballot.until)
    if ballot.open:
        return f"Голосовать и менять решение можно до {until} включительно."
    return f"Голосование закончилось {until}, голоса уже не меняются."


def counted(ballot: VotingPeriod) -> str:
    return f"Голос учтён. Передумать можно до {ui_texts.day(ballot.until)}"


def votes(number: int) -> str:
    return plural(number, "голос", "голоса", "голосов")


def file_name(ballot: VotingPeriod) -> str:
    return f"votes-{ballot.year}.csv"
