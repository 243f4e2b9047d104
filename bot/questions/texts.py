"""Words of votes, the inbox, drafts of answers and the editors' menu."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape

from bot.knowledge.models import LABEL_LENGTH, AnswerDraft, BindingResult, DraftField, Problem
from bot.questions.models import Cause, GroupPage, Phrase, QuestionGroup, Reason, Tally
from bot.ui.texts import cut, figure, plural

USEFUL = "👍"
USELESS = "👎"
THANKS = "Спасибо! Рад, что помог."

WHY = (
    "<b>Что не так с ответом?</b>\n\nВыберите причину: её прочитает редакция и поправит ответ. "
    "Передумали — вернитесь к ответу и нажмите 👍."
)
REASONS = {
    Reason.WRONG: "Неверно",
    Reason.OUTDATED: "Устарело",
    Reason.OFF_TOPIC: "Не о том",
    Reason.UNCLEAR: "Непонятно",
}
NOTED = "Записал"
WORDS = (
    "<b>Спасибо, записал</b>\n\nЕсли хотите, напишите одним сообщением, что именно не так. "
    "Телефоны и номера документов я не сохраню. Добавить нечего — просто вернитесь к ответу."
)
WORDS_KEPT = "Спасибо! Передал редакции вместе с оценкой."
TO_ANSWER = "‹ К ответу"

TALLIES = "📊 Оценки ответов"
TALLIES_HINT = (
    "<b>Оценки ответов</b>\n\nСверху те, что нужнее всего поправить: порядок — по нижней границе "
    "доли 👍 (интервал Уилсона, 95%). Считаются оценки нынешней редакции каждого ответа."
)
NO_TALLIES = "<b>Оценки ответов</b>\n\nПока никто ничего не оценил."
OPEN_ANSWER = "Открыть ответ"
COMMENTS = "Что написали:"
COMMENTS_CHARACTERS = 3300


def tally_label(tally: Tally) -> str:
    return f"👍 {tally.useful} 👎 {tally.useless} · {tally.label}"


def tally(found: Tally) -> str:
    votes = plural(found.useful + found.useless, "оценка", "оценки", "оценок")
    lines = [
        f"<b>{escape(found.title, quote=False)}</b>",
        f"👍 {found.useful} · 👎 {found.useless} — {votes}.",
        f"С поправкой на случайность помог не меньше чем {100 * found.bound:.0f}% людей.",
    ]
    if found.reasons:
        reasons = (
            f"{REASONS[reason].lower()} — {times}" for reason, times in found.reasons.items()
        )
        lines.append(f"Причины: {', '.join(reasons)}.")
    return "\n\n".join(lines)


def comments(found: Sequence[str]) -> str:
    """All comments fit on one screen: the more there are, the shorter each is cut."""
    longest = COMMENTS_CHARACTERS // len(found)
    lines = (f"• {escape(cut(words, longest), quote=False)}" for words in found)
    return "\n".join((COMMENTS, *lines))


_LONGEST_LABEL = 40
_LONGEST_PHRASE = 200

EMPTY = "<b>📥 Вопросы без ответа</b>\n\nПусто: всё, о чём спрашивали, разобрано."
HANDLED = "Эти вопросы уже разобрали."
HANDLED_SCREEN = "Эти вопросы уже разобрали: их нет среди тех, что ждут ответа."
TO_INBOX = "📥 К вопросам"

BIND = "🔗 Связать с ответом"
WRITE = "✍️ Написать ответ"
DISMISS = "🚫 Не по теме"
DISMISSED = "Убрал. Если спросят так же, сюда это больше не попадёт."
RESTORE = "↩️ Вернуть последнее"
RESTORED = "Вернул: вопросы снова ждут разбора."
PEOPLE = ("человек", "человека", "человек")

OTHER = "Нет нужного? Напишите название ответа или слова из него — найду."
NOTHING_FOUND = "Ничего похожего нет. Напишите другие слова или создайте новый ответ."

_CAUSES = {
    Cause.NOTHING: "ничего не нашлось",
    Cause.UNCHOSEN: "из списка ничего не выбрали",
    Cause.MISSED: "ответ был не о том",
}


def waiting(found: GroupPage) -> str:
    asked = plural(found.waiting, "вопрос", "вопроса", "вопросов")
    alike = f", всего {plural(found.total, 'тема', 'темы', 'тем')}"
    if not found.complete:
        alike = f". Здесь самые частые темы: {found.total}"
    return (
        f"<b>📥 Вопросы без ответа</b>\n\nЖдут разбора: {asked}{alike}. "
        "Похожие собраны вместе, частые — сверху."
    )


def group_label(group: QuestionGroup) -> str:
    times = f"{group.times} × " if group.times > 1 else ""
    return times + cut(group.phrases[0].text, _LONGEST_LABEL)


def group(found: QuestionGroup, shown: int) -> str:
    lines = [_phrase(each) for each in found.phrases[:shown]]
    if len(found.phrases) > shown:
        lines.append(f"… и ещё {len(found.phrases) - shown}")
    asked = plural(found.times, "раз", "раза", "раз")
    people = plural(found.people, *PEOPLE)
    return (
        "<b>Как спрашивали</b>\n\n" + "\n".join(lines) + f"\n\nВсего {asked}, {people}, "
        f"первый раз {_day(found.since)}.\nПочему здесь: {_causes(found.causes)}."
    )


def offers(found: QuestionGroup, *, any_found: bool) -> str:
    number = len(found.phrases)
    what = "этот вопрос" if number == 1 else f"все эти вопросы ({number})"
    head = (
        f"<b>К какому ответу должен вести {what}?</b>"
        if number == 1
        else (f"<b>К какому ответу должны вести {what}?</b>")
    )
    first = _phrase(found.phrases[0])
    return f"{head}\n\n{first}\n\n{OTHER if any_found else NOTHING_FOUND}"


def bound(result: BindingResult | None) -> str:
    """A toast, so at most 200 characters."""
    if result is None:
        return HANDLED
    if result.owners:
        title = cut(result.owners[0], 60)
        return f"Не всё связал: такой вопрос записан в файле ответа «{title}» — поправьте файл."
    added = plural(result.added, "формулировка ведёт", "формулировки ведут", "формулировок ведут")
    return f"Связал: {added} к этому ответу. Поиск уже это знает."


def _phrase(phrase: Phrase) -> str:
    times = f" × {phrase.times}" if phrase.times > 1 else ""
    return f"• {escape(cut(phrase.text, _LONGEST_PHRASE), quote=False)}{times}"


def _causes(causes: Mapping[Cause, int]) -> str:
    return "; ".join(f"{_CAUSES[cause]} — {times}" for cause, times in causes.items())


def _day(moment: datetime) -> str:
    return f"{moment:%d.%m.%Y}"


DRAFTS = "📝 Черновики"
DRAFTS_HINT = "<b>📝 Черновики</b>\n\nОтветы, которые ещё не опубликованы."
SHOWN_DRAFTS = 30  # of a hundred buttons Telegram takes no more
NO_DRAFTS = "<b>📝 Черновики</b>\n\nЧерновиков нет. Начать можно с любого вопроса без ответа."
TO_DRAFT = "‹ К черновику"

NAMES = {
    DraftField.TITLE: "Заголовок",
    DraftField.SECTION: "Раздел",
    DraftField.AUDIENCE: "Для кого",
    DraftField.BODY: "Текст",
    DraftField.SOURCE: "Источник",
    DraftField.QUESTIONS: "Вопросы",
}
PROMPTS = {
    DraftField.TITLE: (
        "Пришлите заголовок, до 80 знаков: вопрос или название темы. Если он длиннее "
        f"{LABEL_LENGTH} знаков, второй строкой — название для кнопки: длинное телефон обрежет.\n\n"
        "Например:\n<i>Сколько длится оформление сертификата СТ-1</i>\n"
        "<i>СТ-1: сколько ждать</i>"
    ),
    DraftField.SECTION: "Выберите кнопкой, где будет ответ.",
    DraftField.AUDIENCE: "Кому он нужен? Выберите кнопкой: от этого зависит порядок в меню.",
    DraftField.BODY: (
        "Пришлите текст ответа. Сначала суть, потом условия и шаги, потом контакты; абзацы "
        "разделяйте пустой строкой.\n\n"
        "Можно так: <code>**жирный**</code>, <code>*курсив*</code>, "
        "<code>[слова](https://…)</code>, список — строки с «- » или «1. » в начале.\n\n"
        "Чего пока не знаем, напишите последней строкой: "
        "<code>Пока не знаем: цены, даты набора</code>."
    ),
    DraftField.SOURCE: (
        "Откуда это известно? Пришлите до трёх строк: название, ссылку, дату. "
        "Ссылки или даты нет — пропустите строку.\n\n"
        "Например:\n<i>Сайт мэра Москвы</i>\n<i>https://www.mos.ru/news/…</i>\n<i>05.12.2025</i>"
    ),
    DraftField.QUESTIONS: (
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
    f"На кнопке телефон обрежет заголовок после {LABEL_LENGTH} знаков. Короткое название для неё — "
    "вторая строка «Заголовка»."
)
READY = "Всё заполнено. Выше — карточка, какой её увидят люди."
UNVERIFIABLE = "⚠️ У источника нет ни ссылки, ни даты: люди не смогут его проверить."
PUBLISH_ANYWAY = "✅ Всё равно опубликовать"
MEND_SOURCE = "✏️ Дописать источник"
CHANGED = "Черновик с тех пор изменился или его нельзя опубликовать: проверьте ещё раз."
DONE = "Опубликовано"

DISCARD = "🗑 Удалить черновик"
SURE = "<b>Удалить черновик?</b>\n\nНаписанное пропадёт, а вопросы вернутся к тем, что ждут ответа."
DISCARD_SURELY = "🗑 Да, удалить"
DISCARDED = "Черновик удалён"
GONE = "Этот черновик уже удалён или опубликован."


def label(draft: AnswerDraft) -> str:
    name = draft.short or draft.title or next(iter(draft.questions), f"№ {draft.id}")
    return cut(name, LABEL_CHARACTERS)


def listed(number: int) -> str:
    """The text above the list of drafts, which shows only the newest."""
    left = number - SHOWN_DRAFTS
    rest = f"\n\nЗдесь последние {SHOWN_DRAFTS}, и ещё {left} — когда разберёте эти."
    return (DRAFTS_HINT + rest * (left > 0)) if number else NO_DRAFTS


def head(draft: AnswerDraft) -> str:
    """The head of a draft, with the question that it answers."""
    name = f"📝 <b>Черновик № {draft.id}</b>"
    if not draft.questions:
        return name
    first, *others = draft.questions
    more = f" и ещё {plural(len(others), 'вопрос', 'вопроса', 'вопросов')}" if others else ""
    return f"{name}\nСпрашивали: «{escape(first[:ASKED_CHARACTERS], quote=False)}»{more}"


def on_button(draft: AnswerDraft) -> str:
    """A note on the label of its button; empty when the whole title fits on it."""
    if draft.short:
        return f"На кнопке: «{escape(draft.short, quote=False)}»."
    return CUT if len(draft.title) > LABEL_LENGTH else ""


def missing(draft: AnswerDraft) -> str:
    left = ", ".join(NAMES[field].lower() for field in draft.missing)
    return f"Осталось: {left}. Нажмите «Дальше» — подскажу, что прислать."


def next_step(draft: AnswerDraft) -> str:
    field = draft.missing[0]
    return f"➡️ Дальше: {NAMES[field].lower()} ({_step(field)})"


def prompt(field: DraftField, draft: AnswerDraft) -> str:
    now = {
        DraftField.TITLE: "\n".join(filter(None, (draft.title, draft.short))),
        DraftField.SECTION: " › ".join(draft.trail),
        DraftField.QUESTIONS: "\n".join(draft.questions),
    }.get(field, "")
    kept = f"\n\nСейчас: {escape(now[:1000], quote=False)}" if now else ""
    if field is DraftField.BODY and len(draft.body.encode("utf-16-le")) <= 2 * COPIED_CHARACTERS:
        kept = f"\n\n{COPY}\n<pre>{escape(draft.body, quote=False)}</pre>" if draft.body else ""
    title = f"<b>{NAMES[field]}</b> ({_step(field)})"
    return f"{head(draft)}\n\n{title}\n{PROMPTS[field]}{kept}"


def doubt(draft: AnswerDraft) -> str:
    """Asks for confirmation; the source of `draft` is only a title."""
    title = escape(draft.source.title if draft.source else "", quote=False)
    return (
        f"<b>Опубликовать без ссылки и даты?</b>\n\n{UNVERIFIABLE}\n\n"
        f"В ответе будет «{title}, дата не указана»."
    )


def published(draft: AnswerDraft) -> str:
    title = escape(draft.title, quote=False)
    return f"✅ Опубликовано: <b>{title}</b>\n\nОтвет уже в меню, и поиск его находит."


def _step(field: DraftField) -> str:
    return f"шаг {list(DraftField).index(field) + 1} из {len(DraftField)}"


UNSHOWN = (
    "⚠️ Карточка не помещается в сообщение, поэтому её здесь нет: сократите заголовок или "
    "разделите текст на абзацы пустой строкой.\n\n"
)
_SHOWN = 8
_REASON_CHARACTERS = 250
_FIELDS = {"sources": NAMES[DraftField.SOURCE], "short": "Название для кнопки"} | {
    field.value: name for field, name in NAMES.items()
}


def problems(found: Sequence[Problem]) -> str:
    """The first problems: a pasted list may have a hundred, too many for one message."""
    lines = [_problem(each) for each in found[:_SHOWN]]
    if len(found) > _SHOWN:
        lines.append(f"… и ещё {len(found) - _SHOWN}")
    return "\n".join(lines)


def _problem(found: Problem) -> str:
    name = _FIELDS.get(found.field.split(".")[0], "")
    reason = escape(cut(found.reason, _REASON_CHARACTERS), quote=False)
    return f"⚠️ {name}: {reason}" if name else f"⚠️ {reason[:1].upper()}{reason[1:]}"


EDITORS = "🛠 Редакция"
HINT = "<b>🛠 Редакция</b>\n\nВидна только сотрудникам: здесь всё, что позволяет ваша роль."
EDITORS_DRAFTS = "📝 Черновики ответов"
BROADCASTS = "📣 Рассылки"
STATS = "📈 Статистика"
VOTES = "🗳 Голоса за выставки"
AUDIT = "📜 Журнал действий"
TEAM = "👥 Команда"


def inbox(waiting: int) -> str:
    return f"📥 Вопросы без ответа: {figure(waiting)}"


def applications(waiting: int) -> str:
    return f"📨 Новые заявки: {figure(waiting)}"
