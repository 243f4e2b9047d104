"""Texts of the catalogue of training centres and programmes."""

from collections.abc import Iterable

from bot.courses.models import Aspect, Learner
from bot.ui.texts import capital, plural

CATALOGUE = "🎓 Каталог учёбы"
TITLE = "<b>🎓 Где учиться и проходить практику</b>"
HINT = "Скажите, кто вы, — и я оставлю подходящее."
NOTHING = "Такого сочетания среди того, о чём пишут источники, нет. Ближе всего:"
EMPTY = "Пока в каталоге пусто: редакция ещё не внесла центры и программы."
COUNTED = "В скобках — сколько центров и программ покажу."
NO_CHOICES = "При таких фильтрах выбирать не из чего. Сбросьте их — и выбор появится."
RESET = "✖️ Сбросить фильтры"
COMPARE = "⚖️ Сравнить"
COMPARE_WITH = "⚖️ Сравнить с другим"
WHOLE = "📖 Подробный ответ"
FIRST = "<b>⚖️ Что сравнить?</b>\n\nВыберите первое — потом спрошу, с чем его сравнить."

LEARNERS = {
    Learner.COLLEGE: "Студент колледжа",
    Learner.UNIVERSITY: "Студент вуза",
    Learner.ADULT: "Взрослый",
    Learner.SCHOOL: "Школьник",
}
FOR = {
    Learner.COLLEGE: "студенты колледжей",
    Learner.UNIVERSITY: "студенты вузов",
    Learner.ADULT: "взрослые",
    Learner.SCHOOL: "школьники",
}
ASPECTS = {
    Aspect.LEARNER: "👥 Кто",
    Aspect.DIRECTION: "🎯 Направление",
    Aspect.PLACE: "📍 Где",
}
ANY = {
    Aspect.LEARNER: "кто угодно",
    Aspect.DIRECTION: "любое направление",
    Aspect.PLACE: "любое место",
}
KINDS = {"centre": "учебный центр", "programme": "программа"}
UNKNOWN = "пока не знаем"
AUDIENCE = "👥 Для кого"
DIRECTIONS = "🎯 Направления"
LENGTH = "⏳ Сколько длится"
CAPACITY = "👥 Сколько человек"
COST = "💳 Сколько стоит"
PLACE = "📍 Где"
ENROL = "📝 Как поступить"
_UNKNOWN_FACTS = {
    AUDIENCE: "для кого",
    DIRECTIONS: "чему учат",
    LENGTH: "сколько длится",
    CAPACITY: "сколько человек",
    COST: "сколько стоит",
    PLACE: "где это",
    ENROL: "как поступить",
}
LEFT = "1️⃣"
RIGHT = "2️⃣"


def filter_button(aspect: Aspect, word: str) -> str:
    """The label of a filter that is set: its emoji and its value."""
    return f"{ASPECTS[aspect].partition(' ')[0]} {word}"


def found(total: int) -> str:
    return f"Подходит: {plural(total, 'вариант', 'варианта', 'вариантов')}"


def wider(dropped: tuple[Aspect, ...], total: int) -> str:
    words = ", ".join(ANY[aspect] for aspect in dropped)
    return f"{capital(words)} — {plural(total, 'вариант', 'варианта', 'вариантов')}"


def unknown(labels: Iterable[str], *, of_both: bool = False) -> str:
    """The facts that no source tells, in one line; empty when there are none."""
    words = ", ".join(_UNKNOWN_FACTS[label] for label in labels)
    about = " ни об одном" if of_both else ""
    return f"❔ Пока не знаем{about}: {words}." if words else ""


def second(name: str) -> str:
    return f"<b>⚖️ С чем сравнить?</b>\n\nПервое: {name}"
