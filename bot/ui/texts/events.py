from bot.events.facets import Facet, Show
from bot.events.models import State
from bot.ui.texts.common import plural

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
    Show.AHEAD: "предстоящие",
    Show.APPLY: "принимают заявки",
    Show.ON: "идут сейчас",
    Show.UNCONFIRMED: "без точной даты",
    Show.CANCELLED: "отменённые",
    Show.ARCHIVE: "архив",
    Show.MOSCOW: "архив: где была Москва",
}
_PERIODS = {30: "ближайшие 30 дней", 90: "три месяца", 180: "полгода", 365: "год вперёд"}

MARKS = {
    State.APPLY: "📝",
    State.UPCOMING: "🟢",
    State.ON: "🔵",
    State.FINISHED: "🗄",
    State.UNCONFIRMED: "❔",
    State.CANCELLED: "❌",
}
STATES = {
    State.APPLY: "📝 Идёт приём заявок",
    State.UPCOMING: "🟢 Предстоит",
    State.ON: "🔵 Идёт сейчас",
    State.FINISHED: "🗄 Уже прошло — карточка для справки",
    State.UNCONFIRMED: "❔ Дата не подтверждена",
    State.CANCELLED: "❌ Отменено",
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


def wider(dropped: tuple[Facet, ...], show: Show, total: int) -> str:
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
