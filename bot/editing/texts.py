"""Words of drafts, of changes and of the history of the content."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from difflib import SequenceMatcher
from html import escape
from typing import Any

from bot.editing.fields import SPECS, field_of, typed_fields
from bot.editing.links import CheckedLink, LinkState
from bot.editing.models import (
    Change,
    Draft,
    DraftField,
    DraftKind,
    DueAnswer,
    DuePage,
    EditorCard,
    FileConflict,
    Outcome,
    title_of,
)
from bot.editing.upload_repository import UploadPlan
from bot.knowledge.markup import to_html, to_plain
from bot.knowledge.merging import changed_fields
from bot.knowledge.models import LABEL_LENGTH, WITHDRAWN, ContentKind, Fields, Problem
from bot.ui import texts as ui_texts
from bot.ui.texts import cut, plural

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

_ANSWER_NAMES = {
    DraftField.TITLE: "Заголовок",
    DraftField.SECTION: "Раздел",
    DraftField.AUDIENCE: "Для кого",
    DraftField.BODY: "Текст",
    DraftField.SOURCE: "Источник",
    DraftField.QUESTIONS: "Вопросы",
    DraftField.KEYWORDS: "Слова для поиска",
    DraftField.RELATED: "Связанные",
    DraftField.BUTTONS: "Кнопки",
    DraftField.UNKNOWN: "Чего не знаем",
    DraftField.PLACE: "Место",
    DraftField.TERMS: "Сроки",
    DraftField.NOTE: "Пояснение",
    DraftField.FORM: "Одним сообщением",
}
_EVENT_NAMES = _ANSWER_NAMES | {
    DraftField.TITLE: "Название",
    DraftField.WHERE: "Страна, город",
    DraftField.DAYS: "Даты",
    DraftField.CATEGORY: "Тематика",
    DraftField.FORMAT: "Формат",
    DraftField.SOURCE: "Ссылка",
    DraftField.STATUS: "Состояние",
    DraftField.APPLY_BY: "Заявки до",
    DraftField.INDUSTRY: "Отрасль",
    DraftField.ORGANISER: "Организатор",
    DraftField.WEBSITE: "Сайт",
    DraftField.MOSCOW: "Участие Москвы",
    DraftField.MONTH: "Обычный месяц",
    DraftField.COMMENT: "Примечание",
}
NAMES: dict[DraftKind, dict[DraftField, str]] = {
    DraftKind.ANSWER: _ANSWER_NAMES,
    DraftKind.EXHIBITION: _EVENT_NAMES,
    DraftKind.DATE: _EVENT_NAMES
    | {
        DraftField.GROUP: "Чья дата",
        DraftField.CATEGORY: "Тема",
        DraftField.WHERE: "Где",
        DraftField.RULE: "Чем установлена",
    },
}
_BUTTON_NAME = (
    f"Если он длиннее {LABEL_LENGTH} знаков, второй строкой — название для кнопки: длинное телефон "
    "обрежет."
)
_ANSWER_PROMPTS = {
    DraftField.TITLE: (
        f"Пришлите заголовок, до 80 знаков: вопрос или название темы. {_BUTTON_NAME}\n\n"
        "Например:\n<i>Сколько длится оформление сертификата СТ-1</i>\n"
        "<i>СТ-1: сколько ждать</i>"
    ),
    DraftField.SECTION: "Выберите кнопкой, где будет ответ.",
    DraftField.AUDIENCE: "Кому он нужен? Выберите кнопкой: от этого зависит порядок в меню.",
    DraftField.BODY: (
        "Пришлите текст ответа. Сначала суть, потом условия и шаги, потом контакты; абзацы "
        "разделяйте пустой строкой.\n\n"
        "Выделяйте жирным и курсивом, вставляйте ссылки, как в любом сообщении Telegram; строки, "
        "которые начинаются с «- » или «1. », станут списком.\n\n"
        "Чего пока не знаем, напишите последней строкой: "
        "<code>Пока не знаем: цены, даты набора</code>."
    ),
    DraftField.SOURCE: (
        "Откуда это известно? Пришлите до трёх строк: название, ссылку, дату. "
        "Ссылки или даты нет — пропустите строку. Несколько источников разделите пустой "
        "строкой.\n\n"
        "Например:\n<i>Сайт мэра Москвы</i>\n<i>https://www.mos.ru/news/…</i>\n<i>05.12.2025</i>"
    ),
    DraftField.QUESTIONS: (
        "Пришлите вопросы, на которые это ответ: каждый с новой строки, как их пишут люди. "
        "Они заменят прежние."
    ),
    DraftField.KEYWORDS: (
        "Слова, которых нет в тексте, но по которым ответ должны находить: каждое с новой строки."
    ),
    DraftField.RELATED: (
        "Ответы, которые открываются кнопками под этим. Нажмите на лишний, чтобы убрать; чтобы "
        "добавить, напишите слова из его названия."
    ),
    DraftField.BUTTONS: (
        "Кнопки со ссылками: каждая с новой строки, название и адрес.\n\n"
        "Например:\n<i>Подать заявку — https://i.moscow/…</i>"
    ),
    DraftField.UNKNOWN: (
        "Чего пока не знаем — каждое с новой строки, после двоеточия можно сказать почему.\n\n"
        "Например:\n<i>цены: публикуются в личном кабинете</i>"
    ),
    DraftField.PLACE: (
        "Пришлите строки, которые знаете; без координат карты не будет.\n\n"
        "Например:\n<i>Название: Технопарк «Руднево»</i>\n<i>Адрес: ул. Пехорская, 1</i>\n"
        "<i>Телефон: +7 495 000-00-00</i>\n<i>Сайт: https://…</i>\n"
        "<i>Координаты: 55.7178 37.9406</i>"
    ),
    DraftField.TERMS: (
        "Пришлите строки, которые нужны. Пустая строка убирает срок. После «Действует до» карточка "
        "скажет, что это уже не так, после «Перепроверить до» — что сведения пора сверить.\n\n"
        "Например:\n<i>Действует до: 31.12.2026</i>\n<i>Перепроверить до: 01.03.2027</i>"
    ),
    DraftField.NOTE: "Напишите одним сообщением, почему это меняется: слова останутся в истории.",
}
_EVENT_PROMPTS = _ANSWER_PROMPTS | {
    DraftField.TITLE: f"Пришлите название. {_BUTTON_NAME.replace('Если он', 'Если оно')}",
    DraftField.WHERE: "Пришлите страну и, через запятую, город: <i>ОАЭ, Дубай</i>.",
    DraftField.DAYS: (
        "Пришлите даты: <i>7–11 декабря 2026</i> или <i>07.12.2026</i>. Никто их не называет — "
        "напишите «нет»: выставка встанет в список тех, у которых дат пока нет."
    ),
    DraftField.CATEGORY: "Пришлите тематику, по которой выставку выбирают в календаре.",
    DraftField.FORMAT: "Что это? Например: <i>выставка</i>, <i>форум</i>, <i>бизнес-миссия</i>.",
    DraftField.SOURCE: (
        "Откуда это известно? Пришлите адрес страницы и, второй строкой, её дату.\n\n"
        "Например:\n<i>https://gulfnews.com/…</i>\n<i>16.10.2025</i>"
    ),
    DraftField.STATUS: "Выберите кнопкой, что говорит источник.",
    DraftField.APPLY_BY: "До какого дня принимают заявки? Например: <i>1 декабря 2026</i>.",
    DraftField.INDUSTRY: "Пришлите отрасли через запятую, если они уже тематики.",
    DraftField.ORGANISER: "Пришлите название организатора.",
    DraftField.WEBSITE: "Пришлите адрес сайта выставки.",
    DraftField.MOSCOW: "Выберите кнопкой, что говорит источник об участии Москвы.",
    DraftField.MONTH: "Номер месяца, в котором она обычно проходит: от 1 до 12.",
    DraftField.COMMENT: "Пришлите примечание: его увидят на карточке.",
}
PROMPTS: dict[DraftKind, dict[DraftField, str]] = {
    DraftKind.ANSWER: _ANSWER_PROMPTS,
    DraftKind.EXHIBITION: _EVENT_PROMPTS,
    DraftKind.DATE: _EVENT_PROMPTS
    | {
        DraftField.GROUP: "Выберите кнопкой, чья это дата.",
        DraftField.CATEGORY: "Пришлите тему, например: <i>ЕГЭ и 11-й класс</i>.",
        DraftField.AUDIENCE: "Для кого эта дата? Например: <i>выпускники 11-х классов</i>.",
        DraftField.WHERE: "Где это? Например: <i>школа по месту учёбы</i>.",
        DraftField.DAYS: "Пришлите день или дни: <i>1 февраля 2027</i>. Не знаете — «нет».",
        DraftField.RULE: "Каким правилом или приказом она установлена?",
    },
}
COPY = "Сейчас там — скопируйте нажатием и поправьте:"
COPY_BELOW = "Ниже — каков он сейчас: скопируйте, поправьте и пришлите целиком."
COPIED_CHARACTERS = 3000  # as Telegram counts them, in UTF-16
ASKED_CHARACTERS = 300
LABEL_CHARACTERS = 60
UNREADABLE = "⚠️ Не разобрал."
SOURCE_UNREADABLE = (
    "⚠️ Не разобрал. Первая строка — название до 100 знаков, потом ссылка, начиная с https://, "
    "и дата, например 05.12.2025."
)
CLEAR = "✖️ Убрать"
RESET = "↩️ Оставить как сейчас"
_AUDIENCES = {
    "business": "💼 Предпринимателям",
    "student": "🎓 Студентам",
    "business,student": "И тем и другим",
}
CHOICES: dict[DraftField, dict[str, str]] = {
    DraftField.AUDIENCE: _AUDIENCES,
    DraftField.STATUS: {
        "confirmed": "🟢 Подтверждена",
        "unconfirmed": "❔ Не подтверждена",
        "cancelled": "❌ Отменена",
    },
    DraftField.MOSCOW: {"yes": "Участвует", "no": "Не участвует", "unknown": "Не говорит"},
    DraftField.GROUP: {"study": "🎓 Студентов и школьников", "business": "💼 Компаний"},
}

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
WAITS = "⏳ Ждёт второго человека: люди пока видят прежнее."
RETURN = "↩️ Вернуть на доработку"
RETURNED = "Возвращено автору"
NOT_WAITING = "Это уже не ждёт"
UPLOAD_WAITS = "⏳ Таблица ждёт второго человека: он найдёт её в «📝 Черновиках»."
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
DISCARDED = "Черновик удалён"
GONE = "Этот черновик уже удалён или опубликован."


def toast(draft: Draft, outcome: Outcome) -> str:
    if outcome is Outcome.DONE:
        return DONE if draft.is_new else SAVED
    return TOASTS[outcome]


def waiting(draft: Draft) -> str:
    """What a second person reads: who wants to change what, and why."""
    who = escape(draft.author or str(draft.author_id), quote=False)
    why = f"\n<i>{escape(draft.note, quote=False)}</i>" if draft.note else ""
    return f"{head(draft)}\nАвтор: {who}{why}\n\n{WAITS}"


def approval_notice(number: int) -> str:
    counted = plural(number, "правка ждёт", "правки ждут", "правок ждут")
    return f"⏳ <b>{counted} второго человека</b>\n\nПосмотрите и опубликуйте или верните."


def decided(draft: Draft, *, published: bool) -> str:
    title = escape(draft.title, quote=False)
    what = "опубликовано" if published else "возвращено на доработку"
    return f"Ваша правка № {draft.id}, «{title}», — {what}."


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
    return f"{name}\nСпрашивали: «{escape(first[:ASKED_CHARACTERS], quote=False)}»{more}"


def on_button(draft: Draft) -> str:
    """A note on the label of its button; empty when the whole title fits on it."""
    if short := draft.fields.get("short"):
        return f"На кнопке: «{escape(short, quote=False)}»."
    return CUT if len(draft.title) > LABEL_LENGTH else ""


def missing(draft: Draft) -> str:
    names = NAMES[draft.kind]
    left = ", ".join(names[field].lower() for field in draft.missing)
    return f"Осталось: {left}. Нажмите «Дальше» — подскажу, что прислать."


def next_step(draft: Draft) -> str:
    field = draft.missing[0]
    return f"➡️ Дальше: {NAMES[draft.kind][field].lower()} ({_step(draft, field)})"


def prompt(draft: Draft, field: DraftField) -> str:
    """What to send for the field, and what it has now, as it may be sent back."""
    name, step = NAMES[draft.kind][field], _step(draft, field)
    title = f"<b>{name}</b> ({step})" if step else f"<b>{name}</b>"
    shown = SPECS[draft.kind][field].show(draft.fields)
    if field is DraftField.SECTION:
        shown = ui_texts.TRAIL.join(draft.trail)
    parts = (head(draft), f"{title}\n{PROMPTS[draft.kind][field]}", _now(field, shown))
    return "\n\n".join(filter(None, parts))


def _now(field: DraftField, shown: str) -> str:
    if not shown or len(shown.encode("utf-16-le")) > 2 * COPIED_CHARACTERS:
        return ""
    if field is DraftField.BODY:
        return COPY_BELOW
    if field is DraftField.SECTION or field in CHOICES:
        return f"Сейчас: {escape(CHOICES.get(field, {}).get(shown, shown), quote=False)}"
    return f"{COPY}\n<pre>{escape(shown, quote=False)}</pre>"


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
    return f"{head(draft)}\n\n{FORM}\n<pre>{escape(lines, quote=False)}</pre>"


def doubt(draft: Draft) -> str:
    """Asks for confirmation; the source of the draft is only a title."""
    title = escape(draft.fields["sources"][0]["title"], quote=False)
    return (
        f"<b>Опубликовать без ссылки и даты?</b>\n\n{UNVERIFIABLE}\n\n"
        f"В ответе будет «{title}, дата не указана»."
    )


def published(draft: Draft) -> str:
    title = escape(draft.title, quote=False)
    if not draft.is_new:
        return f"✅ Сохранено: <b>{title}</b>\n\nЛюди уже видят это, прежнее — в «Истории»."
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
    reason = escape(cut(found.reason, _REASON_CHARACTERS), quote=False)
    return f"⚠️ {name}: {reason}" if name else f"⚠️ {reason[:1].upper()}{reason[1:]}"


# Fields of the content without a field of their own in a draft.
_OTHER_NAMES = {
    "checked": "Проверено",
    "owner": "Ответственный",
    "valid_from": "Действует с",
    "valid_until": "Действует до",
    "review_by": "Перепроверить до",
    "short": "Название для кнопки",
    "start": "Начало",
    "end": "Конец",
    "source_date": "Дата источника",
    "order": "Порядок в разделе",
    "entry": "На главном экране",
    "programme": "Программа обучения",
    "moved_from": "Прежние ключи",
    WITHDRAWN: "Снято",
    "": "",
}
_HIDDEN = {"dates_edited", "status_edited"}  # they follow from the others


def name_of(kind: DraftKind, name: str) -> str:
    """What an editor knows the field of the content as."""
    if name in _OTHER_NAMES:
        return _OTHER_NAMES[name]
    field = field_of(kind, name)
    return NAMES[kind][field] if field else name


# Differences

_WORDS = re.compile(r"\S+\s*|\s+")  # with the spaces after them
_AROUND = 8  # words that are shown beside a difference
_LONGEST_DIFFERENCE = 1200
_LONGEST_LINE = 80  # a shorter text is shown whole, before and after


def differences(kind: DraftKind, before: Fields, after: Fields) -> str:
    """What has changed, field by field; what is gone is struck out, what is new is bold."""
    names = [each for each in changed_fields(before, after) if each not in _HIDDEN]
    found = (
        f"<b>{name_of(kind, name)}</b>\n{_difference(name, before.get(name), after.get(name))}"
        for name in names
    )
    return "\n\n".join(found) or NO_DIFFERENCE


NO_DIFFERENCE = "Разницы нет."


def changed_names(kind: DraftKind, names: Iterable[str]) -> str:
    """«текст, источник»."""
    found = (name_of(kind, name).lower() for name in names if name not in _HIDDEN)
    return ", ".join(dict.fromkeys(found))


def _difference(name: str, before: object, after: object) -> str:
    if isinstance(before, list) or isinstance(after, list):
        return _list_difference(_items(name, before), _items(name, after))
    old, new = _value(name, before), _value(name, after)
    if old and new and max(len(old), len(new)) > _LONGEST_LINE:
        return _words_difference(old, new)
    return " → ".join(
        f"<{tag}>{escape(cut(words, _LONGEST_DIFFERENCE), quote=False)}</{tag}>" if words else "—"
        for tag, words in (("s", old), ("b", new))
    )


def _list_difference(before: list[str], after: list[str]) -> str:
    gone = [f"− <s>{escape(each, quote=False)}</s>" for each in before if each not in after]
    new = [f"+ <b>{escape(each, quote=False)}</b>" for each in after if each not in before]
    shown, rest = [*gone, *new][:_SHOWN], len([*gone, *new]) - _SHOWN
    if rest > 0:
        shown.append(f"… и ещё {rest}")
    return "\n".join(shown) or ANOTHER_ORDER


ANOTHER_ORDER = "другой порядок"


def _items(name: str, value: object) -> list[str]:
    items = value if isinstance(value, list) else []
    return [cut(_item(name, each), _LONGEST_ITEM) for each in items]


_LONGEST_ITEM = 200


def _item(name: str, value: object) -> str:
    if not isinstance(value, dict):
        return str(value)
    if name == "unknown":
        return ": ".join(next(iter(value.items())))
    return ", ".join(map(str, value.values()))


def _value(name: str, value: Any) -> str:  # noqa: ANN401 - JSON
    match value:
        case None:
            return ""
        case dict():
            return ", ".join(str(each) for each in value.values())
        case bool():
            return "да" if value else "нет"
    if name == WITHDRAWN:
        return f"да, вместо него {value}" if value else "да"
    if name == "body":
        return to_plain(to_html(str(value)))
    choices = (words for words in CHOICES.values() if value in words)
    return next(choices, {}).get(str(value)) or _day(str(value))


def _day(text: str) -> str:
    try:
        return f"{date.fromisoformat(text):%d.%m.%Y}"
    except ValueError:
        return text


def _words_difference(before: str, after: str) -> str:
    """The words around each difference; where nothing changed for long stands «…»."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    parts, length = list[str](), 0
    for kind, a, b, c, d in _compared(old, new):
        words = _unchanged(old[a:b], parts) if kind == "equal" else _changed(old[a:b], new[c:d])
        length += len(words)
        if length > _LONGEST_DIFFERENCE:
            return "".join((*parts, " …"))
        parts.append(words)
    return "".join(parts).strip()


_MOST_COMPARED = 60


def _compared(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """As `SequenceMatcher.get_opcodes`, whose time grows with the square of the words.

    Where more than `_MOST_COMPARED` words lie between the first difference and the last, that is
    one difference.
    """
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    end, other_end = len(old) - tail, len(new) - tail
    between = [("replace", head, end, head, other_end)]
    if max(end, other_end) - head <= _MOST_COMPARED:
        matcher = SequenceMatcher(a=old[head:end], b=new[head:other_end], autojunk=False)
        between = [
            (kind, a + head, b + head, c + head, d + head)
            for kind, a, b, c, d in matcher.get_opcodes()
        ]
    same = ("equal", 0, head, 0, head), ("equal", end, len(old), other_end, len(new))
    return [same[0], *between, same[1]]


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """How many words both begin with."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((at for at, (mine, other) in pairs if mine != other), min(len(old), len(new)))


def _changed(gone: Sequence[str], new: Sequence[str]) -> str:
    sides = (("s", "".join(gone)), ("b", "".join(new)))
    return "".join(f"<{tag}>{escape(words, quote=False)}</{tag}>" for tag, words in sides if words)


def _unchanged(words: Sequence[str], before: Sequence[str]) -> str:
    if len(words) <= 2 * _AROUND:
        return escape("".join(words), quote=False)
    first = "".join(words[:_AROUND]) if before else ""
    return escape(f"{first}… {''.join(words[-_AROUND:])}", quote=False)


# The editors' page of what there is

EDIT = "✏️ Править"
HISTORY = "📜 История"
CHECK = "✅ Проверено сегодня"
CHANGE = "<b>Что изменится</b>"
WHY = (
    "Напишите одним сообщением, почему, — это останется в истории, и правка сохранится. Или "
    "сохраните без пояснения."
)
BY_FILE = "из файла"
NOT_CHECKED = "человек ещё не сверял с источниками"
HISTORY_EMPTY = "Пока пусто: с тех пор как ведётся история, ничего не менялось."
RESTORE = "↩️ Вернуть эту версию"
FORM = "Скопируйте, заполните и пришлите одним сообщением. Пустая строка — значит, неизвестно."
CHECKED_NOTE = "Проверено"


WITHDRAW = "🗄 Снять"
WITHDRAWN_NOW = "🗄 Сейчас снято: люди этого не видят. Вернуть можно из «Истории»."
WITHDRAWN_NOTE = "снято"
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
UPLOAD_TOASTS = {
    Outcome.DONE: "Применено: люди уже видят это",
    Outcome.CHANGED: "Не применено: в таблице есть ошибки",
    Outcome.WAITING: SENT_TO_REVIEW,
}
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


def conflicts_button(number: int) -> str:
    return f"⚖️ Расхождения с файлами: {number}"


def conflict_label(found: FileConflict) -> str:
    mark = "⏳ " if found.waits else ""
    return cut(f"{mark}{name_of(found.kind, found.name)} · {found.title}", LABEL_CHARACTERS)


def conflict(found: FileConflict) -> str:
    shown = differences(found.kind, found.fields, found.after)
    head = f"⚖️ <b>{escape(found.title, quote=False)}</b>"
    waits = WAITS if found.waits else ""
    return "\n\n".join(
        filter(None, (head, waits, "Зачёркнуто — сейчас, из чата; жирно — из файла.", shown))
    )


_TARGETS = {ContentKind.ANSWER: "другой ответ", ContentKind.EVENT: "другое событие"}


def withdraw(kind: ContentKind, title: str) -> str:
    return (
        f"<b>Снять «{escape(title, quote=False)}»?</b>\n\nКуда вести со старых кнопок и ссылок? "
        f"Выберите {_TARGETS[kind]} или напишите слова из названия."
    )


def editor_card(found: EditorCard) -> str:
    kind = found.kind
    lines = [f"✏️ <b>{escape(title_of(found.fields), quote=False)}</b>"]
    if kind is DraftKind.ANSWER:
        lines.append(_review(found.fields))
    if WITHDRAWN in found.fields:
        lines.append(WITHDRAWN_NOW)
    if found.latest:
        lines.append(f"Последняя правка: {_signature(found.latest)}")
    lines += (
        f"Готовится правка № {draft.id}: {changed_names(kind, draft.changed) or 'начата'}."
        for draft in found.drafts
    )
    return "\n".join((*lines, "", CHOOSE_FIELD))


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
        f"• {escape(owner or NOBODY, quote=False)} — {number}"
        for owner, number in found.by_owner.items()
    )
    return (
        f"{REVIEWS_TITLE}\n\nЗа две недели — {counted}, просрочено — {found.overdue}.\n{owners}\n\n"
        f"{_sections(found)}\n\n{REVIEWS_HINT}"
    )


def _sections(found: DuePage) -> str:
    """What the buttons of this page lead to, by owner and section."""
    lines, head = list[str](), ""
    for each in found.answers:
        above = f"{each.owner or NOBODY} · {each.section}"
        if above != head:
            lines.append(f"<b>{escape(above, quote=False)}</b>")
            head = above
        mark = "⚠️ " if each.review_by < found.today else ""
        lines.append(f"{mark}{each.review_by:%d.%m.%Y} — {escape(each.label, quote=False)}")
    return "\n".join(lines)


def review_label(found: DueAnswer, today: date) -> str:
    mark = "⚠️ " if found.review_by < today else ""
    return cut(f"{mark}{found.review_by:%d.%m} · {found.label}", LABEL_CHARACTERS)


def review_notice(number: int) -> str:
    counted = plural(number, "ответ пора", "ответа пора", "ответов пора")
    return f"🕓 <b>Напоминание на неделю</b>\n\n{counted} сверить с источниками."


def conflict_notice(number: int) -> str:
    counted = plural(number, "поле", "поля", "полей")
    return (
        f"⚖️ <b>Файлы и чат разошлись</b>\n\nПри загрузке файлов: {counted} меняли и там, и в чате. "
        "Люди видят то, что в чате, — выберите, что верно."
    )


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
_SHOWN_KEYS = 10


def upload(plan: UploadPlan) -> str:
    """The dry run: what is new, changed and removed, what stays, what is wrong."""
    parts = [
        f"<b>🗂 {escape(plan.name, quote=False)}</b> — {KINDS[plan.kind].lower()}",
        _keys("➕ Новое", list(plan.new)),
        _keys("✏️ Изменится", list(plan.changed)),
        _keys("🗄 Будет снято: этих строк в таблице нет", list(plan.removed)),
        _clashes(plan),
        "\n".join(f"⚠️ {escape(str(each), quote=False)}" for each in plan.problems[:_SHOWN]),
    ]
    if plan.changes_nothing:
        parts.append(NOTHING_TO_APPLY)
    return "\n\n".join(filter(None, parts))


def _keys(head: str, keys: Sequence[str]) -> str:
    if not keys:
        return ""
    rest = f"\n… и ещё {len(keys) - _SHOWN_KEYS}" if len(keys) > _SHOWN_KEYS else ""
    lines = "\n".join(f"• {escape(key, quote=False)}" for key in keys[:_SHOWN_KEYS])
    return f"<b>{head}: {len(keys)}</b>\n{lines}{rest}"


def _clashes(plan: UploadPlan) -> str:
    lines = [
        f"• {escape(key, quote=False)}: {changed_names(plan.kind, [each.field for each in found])}"
        for key, found in plan.clashes.items()
    ]
    if not lines:
        return ""
    rest = f"\n… и ещё {len(lines) - _SHOWN_KEYS}" if len(lines) > _SHOWN_KEYS else ""
    head = "<b>⚖️ С тех пор изменено в чате, останется как там</b>"
    return "\n".join((head, *lines[:_SHOWN_KEYS])) + rest


def upload_refused(found: Sequence[Problem]) -> str:
    lines = "\n".join(f"⚠️ {escape(cut(str(each), 300), quote=False)}" for each in found[:_SHOWN])
    rest = f"\n… и ещё {len(found) - _SHOWN}" if len(found) > _SHOWN else ""
    return f"<b>Таблицу не взял</b>\n\n{lines}{rest}\n\nВ боте ничего не изменилось."


def much_removed(plan: UploadPlan) -> str:
    return (
        f"<b>Снять {len(plan.removed)} из {plan.total}?</b>\n\nЭтих строк в таблице нет. Если она "
        "неполная, не применяйте: пришлите целую."
    )


LINKS_TITLE = "<b>🔗 Ссылки</b>"
NO_LINK_PROBLEMS = "Пусто: все проверенные ссылки открываются — или их ещё не проверяли."
LINKS_HINT = "Нажмите на карточку, чтобы поправить ссылку."
LINKS = "🔗 Ссылки, которые не открываются"
_LINK_STATES = {
    LinkState.BROKEN: "❌ не открывается",
    LinkState.MOVED: "↪️ переехала",
    LinkState.UNREACHABLE: "❔ не отвечает",
}


def links(found: Sequence[CheckedLink]) -> str:
    lines = "\n\n".join(map(_link, found))
    hint = LINKS_HINT if found else NO_LINK_PROBLEMS
    return "\n\n".join(filter(None, (LINKS_TITLE, lines, hint)))


def _link(found: CheckedLink) -> str:
    state, detail = found.result
    about = f"{_LINK_STATES[state]}: {detail}" if detail else _LINK_STATES[state]
    titles = "; ".join(title for _, title in found.subjects)
    return escape(f"{cut(found.url, 120)}\n{cut(about, 160)}\n{cut(titles, 120)}", quote=False)


def link_notice(number: int) -> str:
    counted = plural(number, "ссылка", "ссылки", "ссылок")
    return f"🔗 <b>Проверка ссылок</b>\n\nНа карточках не открывается или переехало: {counted}."


CHOOSE_FIELD = "Что исправить? Люди увидят это, когда вы сохраните."


def _review(fields: Fields) -> str:
    checked, review_by = fields.get("checked"), fields.get("review_by")
    done = f"проверено {_day(checked)}" if checked else NOT_CHECKED
    due = f"перепроверить до {_day(review_by)}" if review_by else "срок проверки не задан"
    return f"{done[0].upper()}{done[1:]}; {due}."


def _signature(change: Change) -> str:
    """«30.11.2026 14:05, Ольга — исправлен телефон»."""
    revision = change.revision
    who = change.author or (BY_FILE if revision.author_id is None else str(revision.author_id))
    note = f" — {revision.note}" if revision.note else ""
    return escape(f"{revision.at:%d.%m.%Y %H:%M}, {who}{note}", quote=False)


def checked_until(day: date) -> str:
    return f"Отметил: проверено сегодня, снова — до {day:%d.%m.%Y}"


def history(title: str, kind: DraftKind, changes: Sequence[Change]) -> str:
    head = f"📜 <b>{escape(title, quote=False)}</b>"
    lines = (f"• {_signature(each)}\n  {_what(kind, each)}" for each in changes)
    return "\n\n".join((head, "\n".join(lines) or HISTORY_EMPTY))


def _what(kind: DraftKind, change: Change) -> str:
    if not change.before:
        return "первая известная версия"
    return escape(f"изменено: {changed_names(kind, change.names)}", quote=False)


def change_label(kind: DraftKind, change: Change) -> str:
    what = changed_names(kind, change.names) if change.before else "первая"
    return cut(f"{change.revision.at:%d.%m.%Y %H:%M} · {what}", LABEL_CHARACTERS)


def change(title: str, kind: DraftKind, found: Change) -> str:
    head = f"📜 <b>{escape(title, quote=False)}</b>\n{_signature(found)}"
    if not found.before:
        return f"{head}\n\nПервая известная версия."
    return f"{head}\n\n{differences(kind, found.before, found.revision.fields)}"


def restored_note(moment: datetime) -> str:
    return f"возврат к версии от {moment:%d.%m.%Y %H:%M}"
