"""Words of what is due for review."""

from datetime import date

from bot.editing.texts import LABEL_CHARACTERS
from bot.reviews.models import DueAnswer, DuePage
from bot.ui.texts import cut, plural, safe

CHECK = "✅ Проверено сегодня"
CHECKED_NOTE = "Проверено"
REVIEWS_TITLE = "<b>🕓 На проверку</b>"
NO_REVIEWS = "Пусто: в ближайшие две недели перепроверять нечего."
REVIEWS_HINT = (
    "Сверьте карточку с источниками и нажмите «✅ Проверено сегодня» в «✏️ Править»; срок после "
    "этого сдвинется сам."
)
ONLY_MINE = "👤 Только мои"
ALL_REVIEWS = "👥 Все"
NOBODY = "без ответственного"
TAKE_OWNERSHIP = "👤 Отвечаю я"
LEAVE_OWNERSHIP = "👤 Больше не отвечаю"
OWNED = "Теперь отвечаете вы: напомню, когда подойдёт срок"
NOT_OWNED = "Теперь у ответа нет ответственного"


def reviews_button(overdue: int) -> str:
    return f"🕓 На проверку: {overdue}"


def reviews(found: DuePage) -> str:
    if not found.total:
        return f"{REVIEWS_TITLE}\n\n{NO_REVIEWS}"
    counted = plural(found.total, "ответ", "ответа", "ответов")
    owners = "\n".join(
        f"• {safe(owner or NOBODY)} — {number}" for owner, number in found.by_owner.items()
    )
    return (
        f"{REVIEWS_TITLE}\n\nНа две недели — {counted}, из них просрочено — {found.overdue}.\n"
        f"{owners}\n\n"
        f"{_sections(found)}\n\n{REVIEWS_HINT}"
    )


def _sections(found: DuePage) -> str:
    """What the buttons of this page lead to, by section, and by owner where there are several."""
    lines, head = list[str](), ""
    for each in found.answers:
        owner = f"{each.owner or NOBODY} · " if len(found.by_owner) > 1 else ""
        above = f"{owner}{each.section}"
        if above != head:
            lines.append(f"<b>{safe(above)}</b>")
            head = above
        mark = "⚠️ " if each.review_by < found.today else ""
        lines.append(f"{mark}{each.review_by:%d.%m.%Y} — {safe(each.label)}")
    return "\n".join(lines)


def review_label(found: DueAnswer, today: date) -> str:
    mark = "⚠️ " if found.review_by < today else ""
    return cut(f"{mark}{found.review_by:%d.%m} · {found.label}", LABEL_CHARACTERS)


def review_notice(number: int) -> str:
    counted = plural(number, "ответ пора", "ответа пора", "ответов пора")
    return f"🕓 <b>Напоминание на неделю</b>\n\n{counted} сверить с источниками."


def checked_until(day: date) -> str:
    return f"Отметил: проверено сегодня, снова — до {day:%d.%m.%Y}"
