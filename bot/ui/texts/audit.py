from html import escape

from bot.audience.audit_repository import Action

TITLE = "<b>Журнал действий администраторов</b>"
EMPTY = "Пока пусто."
LONGEST_FACT = 150

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
}


def entry(action: Action) -> str:
    deed = _ACTIONS.get(action.action, action.action)
    line = (
        f"{action.at:%d.%m.%Y %H:%M} · "
        f'<a href="tg://user?id={action.admin_id}">{action.admin_id}</a> '
        f"{escape(deed)} {escape(action.subject)}"
    )
    facts = " → ".join(map(_fact, filter(None, (action.before, action.after))))
    return f"{line}\n<code>{facts}</code>" if facts else line


def _fact(json: str) -> str:
    return escape(json if len(json) <= LONGEST_FACT else f"{json[:LONGEST_FACT]}…", quote=False)
