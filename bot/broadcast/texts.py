"""Texts of drafts, audiences and messages of a broadcast."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import IntEnum
from functools import reduce
from html import escape

from bot.broadcast.models import (
    Broadcast,
    BroadcastButton,
    BroadcastDraft,
    BroadcastKind,
    BroadcastState,
    ConditionKind,
    InputKind,
    SavedAudience,
)
from bot.broadcast.segments import (
    ActiveWithin,
    AllOf,
    AnyOf,
    Applied,
    Got,
    HasRole,
    Lines,
    Not,
    Planned,
    Pressed,
    Saved,
    SavedEvent,
    SavedFilter,
    Segment,
    Wants,
)
from bot.people.models import Role, Topic
from bot.ui.texts import TOPICS, capital, cut, plural, safe

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
ASKS = {
    InputKind.MESSAGE: ASK_OTHER_MESSAGE,
    InputKind.LINK: ASK_LINK,
    InputKind.ANSWER: ASK_ANSWER,
}
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
OFFER_BOLD = (
    "В тексте слова стоят в звёздочках — <code>**так**</code>. Люди увидят звёздочки. "
    "Сделать эти слова жирными?"
)
MAKE_BOLD = "✅ Сделать жирными"
KEEP_STARS = "Оставить звёздочки"
BOLD_MADE = "Готово: разошлю сообщение ниже."
STARS_GONE = "Этого сообщения уже нет. Пришлите другое через «✏️ Сообщение»."
DISCARD = "🗑 Удалить черновик"
DISCARD_SURE = "🗑 Да, удалить"
DISCARDED = "Черновик удалён"
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

_CONTENTS = {
    "photo": "фото",
    "video": "видео",
    "animation": "GIF",
    "document": "файл",
    "audio": "аудио",
    "voice": "голосовое сообщение",
    "video_note": "видеосообщение",
    "sticker": "стикер",
    "poll": "опрос",
    "location": "место на карте",
    "venue": "место на карте",
    "contact": "контакт",
}
MESSAGE_CHARACTERS = 60
EXCERPT_CHARACTERS = 24  # of a broadcast's words on a button
_WEEKDAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")


def refused(found: Broadcast) -> str:
    """Why a change was refused; `found` is the broadcast as it is now."""
    return CHANGED_MEANWHILE if found.state is BroadcastState.DRAFT else NOT_A_DRAFT


def moment(at: datetime) -> str:
    """«ср 25.11.2026, 10:00»."""
    return f"{_WEEKDAYS[at.weekday()]} {at:%d.%m.%Y, %H:%M}"


def is_moscow(at: datetime) -> bool:
    return str(at.tzinfo) == "Europe/Moscow"


def offset(at: datetime) -> str:
    """«UTC+5», «UTC+5:30», «UTC−3», «UTC»."""
    seconds = round((at.utcoffset() or timedelta()).total_seconds())
    hours, minutes = divmod(abs(seconds) // 60, 60)
    sign = "−" if seconds < 0 else "+"
    return f"UTC{sign}{hours}{f':{minutes:02}' if minutes else ''}" if seconds else "UTC"


def zone(at: datetime) -> str:
    """The time zone of a moment: «по Москве», «по времени UTC+5»."""
    return "по Москве" if is_moscow(at) else f"по времени {offset(at)}"


def recipients(count: int) -> str:
    """In the dative: to send to «1 получателю», «2 получателям»."""
    return plural(count, "получателю", "получателям", "получателям")


def people(count: int) -> str:
    return plural(count, "человек", "человека", "человек")


def draft(of: Broadcast, audience: str, count: int) -> str:
    return f"<b>Черновик рассылки № {of.id}</b>\n\n{facts(of, audience, count)}"


def ask_to_discard(of: Broadcast) -> str:
    return f"<b>Удалить черновик № {of.id}?</b>\n\nСообщение: {message(of)}"


def facts(of: BroadcastDraft, audience: str, count: int) -> str:
    lines = (
        f"Сообщение: {message(of)}",
        f"Тема: {topic(of)}",
        f"Кому: {safe(audience)}",
        audience_size(count),
        f"Кнопки: {_buttons(of.buttons)}",
    )
    return "\n".join(lines)


def audience_size(count: int) -> str:
    return f"Сейчас это {people(count)}"


def message(of: BroadcastDraft) -> str:
    """The beginning of its text; for an album also how many parts have come."""
    album = f"альбом из {len(of.message_ids)}" if len(of.message_ids) > 1 else ""
    words = f"«{safe(cut(of.excerpt, MESSAGE_CHARACTERS))}»" if of.excerpt else ""
    return ", ".join(filter(None, (album, words))) or content(of)


def content(of: BroadcastDraft) -> str:
    """What a message without words is."""
    return _CONTENTS.get(of.content, "без текста")


def topic(of: BroadcastDraft) -> str:
    if of.kind is BroadcastKind.SERVICE:
        return "служебное уведомление"
    return f"«{TOPICS[Topic(of.topic)]}»" if of.topic else "не выбрана"


def topic_button(of: BroadcastDraft) -> str:
    return CHOOSE_TOPIC if without_topic(of) else "🏷 Тема"


def without_topic(of: BroadcastDraft) -> bool:
    return not of.topic and of.kind is BroadcastKind.TOPIC


def buttons_button(of: BroadcastDraft) -> str:
    return f"🔗 Кнопки: {len(of.buttons)}"


def send(count: int) -> str:
    return f"✅ Отправить {recipients(count)}"


def drop_button(button: BroadcastButton) -> str:
    return f"🗑 {button.label}"


def _buttons(found: Iterable[BroadcastButton]) -> str:
    return ", ".join(f"«{safe(button.label)}»" for button in found) or "нет"


PREVIEWED = "☝️ Ровно это получат люди, с этими же кнопками."
PREVIEWED_WITHOUT_TOPIC = (
    "☝️ Это получат люди. Тема ещё не выбрана: с ней под сообщением появится кнопка «Не присылать»."
)
TEST_HINT = (
    "«Проверить на себе» пришлёт вам сообщение тем же путём, каким оно пойдёт всем; "
    "в итоги рассылки проверка не попадёт."
)


def previewed(of: BroadcastDraft) -> str:
    return f"{PREVIEWED_WITHOUT_TOPIC if without_topic(of) else PREVIEWED}\n\n{TEST_HINT}"


class Case(IntEnum):
    """The form of a word: «кто», «кому», «кроме кого»."""

    WHO = 0
    WHOM = 1
    WITHOUT = 2


EVERYONE = "всем"
HINT = (
    "Человек должен подойти под каждое условие; там, где «или», — под любое из них. "
    "Нажмите на условие, чтобы изменить его."
)
HINT_EVERYONE = "Можно сузить: добавьте условие."
ADD_LINE = "➕ Добавить условие"
CHOOSE_KIND = "<b>Новое условие</b>\n\nКого выбрать?"
CHOOSE_OTHER = "<b>Ещё вариант</b>\n\nПодойдёт и тот, кто…"
NOTHING_SAVED = "Пока выбирать не из чего: такого ещё не было."

ANY_EVENT = "На любую выставку"
EXCEPT = "🚫 Наоборот: кроме них"
ONLY = "✅ Наоборот: только они"
OR_ELSE = "➕ Или ещё…"
DROP = "🗑 Убрать условие"
AUDIENCE_CHANGED_MEANWHILE = "Условия с тех пор изменились, поэтому показываю их заново."

CONDITION_KINDS = {
    ConditionKind.ROLE: "👤 По роли",
    ConditionKind.ACTIVE: "🕓 По активности",
    ConditionKind.TOPIC: "🏷 По подписке на тему",
    ConditionKind.EVENT: "🎪 Сохранили выставку",
    ConditionKind.FILTER: "🔔 Ждут новинок по фильтру",
    ConditionKind.APPLIED: "📨 Подали заявку",
    ConditionKind.GOT: "📣 Получили рассылку",
    ConditionKind.PRESSED: "👆 Нажали кнопку в рассылке",
    ConditionKind.SUPPORT: "🧭 Ответ в подборе поддержки",
    ConditionKind.TRAINING: "🧭 Ответ в подборе обучения",
}
_ALL = ("все", EVERYONE, "всех")
_THOSE = ("те", "тем", "тех")
_NOBODY = ("никто", "никому", "никого")
_ROLES = {
    Role.BUSINESS: ("предприниматели", "предпринимателям", "предпринимателей"),
    Role.STUDENT: ("студенты", "студентам", "студентов"),
    None: tuple(f"{those}, кто не сказал, кто он" for those in _THOSE),
}
_FILTERS = {"event": "выставки", "programme": "программы обучения"}


def audience(found: Lines) -> str:
    return f"<b>Кому:</b> {safe(describe_audience(found))}"


def describe_audience(found: Lines) -> str:
    """«предпринимателям или студентам; из них только тем, кто был в боте за 30 дней»."""
    return "; из них только ".join(_any(terms, Case.WHOM) for terms in found) or EVERYONE


def term(segment: Segment, form: Case = Case.WHO) -> str:
    match segment:
        case HasRole(role=found):
            return _ROLES[found][form]
        case Not(part=part):
            return f"{_ALL[form]}, кроме {term(part, Case.WITHOUT)}"
        case AllOf(parts=parts):
            return f"({' и '.join(term(part, form) for part in parts) or _ALL[form]})"
        case AnyOf(parts=parts):
            return f"({_any(parts, form)})"
        case _:
            they, one, what = _predicate(segment)
            return f"{they} {what}" if form is Case.WHO else f"{_THOSE[form]}, кто {one} {what}"


def chosen_condition(segment: Segment) -> str:
    return f"<b>Условие:</b> {safe(term(segment))}"


def role(found: Role | None) -> str:
    return _ROLES[found][Case.WHO]


def active(days: int) -> str:
    return term(ActiveWithin(days=days))


def term_button(segment: Segment, *, first: bool) -> str:
    words = term(segment)
    return capital(words) if first else f"↳ или {words}"


def saved(kind: ConditionKind, one: SavedAudience) -> str:
    label = one.label or _FILTERS.get(one.what, "без текста")
    if kind in {ConditionKind.GOT, ConditionKind.PRESSED}:
        label = f"№ {one.value} · {cut(label, EXCERPT_CHARACTERS)}"
    return label if one.people is None else f"{label} · {one.people}"


def _any(terms: tuple[Segment, ...], form: Case) -> str:
    words = [term(segment, form) for segment in terms]
    return reduce(_or, words) if words else _NOBODY[form]


def _or(first: str, second: str) -> str:
    """Close a clause that began with a comma: «тем, кто был в боте, или студентам»."""
    return f"{first}{',' if ', ' in first else ''} или {second}"


def _predicate(segment: ActiveWithin | Wants | Saved) -> tuple[str, str, str]:
    """The verb in the plural, the verb in the singular, and the rest of the sentence."""
    match segment:
        case ActiveWithin(days=days):
            return "были", "был", f"в боте за {plural(days, 'день', 'дня', 'дней')}"
        case Wants(topic=topic):
            return "подписаны", "подписан", f"на «{TOPICS[topic]}»"
        case SavedEvent(label=label):
            return "сохранили", "сохранил", f"«{label}»"
        case SavedFilter(what=what, label=label):
            return "ждут", "ждёт", f"новинок: {label or _FILTERS[what]}"
        case _:
            return _done(segment)


def _done(segment: Applied | Got | Pressed | Planned) -> tuple[str, str, str]:
    """As `_predicate`, of what a person has done once."""
    match segment:
        case Applied(label=label):
            return "подали", "подал", f"заявку на «{label}»" if label else "заявку на выставку"
        case Got(broadcast_id=number):
            return "получили", "получил", f"рассылку № {number}"
        case Pressed(broadcast_id=number):
            return "нажали", "нажал", f"кнопку в рассылке № {number}"
        case Planned(label=label):
            return "выбрали", "выбрал", f"в подборе «{label}»"


ALBUM_NOTE = "К альбому выше:"
OPEN_LINK = "Открыть ссылку ↗"


def refuse(topic: Topic) -> str:
    return f"🔕 Не присылать: {TOPICS[topic]}"


def want_again(topic: Topic) -> str:
    return f"🔔 Присылать снова: {TOPICS[topic]}"


def switched(topic: Topic, *, wanted: bool) -> str:
    if wanted:
        return f"Снова присылаю тему «{TOPICS[topic]}»."
    return (
        f"Больше не пришлю рассылки на тему «{TOPICS[topic]}». "
        "Передумаете — нажмите ту же кнопку или откройте /settings."
    )


def link(label: str, url: str) -> str:
    """Show the address itself, so that a person sees where the button leads."""
    return f"<b>{escape(label)}</b>\n{escape(url)}"
