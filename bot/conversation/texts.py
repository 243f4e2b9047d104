"""Words of replies to typed questions."""

from html import escape

from bot.ui.texts import quoted, safe

CHOICES = "Уточните, что именно:"
DOUBTFUL = "Точного ответа нет, ближе всего:"
NOTHING = (
    "Такого ответа у меня пока нет. Спросите другими словами — или передам вопрос специалисту."
)
NEAREST = "Возможно, пригодится:"
UNHELD = "<b>Прямого ответа у меня нет.</b> Могу спросить специалиста. Вот что ближе всего:"

ASK = "Напишите вопрос своими словами — отвечу с источником и датой."
LATE = (
    "Я был недоступен и только сейчас увидел ваше сообщение. Если вопрос ещё важен, напишите его "
    "снова — отвечу сразу."
)
TOO_LONG = (
    "Сообщение слишком длинное — целиком не разберу. Задайте вопрос короче, до 1 000 знаков, "
    "или передайте всё специалисту."
)
TOO_LONG_IN_GROUP = (
    "Сообщение слишком длинное — целиком не разберу. Задайте вопрос короче, до 1 000 знаков."
)
UNKNOWN_COMMAND = "Такой команды у меня нет."
ASK_INSTEAD = "Напишите вопрос словами или откройте меню."
NOT_TEXT = (
    "Пока понимаю только текст. Напишите вопрос словами — или передам это сообщение специалисту."
)
ONLY_TEXT = "Пока понимаю только текст. Напишите вопрос словами."
NOTHING_IN_GROUP = "Такого ответа у меня пока нет."
OPEN_PRIVATE = "Открыть в личном чате"
OPEN_PRIVATE_IN_ENGLISH = "Open in the private chat"
OPEN_BOT = "Открыть бота"
ASK_BOT = "Спросить бота"
FROM_INLINE = "inline"  # the payload of /start when this is pressed above the cards of inline mode

IN_ENGLISH = (
    "You can ask in English: the main answers are in English, I show the others in Russian, with "
    "their source. If you need help in English, write to a specialist.\n\n"
    "На русском — просто напишите вопрос."
)
CHOICES_IN_ENGLISH = "<b>Which of these do you mean?</b>"
DOUBTFUL_IN_ENGLISH = "<b>I have no exact answer. The nearest:</b>"
NOTHING_IN_ENGLISH = (
    "I have no answer to this yet. Ask in other words, or I pass your question to a specialist."
)
NEAREST_IN_ENGLISH = "<b>This may be useful:</b>"
UNHELD_IN_ENGLISH = "<b>This I do not know.</b> I can ask a specialist. Here is what comes near:"
ONLY_IN_RUSSIAN = "(in Russian only)"
IN_RUSSIAN = "This is in Russian only."  # in a group, where no command leads on
NOTHING_IN_GROUP_IN_ENGLISH = "I have no answer to this yet."

SEEN = "Хорошо. Если нужно что-то ещё, напишите словами."
OFFER = "Передать вопрос специалисту?"
AS_YOU_LIKE = "Хорошо. Если понадобится — просто напишите."
TWO_QUESTIONS = "Здесь два вопроса. Второй — кнопкой ниже."
EVENTS_IN_GROUP = "Вот что есть в календаре:"

SMALL_TALK = {
    "greeting": "Здравствуйте! Спросите об экспорте, выставках, льготах или учёбе.",
    "seen": "Хорошо. Появится вопрос — пишите.",
    "thanks": "Пожалуйста! Появится вопрос — пишите.",
    "farewell": "До встречи! Пишите в любое время.",
    "about": "Я бот-справочник: отвечаю на вопросы о поддержке бизнеса, выставках и учёбе.",
    "chat": "Болтать не умею, зато знаю про экспорт, выставки и учёбу.",
    "abuse": "Жаль, что не помог. Спросите иначе — или позову специалиста.",
}
EXAMPLES = (
    "кто оплачивает стенд на выставке",
    "как получить грант на экспорт",
    "где учат на оператора ЧПУ",
)


ENGLISH_EXAMPLES = (
    "who helps a foreign buyer",
    "what taxes does a resident of the special economic zone pay",
    "can a foreigner study at a college",
)


def ask_in_group_in_english(username: str) -> str:
    examples = "\n".join(f"• @{username} {each}" for each in ENGLISH_EXAMPLES)
    return f"Ask like this, or answer a message of mine:\n{examples}"


def ask_in_group(username: str) -> str:
    """How to ask in a group, with examples."""
    examples = "\n".join(f"• @{username} {each}" for each in EXAMPLES)
    return f"Спросите так — или ответьте на моё сообщение:\n{examples}"


def choice(number: int, title: str, preview: str) -> str:
    """One of a list with its first sentence; 0 is no number."""
    head = f"{number}. {title}" if number else title
    return f"<b>{safe(head)}</b>\n{safe(preview)}".rstrip()


def choice_in_group(link: str, preview: str) -> str:
    return f"• {link}\n{safe(preview)}".rstrip()


def about(title: str, asked: str) -> str:
    """«Про «Что такое „Техностажировка“»: где это»."""
    return f"Про {quoted(safe(title))}: <i>{safe(asked.rstrip(' ?!.'))}</i>"


def about_in_english(title: str, asked: str) -> str:
    asked = asked.rstrip(" ?!.")
    return f"About “{safe(title)}”: <i>{safe(asked)}</i>"


def understood_in_english(text: str) -> str:
    return f"Understood as: <i>{escape(text)}</i>"


def nothing_in(words: str) -> str:
    """«На этой неделе» is said by its dates."""
    return f"<b>{safe(words)}</b>: выставок в календаре нет."


def nearest(name: str, when: str) -> str:
    return f"Ближайшая — {safe(name)}, {safe(when)}."


def understood(text: str) -> str:
    return f"Понял так: <i>{escape(text)}</i>"


def unknown_command(nearest: str) -> str:
    """`nearest` is a command that may have been meant, or empty."""
    offer = f" Может быть, /{nearest}?" if nearest else ""
    return f"{UNKNOWN_COMMAND}{offer} {ASK_INSTEAD}"
