"""Words of dialogues with a specialist."""

from datetime import datetime, timedelta

from bot.knowledge.models import LABEL_LENGTH
from bot.specialist.models import CloseReason, ReplyDraft
from bot.ui import texts as ui_texts
from bot.ui.texts import cut, quoted, safe, shown_name, visible

SPECIALIST = ui_texts.SPECIALIST
ICON = SPECIALIST.partition(" ")[0]
ASK = f"{ICON} Спросить специалиста"
WRITE = "✍️ Написать специалисту"
WRITE_MORE = "✍️ Написать ещё"
SEND = "Отправить"
DROP = "✖️ Не отправлять"
DROPPED = "Вопрос не отправлен и удалён."
NO_MORE = "Этого вопроса больше нет: его отправили или удалили."
WRITE_ANOTHER = "Написать по-другому"

TITLE = f"<b>{SPECIALIST}</b>"
WHO = (
    "Чего я не знаю, спрошу у людей — специалистов, которые ведут этого бота. Они увидят ваше имя "
    "в Telegram и то, что вы напишете; номер телефона им не виден."
)
HOW_TO_GO_ON = (
    "У вас уже есть открытый диалог. Чтобы продолжить его, ответьте на сообщение специалиста "
    "или нажмите кнопку ниже. Остальное, что вы пишете, прочту я, бот."
)
NOBODY = "Специалисты к боту пока не подключены. Спросите меня другими словами."
INVITATION = (
    "Напишите вопрос специалисту ответом на это сообщение — можно с фото, файлом или голосом. "
    "Прочтут его люди, которые ведут этого бота; перед отправкой покажу, что уйдёт.\n\n"
    "Например: «Возим сыр в Казахстан, просят новый сертификат. Где его получить?»"
)
INVITATION_TO_GO_ON = "Напишите ответом на это сообщение — передам специалисту."
NOT_HELPED = "Ответ «{}» мне не помог. Подскажите, пожалуйста."
PLACEHOLDER = "Сообщение специалисту"

WILL_SEND = "Отправлю специалистам:"
WITH_ATTACHMENT = "📎 И всё, что приложено к этому сообщению."
ONLY_ATTACHMENT = "📎 Только вложение, без слов."
WITH_MESSAGE = (
    "🔒 Телефоны, почту и номера документов я не храню: специалисты прочтут их в самом сообщении."
)
CARD_HIDES = "🔒 Номера и адреса здесь скрыты: они есть в самом сообщении, оно следом."
CHECK = "Специалисты увидят это и ваше имя в Telegram. Отправить?"
SENT_TITLE = "✅ <b>Передал специалистам</b>"
SENT = (
    "Ответ придёт сюда, в этот чат. Чтобы добавить что-то, ответьте на сообщение специалиста "
    "или нажмите кнопку. Остальное, что вы пишете, прочту я, бот."
)
WHO_IN_ENGLISH = (
    "<b>👤 Specialist</b>\n\nWhat I do not know I ask people, the specialists who run this bot. "
    "They see your name in Telegram and what you write, not your phone number. The answer "
    "comes to this chat."
)
GO_ON_IN_ENGLISH = (
    "You have an open dialogue. To go on with it, answer the specialist's message or press the "
    "button below. Whatever else you write I read, the bot."
)
CHECK_IN_ENGLISH = (
    "<b>👤 Specialist</b>\n\nThe specialists will see this and your name in Telegram. Send it?"
)
SENT_IN_ENGLISH = "✅ <b>Passed to the specialists</b>\n\nThe answer comes to this chat."
ALREADY_SENT = "Этот вопрос уже отправлен"

HEAD = "👤 <b>Ответ специалиста</b>"
HEAD_IN_ENGLISH = "👤 <b>A specialist's answer</b>"
HEAD_CHARACTERS = 200
ANSWER = "✍️ Ответить специалисту"
CLOSED = "Специалист закрыл диалог. Если остались вопросы — напишите ещё, диалог откроется снова."
LEFT = "🗑 Человек удалил свои данные. Диалог закрыт, ответить в нём больше нельзя."
DELIVERED = "✓ Доставлено"
UNDELIVERED = {
    "blocked": "⛔️ Не доставлено: человек остановил бота. Когда он вернётся, отправлю сам.",
    "deactivated": "⛔️ Не доставлено: этого аккаунта в Telegram больше нет.",
    "nobody": "⛔️ Не получилось передать: специалисты сейчас недоступны. Ничего не пропало — "
    "всё здесь, в этом чате. Попробуйте, пожалуйста, позже.",
    "refused": "⛔️ Не доставлено: Telegram не принял сообщение. Попробуйте написать его иначе.",
}
CLOSED_BUT_BLOCKED = "Диалог закрыт. Сообщить об этом не удалось: человек остановил бота."

CLOSE = "✅ Закрыть"
REOPEN = "↩️ Открыть снова"
MAKE_ANSWER = "📝 Сделать ответом"
CLOSED_MARK = "✅ Диалог закрыт"
TAKE = "✋ Беру"
CHANGE_TAKER = "✋ Отпустить или забрать"
INSERT = "💡 Вставить ответ…"
REASONS = {
    CloseReason.SOLVED: "Решено",
    CloseReason.NOT_OURS: "Не наш вопрос",
    CloseReason.SILENT: "Человек замолчал",
}
WHY_CLOSED = "Почему закрыли? Нажмите — попадёт в статистику."
REOPENED_MEANWHILE = "Диалог уже снова открыт."
TAKEN = "Теперь этим занимаетесь вы"
RELEASED = "Теперь этим никто не занимается"
DESK = "<b>💬 Открытые диалоги</b>"
DESK_BUTTON = "💬 Открытые диалоги"
REFRESH = "🔄 Обновить"
DESK_EMPTY = "Открытых диалогов нет: всем ответили."
DESK_WAITING = "<b>Ждут ответа</b>"
DESK_ANSWERED = "<b>Ответили, слово за человеком</b>"
REMINDER = "⏰ <b>Ждут ответа больше часа рабочего времени</b>"
CHOOSE_CARD = (
    "<b>Какой ответ отправить?</b>\n\nПокажу его целиком. Искать другими словами: "
    "<code>/answer слова</code> в теме диалога или ответом на карточку."
)
NO_CARD = (
    "В базе ничего похожего нет. Поищите другими словами: <code>/answer слова</code> в теме "
    "диалога или ответом на карточку."
)
SEND_CARD = "✉️ Отправить человеку"
CARD_SENT = "Отправлено человеку"
CLOSED_TOAST = "Диалог закрыт, человек об этом знает"
REOPENED_TOAST = "Диалог снова открыт"
NO_REPLY_YET = "Словами здесь ещё не ответили. Ответьте человеку — из этого получится черновик."
CHOOSE_REPLY = (
    "<b>Что из этого сделать ответом бота?</b>\n\nПолучится черновик: редакторы проверят его, "
    "допишут источник и опубликуют. Номера и адреса людей в нём уже скрыты."
)
EVERY_REPLY = "Всё подряд"
OPEN_DRAFT = "📝 Открыть черновик"
REPLY_CHARACTERS = 300
NOTE = "//"
DELIVERED_EMOJI = "👌"  # of the emoji that a bot may use, the one that does not mean «read»
UNSENT_EMOJI = "🙈"
_REPLY, _REPLY_OR_WRITE = (
    "Ответьте на это сообщение",
    "Ответьте на это сообщение или пишите в этой теме",
)
_SIGNS = (
    f"Что начинается с «{NOTE}», останется между своими. {DELIVERED_EMOJI} — доставлено, "
    f"{UNSENT_EMOJI} — никому не отправлено."
)
UNSENT = (
    f"{UNSENT_EMOJI} Это никому не отправлено. Чтобы человек получил, ответьте на его сообщение."
)
TITLE_CHARACTERS = 60
_DAY = 24  # hours
MAILING = "рассылка"
MAX_TOPIC = 128  # characters of a topic's name, a limit of Telegram
QUOTE_CHARACTERS = 3000


def how_to_answer(*, in_topic: bool) -> str:
    return f"{_REPLY_OR_WRITE if in_topic else _REPLY} — человек получит. {_SIGNS}"


_ON_DAY = (
    "в понедельник", "во вторник", "в среду", "в четверг", "в пятницу", "в субботу",
    "в воскресенье",
)  # fmt: skip
_NEAR = {0: "сегодня", 1: "завтра"}


def hours(words: str, opens: datetime | None, opens_in: int) -> str:
    """Empty when the operator has set no hours; `opens` when nobody is there now."""
    if not words:
        return ""
    now = ""
    if opens is not None:
        day = _NEAR.get(opens_in) or _ON_DAY[opens.weekday()]
        now = f" Сейчас нерабочее время — ответят {day} с {opens.hour}:{opens.minute:02}."
    return f"🕘 Отвечают: {safe(words)}.{now}"


def head(text: str) -> str:
    """What stands above a specialist's answer; `text` is the question, or empty."""
    if not text:
        return HEAD
    return f"{HEAD} на ваш вопрос:\n{quote(cut(text, HEAD_CHARACTERS))}"


def head_in_english(text: str) -> str:
    if not text:
        return HEAD_IN_ENGLISH
    return f"{HEAD_IN_ENGLISH} to your question:\n{quote(cut(text, HEAD_CHARACTERS))}"


def about_mailing(number: int, excerpt: str) -> str:
    """What an enquiry that replies to a mailing is about."""
    return f"{MAILING} № {number}" + (f": {excerpt}" if excerpt else "")


def read_before(card: str) -> str:
    """The card that the person had just read, or the mailing that they reply to."""
    if card.startswith(MAILING):
        return f"📣 В ответ на: {safe(card)}"
    return f"📖 Перед этим открыто: {quoted(safe(card))}"


def unfinished(text: str) -> str:
    """The button of a question that is not sent yet."""
    return cut(f"👤 Не отправлено: {text}", LABEL_LENGTH) if text else "👤 Не отправлен вопрос"


def quote(text: str) -> str:
    return f"<blockquote>{safe(cut(text, QUOTE_CHARACTERS))}</blockquote>"


def topic(number: int, name: str, text: str) -> str:
    short = cut(" ".join(visible(text).split()), TITLE_CHARACTERS + 1)
    title = f"№ {number} {shown_name(name)}: {short}".removesuffix(": ")
    return cut(title, MAX_TOPIC)


def taker(name: str) -> str:
    return f"✋ Занимается: {safe(shown_name(name))}"


def taken_by(name: str) -> str:
    return f"Этим уже занимается {shown_name(name)}"


def closed_mark(reason: CloseReason | None) -> str:
    return f"{CLOSED_MARK}: {REASONS[reason].lower()}" if reason else f"{CLOSED_MARK}\n{WHY_CLOSED}"


def desk_line(number: int, name: str, waits: str, by: str) -> str:
    parts = (
        f"№ {number} {safe(shown_name(name))}",
        f"ждёт {waits}" if waits else "",
        f"✋ {safe(shown_name(by))}" if by else "",
    )
    return " · ".join(filter(None, parts))


def desk_item(number: int, name: str, waits: str) -> str:
    return " · ".join(filter(None, (f"№ {number} {shown_name(name)}", waits)))


def waiting(passed: timedelta) -> str:
    """«5 мин», «2 ч 10 мин», «3 дн»."""
    minutes = int(passed.total_seconds()) // 60
    hours, minutes = divmod(minutes, 60)
    if hours >= _DAY:
        return f"{hours // _DAY} дн"
    return f"{hours} ч {minutes} мин" if hours else f"{minutes} мин"


def card_title(number: int, name: str) -> str:
    return f"<b>Диалог № {number}</b> · спрашивает {safe(shown_name(name))}"


def reply(number: int, words: str) -> str:
    """`words` are plain text."""
    shown = words if len(words) <= REPLY_CHARACTERS else f"{words[:REPLY_CHARACTERS].rstrip()}…"
    return f"<b>{number}.</b> {safe(shown)}"


def reply_button(number: int) -> str:
    return f"Ответ {number}"


def drafted(made: ReplyDraft) -> str:
    if made.is_new:
        return f"Черновик № {made.draft_id} готов. Его допишут и опубликуют редакторы."
    return f"Из этого диалога ответ уже сделали: черновик № {made.draft_id}."


def draft_made(made: ReplyDraft, dialogue_id: int, by: str) -> str:
    return (
        f"📝 <b>Черновик № {made.draft_id}</b> — из ответа специалиста в диалоге № {dialogue_id} "
        f"({safe(shown_name(by))}).\n\n"
        "Проверьте, допишите и опубликуйте: в следующий раз бот ответит сам."
    )
