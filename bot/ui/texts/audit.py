from html import escape

from bot.audience.audit_repository import Action
from bot.ui.texts.audit_facts import facts

TITLE = "<b>Журнал действий</b>"
EMPTY = "Пока пусто."
OPERATOR = "Командная строка:"

# An action of a room that has no words here yet is shown as it was written.
_ACTIONS = {
    "create broadcast": "создал рассылку №",
    "change broadcast": "изменил черновик рассылки №",
    "test broadcast": "проверил на себе рассылку №",
    "start broadcast": "отправил рассылку №",
    "schedule broadcast": "запланировал рассылку №",
    "unschedule broadcast": "вернул в черновики рассылку №",
    "pause broadcast": "поставил на паузу рассылку №",
    "resume broadcast": "продолжил рассылку №",
    "cancel broadcast": "отменил рассылку №",
    "recall broadcast": "отозвал рассылку №",
    "repeat unknown of broadcast": "повторил неизвестным рассылку №",
    "export broadcast": "выгрузил получателей рассылки №",
    "bind questions": "связал вопросы:",
    "start draft": "начал писать:",
    "draft reply": "сделал из ответа специалиста:",
    "dismiss questions": "убрал как не по теме:",
    "restore questions": "вернул в разбор:",
    "close dialogue": "закрыл диалог №",
    "reopen dialogue": "снова открыл диалог №",
    "publish draft": "опубликовал:",
    "discard draft": "удалил:",
    "move event": "изменил даты выставки",
    "export votes": "выгрузил голоса за выставки года",
    "handle application": "обработал заявку №",
    "export applications": "выгрузил заявки, всего",
}
_SUBJECTS = {"answer": "ответ №", "draft": "черновик №", "question": "вопрос №"}


def entry(action: Action) -> str:
    deed = _ACTIONS.get(action.action, action.action)
    who = f'<a href="tg://user?id={action.admin_id}">{action.admin_id}</a>'
    line = (
        f"{action.at:%d.%m.%Y %H:%M} · {who if action.admin_id else OPERATOR} "
        f"{escape(deed)} {escape(_subject(action.subject))}"
    )
    said = facts(action.before, action.after)
    return f"{line}\n<i>{escape(said, quote=False)}</i>" if said else line


def _subject(subject: str) -> str:
    """«ответ № 12» of «answer 12»; a bare number or key stays."""
    kind, _, number = subject.partition(" ")
    return f"{_SUBJECTS[kind]} {number}" if kind in _SUBJECTS else subject
