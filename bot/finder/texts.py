"""Words of the guided choice; its questions are in `data/finder.yaml`."""

from bot.finder.models import FinderKind

TITLES = {
    FinderKind.SUPPORT: "🧭 Подобрать поддержку",
    FinderKind.TRAINING: "🧭 Подобрать обучение",
}
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
ANSWERS = "✏️ Ответы"
CHANGE_HINT = "Какой ответ изменить? Остальные останутся."
KEEP_ANSWERS = "👌 Всё верно"
ORGANISATION = "🏛 <b>Куда обратиться</b>"
EXHIBITIONS = "🎪 <b>Ближайшие выставки</b>"
EXHIBITIONS_ELSEWHERE = "🎪 <b>На этом рынке выставок вашей отрасли пока нет, вот ближайшие</b>"
SAVE = "⭐ Сохранить"
SAVED = "✓ ⭐ Сохранено"
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


def numbered(number: int, name: str, words: str) -> str:
    return f"{number}. <b>{name}</b> — {words}"
