from html import escape

from bot.knowledge.drafts import Draft, Field
from bot.labels import LONGEST
from bot.ui.texts.common import cut, plural

DRAFTS = "📝 Черновики"
DRAFTS_HINT = "<b>📝 Черновики</b>\n\nОтветы, которые ещё не опубликованы."
SHOWN_DRAFTS = 30  # of a hundred buttons Telegram takes no more
NO_DRAFTS = "<b>📝 Черновики</b>\n\nЧерновиков нет. Начать можно с любого вопроса без ответа."
TO_DRAFT = "‹ К черновику"

NAMES = {
    Field.TITLE: "Заголовок",
    Field.SECTION: "Раздел",
    Field.AUDIENCE: "Для кого",
    Field.BODY: "Текст",
    Field.SOURCE: "Источник",
    Field.QUESTIONS: "Вопросы",
}
PROMPTS = {
    Field.TITLE: (
        "Пришлите заголовок, до 80 знаков: вопрос или название темы. Если он длиннее "
        f"{LONGEST} знаков, второй строкой — название для кнопки: длинное телефон обрежет.\n\n"
        "Например:\n<i>Сколько длится оформление сертификата СТ-1</i>\n"
        "<i>СТ-1: сколько ждать</i>"
    ),
    Field.SECTION: "Выберите кнопкой, где будет ответ.",
    Field.AUDIENCE: "Кому он нужен? Выберите кнопкой: от этого зависит порядок в меню.",
    Field.BODY: (
        "Пришлите текст ответа. Сначала суть, потом условия и шаги, потом контакты; абзацы "
        "разделяйте пустой строкой.\n\n"
        "Можно так: <code>**жирный**</code>, <code>*курсив*</code>, "
        "<code>[слова](https://…)</code>, список — строки с «- » или «1. » в начале."
    ),
    Field.SOURCE: (
        "Откуда это известно? Пришлите до трёх строк: название, ссылку, дату. "
        "Ссылки или даты нет — пропустите строку.\n\n"
        "Например:\n<i>Сайт мэра Москвы</i>\n<i>https://www.mos.ru/news/…</i>\n<i>05.12.2025</i>"
    ),
    Field.QUESTIONS: (
        "Пришлите вопросы, на которые это ответ: каждый с новой строки, как их пишут люди. "
        "Они заменят прежние."
    ),
}
COPY = "Сейчас там — скопируйте нажатием и поправьте:"
COPIED_CHARACTERS = 3000  # as Telegram counts them, in UTF-16
ASKED_CHARACTERS = 300
LABEL_CHARACTERS = 60
SOURCE_UNREADABLE = (
    "⚠️ Не разобрал. Первая строка — название до 100 знаков, потом ссылка, начиная с https://, "
    "и дата, например 05.12.2025."
)
AUDIENCES = {
    "business": "💼 Предпринимателям",
    "student": "🎓 Студентам",
    "business,student": "И тем и другим",
}

PUBLISH = "✅ Опубликовать"
CUT = (
    f"На кнопке телефон обрежет заголовок после {LONGEST} знаков. Короткое название для неё — "
    "вторая строка «Заголовка»."
)
READY = "Всё заполнено. Выше — карточка, какой её увидят люди."
UNVERIFIABLE = "⚠️ У источника нет ни ссылки, ни даты: люди не смогут его проверить."
PUBLISH_ANYWAY = "✅ Всё равно опубликовать"
MEND_SOURCE = "✏️ Дописать источник"
CHANGED = "Черновик с тех пор изменился или его нельзя опубликовать: проверьте ещё раз."
DONE = "Опубликовано"
OPEN_ANSWER = "Открыть ответ"
DISCARD = "🗑 Удалить черновик"
SURE = "<b>Удалить черновик?</b>\n\nНаписанное пропадёт, а вопросы вернутся к тем, что ждут ответа."
DISCARD_SURELY = "🗑 Да, удалить"
DISCARDED = "Черновик удалён"
GONE = "Этот черновик уже удалён или опубликован."


def label(draft: Draft) -> str:
    name = draft.short or draft.title or next(iter(draft.questions), f"№ {draft.id}")
    return cut(name, LABEL_CHARACTERS)


def listed(number: int) -> str:
    """What stands above so many drafts, of which the newest are shown."""
    left = number - SHOWN_DRAFTS
    rest = f"\n\nЗдесь последние {SHOWN_DRAFTS}, и ещё {left} — когда разберёте эти."
    return (DRAFTS_HINT + rest * (left > 0)) if number else NO_DRAFTS


def head(draft: Draft) -> str:
    """What it answers: without the question an editor would not know what to write."""
    name = f"📝 <b>Черновик № {draft.id}</b>"
    if not draft.questions:
        return name
    first, *others = draft.questions
    more = f" и ещё {plural(len(others), 'вопрос', 'вопроса', 'вопросов')}" if others else ""
    return f"{name}\nСпрашивали: «{escape(first[:ASKED_CHARACTERS], quote=False)}»{more}"


def on_button(draft: Draft) -> str:
    """How lists will name it; empty where that is the title and a phone shows it whole."""
    if draft.short:
        return f"На кнопке: «{escape(draft.short, quote=False)}»."
    return CUT if len(draft.title) > LONGEST else ""


def missing(draft: Draft) -> str:
    left = ", ".join(NAMES[field].lower() for field in draft.missing)
    return f"Осталось: {left}. Нажмите «Дальше» — подскажу, что прислать."


def next_step(draft: Draft) -> str:
    field = draft.missing[0]
    return f"➡️ Дальше: {NAMES[field].lower()} ({_step(field)})"


def prompt(field: Field, draft: Draft) -> str:
    now = {
        Field.TITLE: "\n".join(filter(None, (draft.title, draft.short))),
        Field.SECTION: " › ".join(draft.trail),
        Field.QUESTIONS: "\n".join(draft.questions),
    }.get(field, "")
    kept = f"\n\nСейчас: {escape(now[:1000], quote=False)}" if now else ""
    if field is Field.BODY and len(draft.body.encode("utf-16-le")) <= 2 * COPIED_CHARACTERS:
        kept = f"\n\n{COPY}\n<pre>{escape(draft.body, quote=False)}</pre>" if draft.body else ""
    title = f"<b>{NAMES[field]}</b> ({_step(field)})"
    return f"{head(draft)}\n\n{title}\n{PROMPTS[field]}{kept}"


def doubt(draft: Draft) -> str:
    """`draft` has a source that is only a title."""
    title = escape(draft.source.title if draft.source else "", quote=False)
    return (
        f"<b>Опубликовать без ссылки и даты?</b>\n\n{UNVERIFIABLE}\n\n"
        f"В ответе будет «{title}, дата не указана»."
    )


def published(draft: Draft) -> str:
    title = escape(draft.title, quote=False)
    return f"✅ Опубликовано: <b>{title}</b>\n\nОтвет уже в меню, и поиск его находит."


def _step(field: Field) -> str:
    return f"шаг {list(Field).index(field) + 1} из {len(Field)}"
