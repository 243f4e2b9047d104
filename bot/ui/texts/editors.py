from bot.ui.texts.common import figure

EDITORS = "🛠 Редакция"
HINT = (
    "<b>🛠 Редакция</b>\n\nВидна только администраторам. Новая рассылка — в «Рассылках», новый "
    "ответ — из любого вопроса без ответа."
)
DRAFTS = "📝 Черновики ответов"
BROADCASTS = "📣 Рассылки"
STATS = "📈 Статистика"
VOTES = "🗳 Голоса за выставки"
AUDIT = "📜 Журнал действий"


def inbox(waiting: int) -> str:
    return f"📥 Вопросы без ответа: {figure(waiting)}"


def applications(waiting: int) -> str:
    return f"📨 Новые заявки: {figure(waiting)}"
