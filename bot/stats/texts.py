"""Words of the statistics and of its charts."""

from bot.ui.texts import cut, plural, safe

NOT_COUNTED = "Без вопросов администраторов и тех, кто удалил свои данные: /privacy."
CHARTS = "📊 Графики"
PERIODS = (7, 30, 90)

PEOPLE = "<b>Люди</b>"
QUESTIONS = "<b>Вопросы</b>"
SUBSCRIPTIONS = "<b>Подписки</b>"
WORK = "<b>Оценки и рассылки</b>"
DIALOGUES = "<b>Специалисты</b>"
NO_USUAL_TIME = "—"  # nobody was answered
TOP_ANSWERS = "<b>Чаще всего открывали</b>"
TOP_MISSES = "<b>Чаще всего не находили</b>"
NO_QUESTIONS = "За это время вопросов не было."
QUESTION_CHARACTERS = 80

CHART_QUESTIONS = "Вопросы по дням"
CHART_PEOPLE = "Новые люди по дням"
CHART_ANSWERS = "Чаще всего открывали"
ANSWERED = "ответ сразу"
CHOICES = "на выбор"
NOTHING = "не нашлось"
EMPTY_CHART = "пока нет данных"


def period(days: int) -> str:
    return plural(days, "день", "дня", "дней")


def heading(days: int) -> str:
    return f"<b>{heading_plain(days)}</b>"


def share(value: float) -> str:
    return f"{value * 100:.0f}%"


def number(value: int) -> str:
    """Thousands apart by a thin space: «12 345»."""
    return f"{value:,}".replace(",", "\u202f")


def ranked(text: str, times: int) -> str:
    """One line, whatever was typed."""
    short = cut(" ".join(text.split()), QUESTION_CHARACTERS)
    return f"• {safe(short)} — {number(times)}"


def of_people(number_of: int, people: int) -> str:
    """«12 (у 3 человек)»; without people the number alone."""
    if not people:
        return number(number_of)
    return f"{number(number_of)} (у {plural(people, 'человека', 'человек', 'человек')})"


def heading_plain(days: int) -> str:
    return f"Статистика за {period(days)}"


def nearest_period(days: int) -> int:
    """An old button may ask for a period that is no longer offered."""
    return min(PERIODS, key=lambda offered: abs(offered - days))
