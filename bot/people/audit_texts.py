"""Words of the audit log."""

import json
from collections.abc import Iterator
from datetime import datetime
from html import escape

from bot.applications.texts import STATES as APPLICATION_STATES
from bot.broadcast import texts as broadcast_texts
from bot.broadcast.run_texts import STATES
from bot.broadcast.segments import lines
from bot.editing.field_texts import name_of
from bot.editing.models import DraftKind
from bot.events.texts import STATUSES
from bot.people.models import AuditRecord
from bot.specialist.texts import REASONS
from bot.team.texts import ROLES
from bot.ui.texts import TOPICS, cut, plural, safe

LONGEST_VALUE = 80
LONGEST = 300
NOTHING = "нет"

# A fact without a name here is shown under its own key.
_NAMES = {
    "questions": "вопросы",
    "times": "спросили",
    "title": "заголовок",
    "section": "раздел",
    "body": "текст",
    "draft": "черновик №",
    "message": "сообщение",
    "messages": "номера сообщений",
    "kind": "вид",
    "topic": "тема",
    "buttons": "кнопки",
    "audience": "кому",
    "at_night": "можно ночью",
    "state": "состояние",
    "scheduled_at": "время",
    "starts": "начало",
    "ends": "конец",
    "dates_edited": "даты изменены редакцией",
    "status_edited": "состояние изменено редакцией",
    "status": "статус",
}
_EVENT_WORDS = {str(status): name for status, name in STATUSES.items()}
_WORDS: dict[str, str] = {
    **{str(topic): name for topic, name in TOPICS.items()},
    **{str(state): name for state, name in STATES.items()},
    **{str(role): name for role, name in ROLES.items()},
    "topic": "по теме",
    "service": "служебная",
    **{str(state): name for state, name in APPLICATION_STATES.items()},
    "handled": "обработана",
    **{str(reason): words.lower() for reason, words in REASONS.items()},
    "None": NOTHING,
}


def facts(before: str, after: str) -> str:
    """The change in plain words; each argument is JSON or empty."""
    was, became = _read(before), _read(after)
    if isinstance(was, dict) or isinstance(became, dict):
        return cut("; ".join(_changes(was or {}, became or {})), LONGEST)
    return cut(" → ".join(_value("", each) for each in (was, became) if each is not None), LONGEST)


def _changes(was: object, became: object) -> Iterator[str]:
    old, new = (each if isinstance(each, dict) else {"": each} for each in (was, became))
    for name in dict.fromkeys((*old, *new)):
        sides = [_value(name, side[name]) for side in (old, new) if name in side]
        yield f"{_name(name)}: {' → '.join(dict.fromkeys(sides))}".removeprefix(": ")


def _name(name: str) -> str:
    """Of the fields of the content, what editors know them as."""
    known = (name_of(kind, name) for kind in (DraftKind.ANSWER, DraftKind.EXHIBITION))
    return _NAMES.get(name) or next((each.lower() for each in known if each != name), name)


def _value(name: str, value: object) -> str:
    if isinstance(value, list):
        return cut(", ".join(_value(name, each) for each in value) or NOTHING, LONGEST_VALUE)
    if isinstance(value, str):
        return cut(_text(name, value), LONGEST_VALUE)
    if isinstance(value, bool):
        return "да" if value else NOTHING
    if isinstance(value, int) and name == "times":
        return plural(value, "раз", "раза", "раз")
    return NOTHING if value is None else str(value)


def _text(name: str, text: str) -> str:
    if name == "audience":
        return _audience(text)
    if name == "questions":
        return f"«{text}»"
    words = _EVENT_WORDS if name == "status" else _WORDS
    return words.get(text) or _moment(text)


def _audience(segment: str) -> str:
    try:
        return broadcast_texts.describe_audience(lines(segment))
    except ValueError:  # written by a release with other segments
        return segment


def _moment(text: str) -> str:
    """An ISO date or time in Russian notation; any other text on one line."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return " ".join(text.split())
    return f"{at:%d.%m.%Y %H:%M}".removesuffix(" 00:00")


def _read(text: str) -> object:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text


TITLE = "<b>📜 Журнал действий</b>"
EMPTY = "Пока пусто."
OPERATOR = "командная строка"

# Impersonal wording: it suits any admin. An action without words here is shown as it was recorded.
_ACTIONS = {
    "create broadcast": "начат черновик рассылки №",
    "change broadcast": "изменён черновик рассылки №",
    "discard broadcast": "удалён черновик рассылки №",
    "test broadcast": "проверка на себе рассылки №",
    "start broadcast": "отправка рассылки №",
    "schedule broadcast": "запланирована рассылка №",
    "unschedule broadcast": "возвращена в черновики рассылка №",
    "pause broadcast": "пауза рассылки №",
    "resume broadcast": "продолжение рассылки №",
    "cancel broadcast": "отмена рассылки №",
    "recall broadcast": "отзыв рассылки №",
    "repeat unknown of broadcast": "повтор неизвестным рассылки №",
    "export broadcast": "выгрузка получателей рассылки №",
    "bind questions": "вопросы связаны, к ним теперь",
    "propose binding": "вопросы предложены к тому, что ждёт второго человека:",
    "start draft": "начат",
    "draft reply": "из ответа специалиста сделан",
    "dismiss questions": "убран как не по теме",
    "restore questions": "возвращён в разбор",
    "close dialogue": "закрыт диалог №",
    "reopen dialogue": "снова открыт диалог №",
    "explain dialogue": "названа причина закрытия диалога №",
    "publish draft": "опубликован",
    "discard draft": "удалён",
    "move event": "изменены даты выставки",
    "edit answer": "изменён",
    "edit event": "изменено",
    "apply spreadsheet": "применена таблица",
    "export spreadsheet": "выгрузка таблицы:",
    "leave as is": "из файла не взято, осталось как в чате:",
    "keep from import": "в файле и в чате по-разному, осталось как в чате:",
    "export votes": "выгрузка голосов за выставки года",
    "handle application": "обработана заявка №",
    "change application": "изменено состояние заявки №",
    "note application": "заметка к заявке №",
    "answer application": "ответ по заявке №",
    "export applications": "выгрузка заявок, всего",
    "give role": "дана роль:",
    "take role": "снята роль:",
    "make team link": "создана ссылка в команду №",
    "revoke team link": "отозвана ссылка в команду №",
}
_SUBJECTS = {
    "answer": "ответ №",
    "event": "событие №",
    "draft": "черновик №",
    "question": "вопрос №",
    "person": "человек №",
}


def entry(record: AuditRecord) -> str:
    action = _ACTIONS.get(record.action, record.action)
    name = safe(record.admin_name) or record.admin_id
    who = f'<a href="tg://user?id={record.admin_id}">{name}</a>'
    line = (
        f"{record.at:%d.%m.%Y %H:%M} · {escape(action)} {escape(_subject(record.subject))} "
        f"· {who if record.admin_id else OPERATOR}"
    )
    changes = facts(record.before, record.after)
    return f"{line}\n<i>{safe(changes)}</i>" if changes else line


def _subject(subject: str) -> str:
    """«ответ № 12» for "answer 12"; a bare number or key stays as it is."""
    kind, _, number = subject.partition(" ")
    return f"{_SUBJECTS[kind]} {number}" if kind in _SUBJECTS else subject
