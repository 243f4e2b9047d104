"""What an admin reads while composing a broadcast."""

from collections.abc import Iterable
from datetime import datetime
from html import escape

from bot.audience.models import Topic
from bot.broadcast.models import Broadcast, Draft, Kind, LinkButton, State
from bot.ui.texts.common import cut, plural
from bot.ui.texts.topics import TOPICS

ASK_MESSAGE = (
    "<b>Новая рассылка</b>\n\n"
    "Пришлите сообщение, которое нужно разослать: текст с оформлением, фото, видео, документ или "
    "альбом. Оно уйдёт людям ровно таким, каким вы его составили.\n\n"
    "Можно и иначе: ответьте командой /broadcast на любое сообщение в этом чате."
)
ASK_OTHER_MESSAGE = "Пришлите сообщение, которое заменит нынешнее. Всё остальное останется."
ASK_LINK = (
    "Напишите подпись кнопки и адрес в одной строке:\n\n"
    "<code>Программа выставки https://example.ru/program</code>"
)
ASK_ANSWER = (
    "Какой ответ или какую выставку открыть? Напишите вопрос так, как спросил бы человек, — "
    "покажу, что нашлось."
)
BAD_LINK = (
    "Не вижу адреса. Напишите подпись (до 40 знаков) и адрес, который начинается с https://, "
    "в одной строке:\n\n<code>Программа выставки https://example.ru/program</code>"
)
NO_ANSWER = "Ничего не нашлось. Спросите другими словами."
CHOOSE_ANSWER = "Какой из них?"
DROP_INPUT = "✖️ Отмена"

AUDIENCE = "👥 Кому"
CHOOSE_TOPIC = "🏷 Выбрать тему"
PREVIEW = "👁 Предпросмотр"
TEST = "🧪 Проверить на себе"
MESSAGE = "✏️ Сообщение"
SCHEDULE = "🕘 Запланировать"
WAIT_MORNING = "🌙 Ночью: ждать утра"
AT_NIGHT = "🌙 Ночью: отправлять"
TO_DRAFT = "‹ К черновику"
ADD_LINK = "➕ Ссылка"
ADD_ANSWER = "➕ Открыть ответ"
OPEN_CARD = {"answer": "Открыть ответ", "event": "Открыть выставку"}
NEW = "✍️ Новая рассылка"

TESTED = "Отправил вам. В итоги рассылки это не попадёт."
UNCOPYABLE = (
    "Telegram не даёт скопировать это сообщение: возможно, его удалили. "
    "Выберите в черновике «✏️ Сообщение» и пришлите другое."
)
TOPIC_FIRST = "Сначала выберите тему: по ней люди смогут отказаться от таких рассылок."
TOPICS_TITLE = (
    "<b>Тема рассылки</b>\n\n"
    "Под сообщением будет кнопка «Не присылать» с названием темы. Кто от темы отказался, "
    "рассылку не получит.\n\n"
    "Служебное уведомление — только о работе самого бота: от него отказаться нельзя."
)
SERVICE = "Служебное уведомление"
BUTTONS_TITLE = (
    "<b>Кнопки под сообщением</b>\n\nНажмите на кнопку, чтобы убрать её. "
    "Нажатия людей посчитаются в итогах."
)
NO_BUTTONS = (
    "<b>Кнопки под сообщением</b>\n\nПока нет. Можно добавить ссылку или кнопку, которая откроет "
    "ответ бота. Нажатия людей посчитаются в итогах."
)
CHANGED_MEANWHILE = "Черновик с тех пор изменился, поэтому показываю его заново."
NOT_A_DRAFT = "Это уже не черновик: изменить его нельзя."

MESSAGE_CHARACTERS = 60
_WEEKDAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")


def refused(found: Broadcast) -> str:
    """Why a change of what is by now `found` was not made."""
    return CHANGED_MEANWHILE if found.state is State.DRAFT else NOT_A_DRAFT


def moment(at: datetime) -> str:
    """«ср 25.11.2026, 10:00»."""
    return f"{_WEEKDAYS[at.weekday()]} {at:%d.%m.%Y, %H:%M}"


def recipients(count: int) -> str:
    """In the dative: to send to «1 получателю», «2 получателям»."""
    return plural(count, "получателю", "получателям", "получателям")


def people(count: int) -> str:
    return plural(count, "человек", "человека", "человек")


def draft(of: Broadcast, audience: str, count: int) -> str:
    return f"<b>Черновик рассылки № {of.id}</b>\n\n{facts(of, audience, count)}"


def facts(of: Draft, audience: str, count: int) -> str:
    lines = (
        f"Сообщение: {message(of)}",
        f"Тема: {topic(of)}",
        f"Кому: {escape(audience, quote=False)}",
        now(count),
        f"Кнопки: {_buttons(of.buttons)}",
    )
    return "\n".join(lines)


def now(count: int) -> str:
    return f"Сейчас это {people(count)}"


def message(of: Draft) -> str:
    """How it begins; of an album also how many parts have come: in the chat one cannot see it."""
    album = f"альбом из {len(of.message_ids)}" if len(of.message_ids) > 1 else ""
    words = f"«{escape(cut(of.excerpt, MESSAGE_CHARACTERS), quote=False)}»" if of.excerpt else ""
    return ", ".join(filter(None, (album, words))) or "без текста"


def topic(of: Draft) -> str:
    if of.kind is Kind.SERVICE:
        return "служебное уведомление"
    return f"«{TOPICS[Topic(of.topic)]}»" if of.topic else "не выбрана"


def topic_button(of: Draft) -> str:
    return CHOOSE_TOPIC if without_topic(of) else "🏷 Тема"


def without_topic(of: Draft) -> bool:
    return not of.topic and of.kind is Kind.TOPIC


def buttons_button(of: Draft) -> str:
    return f"🔗 Кнопки: {len(of.buttons)}"


def send(count: int) -> str:
    return f"✅ Отправить {recipients(count)}"


def drop_button(button: LinkButton) -> str:
    return f"🗑 {button.label}"


def _buttons(found: Iterable[LinkButton]) -> str:
    return ", ".join(f"«{escape(button.label, quote=False)}»" for button in found) or "нет"
