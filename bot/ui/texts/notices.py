"""What the bot says without being asked."""

from bot.reminders.models import Kind

TITLES = {
    Kind.DEADLINE: "⏰ <b>Скоро закончится приём заявок</b>",
    Kind.START: "📅 <b>Скоро начнётся</b>",
    Kind.CHANGE: "🔁 <b>Изменения в ваших выставках</b>",
    Kind.NEW_EVENT: "🔔 <b>Новое в календаре по вашим фильтрам</b>",
    Kind.NEW_PROGRAMME: "🎓 <b>Новые программы по вашим фильтрам</b>",
    Kind.APPLICATION: "📨 <b>Новые заявки на участие</b>",
    Kind.HANDLED: "✅ <b>Заявки обработаны</b>",
}
NEW_FILE = "Если выставка уже в вашем календаре, нажмите в карточке «🗓 В календарь» ещё раз."
CANCELLED = "❌ Отменена"
GONE = "🗄 Убрана из календаря: редакция её больше не ведёт"
RESTORED = "↩️ Снова в календаре"
CONFIRMED = "✅ Дата подтверждена"
UNCONFIRMED = "❔ Дата больше не подтверждена — она предварительная"


def more(number: int) -> str:
    return f"…и ещё {number}: они в списке."


def dates_appeared(new: str) -> str:
    return f"📅 Появились даты: {new}"


def dates_moved(new: str, old: str) -> str:
    return f"📅 Новые даты: {new} (были {old})"


def dates_gone(old: str) -> str:
    return f"📅 Даты сняты (были {old}), новых источник не называет"


def deadline_appeared(new: str) -> str:
    return f"📝 Заявки принимают до {new}"


def deadline_moved(new: str, old: str) -> str:
    return f"📝 Заявки теперь до {new} (было до {old})"


def deadline_gone(old: str) -> str:
    return f"📝 Срок подачи заявок снят (был до {old})"
