"""Words of replies to typed questions."""

from html import escape

CHOICES = "Возможно, вы искали:"
NOTHING = (
    "Честно: ответа на это в моей базе нет. Попробуйте спросить другими словами или загляните "
    "в меню."
)
NEAREST = "Ближе всего по словам:"

ASK = "Напишите вопрос обычными словами — отвечу с источником и датой."
LATE = (
    "Я был недоступен и увидел ваше сообщение только сейчас. Если оно ещё важно, напишите его "
    "снова — отвечу сразу."
)
TOO_LONG = (
    "Это очень длинное сообщение, целиком я его не пойму. Задайте, пожалуйста, вопрос короче — "
    "до 1 000 знаков — или передайте всё специалисту."
)
TOO_LONG_IN_GROUP = (
    "Это очень длинное сообщение, целиком я его не пойму. Задайте, пожалуйста, вопрос короче — "
    "до 1 000 знаков."
)
UNKNOWN_COMMAND = "Такой команды у меня нет."
ASK_INSTEAD = "Напишите вопрос словами — или откройте раздел."
_ONLY_WORDS = (
    "Я понимаю только слова: фото, голос и наклейки прочитать не умею. Напишите вопрос текстом "
    "или подписью"
)
NOT_TEXT = f"{_ONLY_WORDS} — или откройте раздел."
NOT_TEXT_SHORT = f"{_ONLY_WORDS}."
NOT_TEXT_ALBUM = f"{_ONLY_WORDS} — или откройте меню."
NOTHING_IN_GROUP = "Ответа на это в моей базе нет."
OPEN_PRIVATE = "Открыть в личном чате"
OPEN_BOT = "Открыть бота"
FROM_INLINE = "inline"  # the payload of /start when this is pressed above the cards of inline mode
ASK_IN_GROUP = "Напишите вопрос после моего имени или ответом на моё сообщение."

IN_ENGLISH = (
    "You can ask in English: I look for the answer and show it in Russian, with its source. "
    "If you need help in English, write to a specialist.\n\nНа русском — просто напишите вопрос."
)

NOT_ABOUT = "↩️ Не об этом"
UNHELD = "<b>Этого в моей базе нет.</b> Могу передать вопрос специалисту. Вот что об этом есть:"
SEEN = "Понял. Если нужно что-то ещё об этом — напишите словами."
OFFER = "Передать вопрос специалисту?"
AS_YOU_LIKE = "Хорошо. Если понадобится — просто напишите."
EVENTS_IN_GROUP = "Вот что есть в календаре:"

SMALL_TALK = {
    "greeting": "Здравствуйте! Спрашивайте об экспорте, выставках, обучении или промышленности.",
    "thanks": "Пожалуйста! Если появится ещё вопрос — просто напишите.",
    "farewell": "До встречи! Я здесь в любое время.",
    "about": "Я бот-справочник: отвечаю о поддержке бизнеса, выставках и обучении в Москве.",
    "chat": "Поболтать не мастер, зато знаю про экспорт, выставки и учёбу. Спросите о них!",
    "abuse": "Жаль, что не помог. Попробуйте спросить иначе — или откройте раздел.",
}


def about(title: str, asked: str) -> str:
    """«Про «Профессии будущего»: где это»."""
    return f"Про «{escape(title, quote=False)}»: <i>{escape(asked.rstrip(' ?!.'), quote=False)}</i>"


def nothing_in(words: str) -> str:
    """«На этой неделе» is said by its dates."""
    return f"<b>{escape(words, quote=False)}</b>: выставок в календаре нет."


def nearest(name: str, when: str) -> str:
    return f"Ближайшая — {escape(name, quote=False)}, {escape(when, quote=False)}."


def understood(text: str) -> str:
    return f"Искал: <i>{escape(text)}</i>"


def unknown_command(nearest: str) -> str:
    """`nearest` is a command that may have been meant, or empty."""
    offer = f" Может быть, /{nearest}?" if nearest else ""
    return f"{UNKNOWN_COMMAND}{offer} {ASK_INSTEAD}"
