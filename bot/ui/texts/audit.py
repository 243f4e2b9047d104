from html import escape

from bot.audience.audit_repository import Action
from bot.ui.texts.audit_facts import facts

TITLE = "<b>Журнал действий</b>"
EMPTY = "Пока пусто."
OPERATOR = "командная строка"

# What was done, whoever did it: nobody is called «он» here. An action of a room that has no words
# here yet is shown as it was written.
_ACTIONS = {
    "create broadcast": "начат черновик рассылки №",
    "change broadcast": "изменён черновик рассылки №",
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
    "start draft": "начат",
    "draft reply": "из ответа специалиста сделан",
    "dismiss questions": "убран как не по теме",
    "restore questions": "возвращён в разбор",
    "close dialogue": "закрыт диалог №",
    "reopen dialogue": "снова открыт диалог №",
    "publish draft": "опубликован",
    "discard draft": "удалён",
    "move event": "изменены даты выставки",
    "export votes": "выгрузка голосов за выставки года",
    "handle application": "обработана заявка №",
    "export applications": "выгрузка заявок, всего",
}
_SUBJECTS = {"answer": "ответ №", "draft": "черновик №", "question": "вопрос №"}


def entry(action: Action) -> str:
    deed = _ACTIONS.get(action.action, action.action)
    who = f'<a href="tg://user?id={action.admin_id}">{action.admin_id}</a>'
    line = (
        f"{action.at:%d.%m.%Y %H:%M} · {escape(deed)} {escape(_subject(action.subject))} "
        f"· {who if action.admin_id else OPERATOR}"
    )
    said = facts(action.before, action.after)
    return f"{line}\n<i>{escape(said, quote=False)}</i>" if said else line


def _subject(subject: str) -> str:
    """«ответ № 12» of «answer 12»; a bare number or key stays."""
    kind, _, number = subject.partition(" ")
    return f"{_SUBJECTS[kind]} {number}" if kind in _SUBJECTS else subject
