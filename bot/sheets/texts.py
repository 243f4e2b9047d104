"""Words of spreadsheets."""

from collections.abc import Sequence
from itertools import islice

from bot.editing.field_texts import changed_names
from bot.editing.models import DraftKind, Outcome, title_of
from bot.editing.texts import SENT_TO_REVIEW
from bot.knowledge.merging import changed_fields
from bot.knowledge.models import Problem
from bot.sheets.models import UploadPlan
from bot.ui.texts import cut, paragraphs, safe

UPLOAD_WAITS = "⏳ Таблица ждёт второго человека: он найдёт её в «📝 Черновиках»."
UPLOAD_TOASTS = {
    Outcome.DONE: "Применено: люди уже видят это",
    Outcome.CHANGED: "Не применено: в таблице есть ошибки",
    Outcome.WAITING: SENT_TO_REVIEW,
}
SHEETS = "🗂 Таблицы"
SHEETS_HINT = (
    "<b>🗂 Таблицы</b>\n\nВыгрузите, поправьте в Excel или LibreOffice и пришлите файл сюда: "
    "покажу, что изменится, и применю по одной кнопке. Столбец revision не трогайте: по нему "
    "видно, что с тех пор изменили другие."
)
KINDS = {
    DraftKind.ANSWER: "Ответы",
    DraftKind.EXHIBITION: "Выставки",
    DraftKind.DATE: "Даты",
}
APPLY = "✅ Применить"
APPLY_SURELY = "✅ Да, и снять лишнее"
NOTHING_TO_APPLY = "Таблица ничего не меняет: в боте всё так и есть."
UPLOAD_NOTE = "из таблицы"
TOO_BIG = "Файл больше 20 МБ: такой мне не скачать. Разделите таблицу."
REMOVED = "🗄 Будет снято: этих строк в таблице нет"
STAYS = "⚖️ С тех пор изменено в чате, останется как там"
_MOST_LINES = 8
_MOST_PROBLEMS = 6
_LINE_CHARACTERS = 80
_PROBLEM_CHARACTERS = 200


def upload(plan: UploadPlan) -> str:
    """The dry run: what is new, changed and removed, what stays, what is wrong."""
    parts = [
        f"<b>🗂 {safe(plan.name)}</b> — {KINDS[plan.kind].lower()}",
        _listed("➕ Новое", [title_of(fields) for fields in plan.new.values()]),
        _listed("✏️ Изменится", [_changed(plan, key) for key in plan.changed]),
        _listed(REMOVED, [title_of(plan.now[key]) for key in plan.removed]),
        _listed(STAYS, [_clashes(plan, key) for key in plan.clashes]),
        _problems(plan.problems),
    ]
    if plan.changes_nothing:
        parts.append(NOTHING_TO_APPLY)
    return paragraphs(*parts)


def _listed(head: str, lines: Sequence[str]) -> str:
    if not lines:
        return ""
    shown = [f"• {safe(cut(each, _LINE_CHARACTERS))}" for each in lines[:_MOST_LINES]]
    return "\n".join((f"<b>{head}: {len(lines)}</b>", *shown, *_rest(lines, _MOST_LINES)))


def _changed(plan: UploadPlan, key: str) -> str:
    """«GITEX Global 2026: организатор, сайт»."""
    names = changed_fields(plan.now[key], plan.changed[key])
    return f"{title_of(plan.now[key])}: {changed_names(plan.kind, names)}"


def _clashes(plan: UploadPlan, key: str) -> str:
    names = [each.field for each in plan.clashes[key]]
    return f"{title_of(plan.now[key])}: {changed_names(plan.kind, names)}"


def _problems(found: Sequence[Problem]) -> str:
    lines = (safe(cut(str(each), _PROBLEM_CHARACTERS)) for each in found)
    shown = [f"⚠️ {each}" for each in islice(lines, _MOST_PROBLEMS)]
    return "\n".join((*shown, *_rest(found, _MOST_PROBLEMS)))


def _rest(found: Sequence[object], shown: int) -> tuple[str, ...]:
    return (f"… и ещё {len(found) - shown}",) if len(found) > shown else ()


def upload_refused(found: Sequence[Problem]) -> str:
    return f"<b>Таблицу не взял</b>\n\n{_problems(found)}\n\nВ боте ничего не изменилось."


def much_removed(plan: UploadPlan) -> str:
    return (
        f"<b>Снять {len(plan.removed)} из {plan.total}?</b>\n\nЭтих строк в таблице нет. Если она "
        "неполная, не применяйте: пришлите целую."
    )
