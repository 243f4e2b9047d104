"""Words of the editors' page of an answer or event, its history, and conflicts with files."""

from collections.abc import Sequence
from datetime import datetime

from bot.editing.field_texts import changed_names, name_of
from bot.editing.models import DraftKind, Outcome, RepeatedQuestionError, title_of
from bot.editing.texts import LABEL_CHARACTERS, SENT_TO_REVIEW, WAITS
from bot.history.differences import differences, shown_day
from bot.history.models import Change, EditorCard, FileConflict
from bot.knowledge.models import ContentKind, Fields
from bot.ui.texts import capital, cut, paragraphs, plural, quoted, safe

EDIT = "✏️ Править"
HISTORY = "📜 История"
BY_FILE = "из файла"
NOT_CHECKED = "человек ещё не сверял с источниками"
HISTORY_EMPTY = "Пока пусто: с тех пор как ведётся история, ничего не менялось."
RESTORE = "↩️ Вернуть эту версию"
CHOOSE_FIELD = "Что исправить? Люди увидят это, когда вы сохраните."
WITHDRAW = "🗄 Снять"
WITHDRAWN_NOW = "🗄 Сейчас снято: люди этого не видят."
WITHDRAWN_NOTE = "снято"
PUT_BACK = "↩️ Вернуть"
PUT_BACK_NOTE = "возвращено"
CHOOSE_FIELD_OF_WITHDRAWN = "Что исправить? Люди увидят это, когда вы вернёте карточку."
WITHDRAW_NOWHERE = {
    ContentKind.ANSWER: "🗄 Снять, никуда не вести",
    ContentKind.EVENT: "🗄 Снять, вести в календарь",
}
WITHDRAWAL_TOASTS = {
    Outcome.DONE: "Снято: люди этого больше не видят",
    Outcome.CHANGED: "Это уже снято",
    Outcome.WAITING: SENT_TO_REVIEW,
}
RESTORE_TOASTS = {
    Outcome.DONE: "Вернул: люди снова видят эту версию",
    Outcome.CHANGED: "Сейчас так и есть",
    Outcome.WAITING: SENT_TO_REVIEW,
}
PUT_BACK_TOASTS = {
    Outcome.DONE: "Вернул: люди снова это видят",
    Outcome.CHANGED: "Люди и так это видят",
    Outcome.WAITING: SENT_TO_REVIEW,
}
MOST_IN_TOAST = 60  # characters of each name: Telegram shows 200


def repeated(found: RepeatedQuestionError) -> str:
    """Why an answer cannot be put back."""
    question, owner = (cut(each, MOST_IN_TOAST) for each in (found.question, found.owner))
    return f"Не вернул: вопрос «{question}» теперь у «{owner}». Сначала уберите его здесь или там."


CONFLICTS_TITLE = "<b>⚖️ Расхождения с файлами</b>"
NO_CONFLICTS = "Пусто: файлы и правки в чате не спорят."
CONFLICTS_HINT = (
    "Это изменили и в файле, и в чате. Пока не выбрано, люди видят то, что в чате. Нажмите, чтобы "
    "сравнить."
)
KEEP_MINE = "Оставить как в чате"
TAKE_THEIRS = "Взять из файла"
FROM_FILE = "из файла, вместо правки в чате"
SETTLE_TOASTS = {
    Outcome.DONE: "Решено",
    Outcome.CHANGED: "Не подходит к остальным полям: поправьте сначала их.",
    Outcome.WAITING: SENT_TO_REVIEW,
}
_TARGETS = {ContentKind.ANSWER: "другой ответ", ContentKind.EVENT: "другое событие"}


def conflicts_button(number: int) -> str:
    return f"⚖️ Расхождения с файлами: {number}"


def conflict_label(found: FileConflict) -> str:
    mark = "⏳ " if found.waits else ""
    return cut(f"{mark}{name_of(found.kind, found.name)} · {found.title}", LABEL_CHARACTERS)


def conflict(found: FileConflict) -> str:
    shown = differences(found.kind, found.fields, found.after)
    head = f"⚖️ <b>{safe(found.title)}</b>"
    waits = WAITS if found.waits else ""
    return paragraphs(head, waits, "Зачёркнуто — сейчас, из чата; жирно — из файла.", shown)


def withdraw(kind: ContentKind, title: str) -> str:
    return (
        f"<b>Снять {quoted(safe(title))}?</b>\n\nКуда вести со старых кнопок и ссылок? "
        f"Выберите {_TARGETS[kind]} или напишите слова из названия."
    )


def editor_card(found: EditorCard) -> str:
    kind = found.kind
    lines = [f"✏️ <b>{safe(title_of(found.fields))}</b>"]
    if kind is DraftKind.ANSWER:
        lines.append(_review(found.fields))
    if found.is_withdrawn:
        lines.append(WITHDRAWN_NOW)
    if found.latest:
        lines.append(f"Последняя правка: {_signature(found.latest)}")
    lines += (
        f"Готовится правка № {draft.id}: {changed_names(kind, draft.changed) or 'начата'}."
        for draft in found.drafts
    )
    asked = CHOOSE_FIELD_OF_WITHDRAWN if found.is_withdrawn else CHOOSE_FIELD
    return "\n".join((*lines, "", asked))


def conflict_notice(number: int) -> str:
    counted = plural(number, "поле", "поля", "полей")
    return (
        f"⚖️ <b>Файлы и чат разошлись</b>\n\nПри загрузке файлов: {counted} меняли и там, и в чате. "
        "Люди видят то, что в чате, — выберите, что верно."
    )


def _review(fields: Fields) -> str:
    checked, review_by = fields.get("checked"), fields.get("review_by")
    done = f"проверено {shown_day(checked)}" if checked else NOT_CHECKED
    due = f"перепроверить до {shown_day(review_by)}" if review_by else "срок проверки не задан"
    return f"{capital(done)}; {due}."


def _signature(change: Change) -> str:
    """«30.11.2026 14:05, Ольга — исправлен телефон»."""
    revision = change.revision
    who = change.author or (BY_FILE if revision.author_id is None else str(revision.author_id))
    note = f" — {revision.note}" if revision.note else ""
    return safe(f"{revision.at:%d.%m.%Y %H:%M}, {who}{note}")


def history(title: str, kind: DraftKind, changes: Sequence[Change]) -> str:
    head = f"📜 <b>{safe(title)}</b>"
    lines = (f"• {_signature(each)}\n  {_what(kind, each)}" for each in changes)
    return "\n\n".join((head, "\n".join(lines) or HISTORY_EMPTY))


def _what(kind: DraftKind, change: Change) -> str:
    if not change.before:
        return "первая известная версия"
    return safe(f"изменено: {changed_names(kind, change.names)}")


def change_label(kind: DraftKind, change: Change) -> str:
    what = changed_names(kind, change.names) if change.before else "первая"
    return cut(f"{change.revision.at:%d.%m %H:%M} · {what}", LABEL_CHARACTERS)


def change(title: str, kind: DraftKind, found: Change) -> str:
    head = f"📜 <b>{safe(title)}</b>\n{_signature(found)}"
    if not found.before:
        return f"{head}\n\nПервая известная версия."
    return f"{head}\n\n{differences(kind, found.before, found.revision.fields)}"


def restored_note(moment: datetime) -> str:
    return f"возврат к версии от {moment:%d.%m.%Y %H:%M}"
