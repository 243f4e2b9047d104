"""Words of drafts, of changes and of the history of the content."""

from collections.abc import Sequence

from bot.editing.field_texts import CHOICES, NAMES, PROMPTS, name_of
from bot.editing.field_values import UnreadableFieldError, Wanted
from bot.editing.fields import SPECS, typed_fields
from bot.editing.models import Draft, DraftField, DraftKind, Outcome
from bot.knowledge.models import LABEL_LENGTH, WITHDRAWN, ContentKind, Problem
from bot.ui import texts as ui_texts
from bot.ui.texts import capital, cut, paragraphs, plural, quoted, safe

DRAFTS = "📝 Черновики"
DRAFTS_HINT = (
    "<b>📝 Черновики</b>\n\nОтветы, которые ещё не опубликованы. Здесь же новые выставки и даты и "
    "начатые правки."
)
SHOWN_DRAFTS = 30  # of a hundred buttons Telegram takes no more
NO_DRAFTS = (
    "<b>📝 Черновики</b>\n\nЧерновиков нет. Начать можно с вопроса без ответа, с кнопки ниже или "
    "с «✏️ Править» на любой карточке."
)
TO_DRAFT = "‹ К черновику"
NEW = {
    DraftKind.ANSWER: "➕ Новый ответ",
    DraftKind.EXHIBITION: "➕ Новая выставка",
    DraftKind.DATE: "➕ Новая дата",
}
COPY = "Сейчас там — скопируйте нажатием и поправьте:"
COPY_BELOW = "Ниже — весь текст, как сейчас: скопируйте, поправьте и пришлите целиком."
IN_USE = "В календаре уже есть (нажмите, чтобы скопировать):"
SHOWN_VALUES = 40
COPIED_CHARACTERS = 3000  # as Telegram counts them, in UTF-16
ASKED_CHARACTERS = 300
LABEL_CHARACTERS = 60
UNREADABLE_CHARACTERS = 100
_WANTED = {
    Wanted.DAY: "нужен день, например 31.12.2026",
    Wanted.DAYS: "нужны даты, например 7–11 декабря 2026",
    Wanted.SOURCE: (
        "нужно название до 100 знаков, потом ссылка, начиная с https://, и дата, например "
        "05.12.2025"
    ),
    Wanted.LINK: "нужен адрес, начиная с https://, и второй строкой — дата, например 05.12.2025",
    Wanted.BUTTON: "нужны название и адрес, начиная с https://",
    Wanted.LABEL: "в начале строки нужно её название и двоеточие, как ниже",
    Wanted.VALUE: "после двоеточия ничего нет",
    Wanted.COORDINATES: "нужны два числа, например 55.7178 37.9406",
    Wanted.ENGLISH: "нужны строки «Title:» и «Text:»",
    Wanted.MONTH: "нужен номер месяца, от 1 до 12",
    Wanted.CHOICE: "выберите кнопкой",
}
CLEAR = "✖️ Оставить пустым"
RESET = "↩️ Оставить как сейчас"

PUBLISH = "✅ Опубликовать"
SAVE = "✅ Сохранить"
SAVE_SILENTLY = "✅ Сохранить без пояснения"
PREVIEW = "👁 Как увидят люди"
CUT = (
    f"На кнопке телефон обрежет заголовок после {LABEL_LENGTH} знаков. Короткое название для неё — "
    "вторая строка «Заголовка»."
)
READY = "Всё заполнено. Выше — карточка, какой её увидят люди."
UNCHANGED = "Пока ничего не изменено: выберите, что править."
UNVERIFIABLE = "⚠️ У источника нет ни ссылки, ни даты: люди не смогут его проверить."
PUBLISH_ANYWAY = "✅ Всё равно опубликовать"
MEND_SOURCE = "✏️ Дописать источник"
CHANGED = "Черновик с тех пор изменился или его нельзя опубликовать: проверьте ещё раз."
DONE = "Опубликовано"
SAVED = "Сохранено: люди уже видят это"
SAVED_UNSEEN = "Сохранено"
ALREADY_SEEN = "Люди уже видят это, прежнее — в «Истории»."
STILL_WITHDRAWN = "Карточка снята: люди увидят это, когда вы её вернёте."
NOW_WITHDRAWN = "Карточка снята: люди её больше не видят."
WAITS = "⏳ Ждёт второго человека: люди пока видят прежнее."
RETURN = "↩️ Вернуть на доработку"
TAKE_BACK = "✏️ Забрать и поправить"
RETURNED = "Возвращено автору"
TAKEN_BACK = "Забрали: теперь можно править"
NOT_WAITING = "Это уже не ждёт"
CLASH = (
    "<b>Пока вы правили, это же изменил кто-то ещё</b>\n\nВаши слова целы. Ниже — что ваша правка "
    "изменит в том, что люди видят сейчас."
)
SAVE_MINE = "✅ Сохранить моё"
CLASHED = "Не сохранено: пока вы правили, это же изменил кто-то ещё"
SENT_TO_REVIEW = "Отправлено: опубликует второй человек"
TOASTS = {
    Outcome.CHANGED: CHANGED,
    Outcome.CLASHED: CLASHED,
    Outcome.WAITING: SENT_TO_REVIEW,
}

DISCARD = "🗑 Удалить черновик"
DISCARD_CHANGE = "🗑 Отменить правку"
SURE = "<b>Удалить черновик?</b>\n\nНаписанное пропадёт, а вопросы вернутся к тем, что ждут ответа."
SURE_CHANGE = "<b>Отменить правку?</b>\n\nНаписанное пропадёт, карточка останется как была."
DISCARD_SURELY = "🗑 Да, удалить"
DISCARD_CHANGE_SURELY = "🗑 Да, отменить"
DISCARDED = "Удалено"
GONE = "Этот черновик уже удалён или опубликован."


def unreadable(error: UnreadableFieldError) -> str:
    """What was not understood, and what is wanted in its place."""
    words = cut(" ".join(error.words.split()), UNREADABLE_CHARACTERS)
    return f"⚠️ Не разобрал «{safe(words)}»: {_WANTED[error.wanted]}."


def toast(draft: Draft, outcome: Outcome) -> str:
    if outcome is Outcome.DONE:
        saved = SAVED_UNSEEN if draft.is_withdrawn else SAVED
        return DONE if draft.is_new else saved
    return TOASTS[outcome]


def waiting(draft: Draft) -> str:
    """What a second person reads: who wants to change what, and why."""
    who = safe(draft.author or str(draft.author_id))
    why = f"\n<i>{safe(draft.note)}</i>" if draft.note else ""
    return f"{head(draft)}\nАвтор: {who}{why}\n\n{WAITS}"


def returned(draft: Draft, editor_id: int) -> str:
    return TAKEN_BACK if draft.author_id == editor_id else RETURNED


def not_taken(*, is_own: bool) -> str:
    """Above a draft that waits, for which an editor has typed something."""
    way = TAKE_BACK if is_own else RETURN
    return f"⚠️ Не записано: правка ждёт второго человека. Чтобы править, сначала нажмите «{way}»."


def approval_notice(number: int) -> str:
    counted = plural(number, "правка ждёт", "правки ждут", "правок ждут")
    return f"⏳ <b>{counted} второго человека</b>\n\nПосмотрите и опубликуйте или верните."


def decided(draft: Draft, *, published: bool) -> str:
    title = safe(draft.title)
    what = "опубликована" if published else "возвращена на доработку"
    return f"Ваша правка № {draft.id} {what}: {quoted(title)}."


def label(draft: Draft) -> str:
    name = draft.fields.get("short") or draft.title or next(iter(draft.questions), f"№ {draft.id}")
    mark = "⏳ " if draft.is_waiting else "" if draft.is_new else "✏️ "
    return cut(f"{mark}{name}", LABEL_CHARACTERS)


def listed(number: int) -> str:
    """The text above the list of drafts, which shows only the newest."""
    left = number - SHOWN_DRAFTS
    rest = f"\n\nЗдесь последние {SHOWN_DRAFTS}, и ещё {left} — когда разберёте эти."
    return (DRAFTS_HINT + rest * (left > 0)) if number else NO_DRAFTS


def head(draft: Draft) -> str:
    """The head of a draft, with the question that it answers."""
    if not draft.is_new:
        return f"✏️ <b>Правка № {draft.id}</b>"
    name = f"📝 <b>Черновик № {draft.id}</b>"
    if not draft.questions or draft.kind is not DraftKind.ANSWER:
        return name
    first, *others = draft.questions
    more = f" и ещё {plural(len(others), 'вопрос', 'вопроса', 'вопросов')}" if others else ""
    return f"{name}\nСпрашивали: «{safe(first[:ASKED_CHARACTERS])}»{more}"


def on_button(draft: Draft) -> str:
    """A note on the label of its button; empty when the whole title fits on it."""
    if short := draft.fields.get("short"):
        return f"На кнопке: «{safe(short)}»."
    return CUT if len(draft.title) > LABEL_LENGTH else ""


def missing(draft: Draft) -> str:
    names = NAMES[draft.kind]
    left = ", ".join(names[field].lower() for field in draft.missing)
    return f"Осталось: {left}. Нажмите «Дальше» — подскажу, что прислать."


def next_step(draft: Draft) -> str:
    field = draft.missing[0]
    return f"➡️ Дальше: {NAMES[draft.kind][field].lower()} ({_step(draft, field)})"


def prompt(draft: Draft, field: DraftField, in_use: Sequence[str] = ()) -> str:
    """What to send for the field, what others have there, and what it has now to be sent back."""
    name, step = NAMES[draft.kind][field], _step(draft, field)
    title = f"<b>{name}</b> ({step})" if step else f"<b>{name}</b>"
    shown = SPECS[draft.kind][field].show(draft.fields)
    if field is DraftField.SECTION:
        shown = ui_texts.TRAIL.join(draft.trail)
    asked = f"{title}\n{PROMPTS[draft.kind][field]}"
    parts = (head(draft), asked, _in_use(in_use), _now(field, shown))
    return paragraphs(*parts)


def _in_use(values: Sequence[str]) -> str:
    shown = ", ".join(f"<code>{safe(each)}</code>" for each in values[:SHOWN_VALUES])
    return f"{IN_USE} {shown}" if shown else ""


def _now(field: DraftField, shown: str) -> str:
    if not shown or len(shown.encode("utf-16-le")) > 2 * COPIED_CHARACTERS:
        return ""
    if field is DraftField.BODY:
        return COPY_BELOW
    if field is DraftField.SECTION or field in CHOICES:
        return f"Сейчас: {safe(CHOICES.get(field, {}).get(shown, shown))}"
    return f"{COPY}\n<pre>{safe(shown)}</pre>"


def _step(draft: Draft, field: DraftField) -> str:
    """Empty for a field that nobody has to fill."""
    steps = [each for each, spec in SPECS[draft.kind].items() if spec.required]
    if not draft.is_new or field not in steps:
        return ""
    return f"шаг {steps.index(field) + 1} из {len(steps)}"


def form(draft: Draft) -> str:
    """All fields that may be typed, as one message that may be copied and filled in."""
    names = NAMES[draft.kind]
    lines = "\n".join(
        f"{names[field]}: {SPECS[draft.kind][field].show(draft.fields)}"
        for field in typed_fields(draft.kind)
    )
    return f"{head(draft)}\n\n{FORM}\n<pre>{safe(lines)}</pre>"


def doubt(draft: Draft) -> str:
    """Asks for confirmation; the source of the draft is only a title."""
    title = safe(draft.fields["sources"][0]["title"])
    return (
        f"<b>Опубликовать без ссылки и даты?</b>\n\n{UNVERIFIABLE}\n\n"
        f"В ответе будет «{title}, дата не указана»."
    )


def published(draft: Draft) -> str:
    title = safe(draft.title)
    if not draft.is_new:
        withdrawn = NOW_WITHDRAWN if WITHDRAWN in draft.changed else STILL_WITHDRAWN
        seen = withdrawn if draft.is_withdrawn else ALREADY_SEEN
        return f"✅ Сохранено: <b>{title}</b>\n\n{seen}"
    what = "Ответ уже в меню" if draft.kind is DraftKind.ANSWER else "Событие уже в календаре"
    return f"✅ Опубликовано: <b>{title}</b>\n\n{what}, и поиск его находит."


OPEN_CARD = {ContentKind.ANSWER: "Открыть ответ", ContentKind.EVENT: "Открыть карточку"}
NOTHING_FOUND = "⚠️ Ничего похожего нет: напишите другие слова."


def changes(names: str) -> str:
    return f"Изменено: {names}. Люди увидят это, когда вы сохраните."


SIMILAR = "Похожее уже есть — посмотрите, не повтор ли:"
UNSHOWN = (
    "⚠️ Карточка не помещается в сообщение, поэтому её здесь нет: сократите заголовок или "
    "разделите текст на абзацы пустой строкой.\n\n"
)
_SHOWN = 8
_REASON_CHARACTERS = 250


def problems(draft: Draft, found: Sequence[Problem]) -> str:
    """The first problems: a pasted list may have a hundred, too many for one message."""
    lines = [_problem(draft.kind, each) for each in found[:_SHOWN]]
    if len(found) > _SHOWN:
        lines.append(f"… и ещё {len(found) - _SHOWN}")
    return "\n".join(lines)


def _problem(kind: DraftKind, found: Problem) -> str:
    name = name_of(kind, found.field.split(".")[0])
    reason = safe(cut(found.reason, _REASON_CHARACTERS))
    return f"⚠️ {name}: {reason}" if name else f"⚠️ {capital(reason)}"


CHANGE = "<b>Что изменится</b>"
WHY = (
    "Напишите одним сообщением, почему, — это останется в истории, и правка сохранится. Или "
    "сохраните без пояснения."
)
FORM = "Скопируйте, заполните и пришлите одним сообщением. Пустая строка — значит, неизвестно."
