"""Words of the guided choice; its questions are in `data/finder.yaml`."""

from bot.finder.models import FinderKind
from bot.ui.texts import plural

TITLES = {
    FinderKind.SUPPORT: "🧭 Подобрать поддержку",
    FinderKind.TRAINING: "🧭 Подобрать обучение",
}
SUPPORT = TITLES[FinderKind.SUPPORT]
TRAINING = TITLES[FinderKind.TRAINING]
HINTS = {
    FinderKind.SUPPORT: "Пять коротких вопросов — и соберу план: с чего начать, где взять деньги, "
    "куда идти.",
    FinderKind.TRAINING: "Три коротких вопроса — и покажу, где учиться и почему именно там.",
}
PLANS = {
    FinderKind.SUPPORT: "🧭 Ваш план",
    FinderKind.TRAINING: "🧭 Вам подойдёт",
}
NOT_KNOWN = "не знаю"
CHANGE = "✏️ Изменить ответы"
ANSWERS = "✏️ Ответы"
CHANGE_HINT = "Какой ответ изменить? Остальные останутся."
KEEP_ANSWERS = "👌 Всё верно"
ORGANISATION = "Куда обратиться"
EXHIBITIONS = "🎪 <b>Ближайшие выставки</b>"
EXHIBITIONS_ELSEWHERE = "🎪 <b>В этой стране по вашей отрасли выставок впереди нет. Ближайшие:</b>"
PRESS_NUMBER = "Нажмите номер — открою."
SAVE = "⭐ Сохранить план"
SAVED = "★ План сохранён"
SAVED_TOAST = "Сохранил: план ждёт в «⭐ Моё»"
REMOVED_TOAST = "Убрал план из «⭐ Моё»"
SEND = "👤 Отправить специалисту"
COMPARE = "⚖️ Сравнить два"
ALL_COURSES = "🎓 Весь каталог"
LETTERS = {
    FinderKind.SUPPORT: "Прошу помочь с выбором поддержки. Мои ответы:",
    FinderKind.TRAINING: "Прошу помочь с выбором обучения. Мои ответы:",
}


def step(number: int, total: int) -> str:
    return f"Вопрос {number} из {total}"


def said(name: str, words: str) -> str:
    return f"{name}: <b>{words}</b>"


def said_plainly(name: str, words: str) -> str:
    return f"• {name}: {words}"


def cards(number: int) -> str:
    return plural(number, "шаг", "шага", "шагов")
