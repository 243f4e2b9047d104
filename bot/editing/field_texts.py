"""What editors know the fields of the content as, and what they are asked for each."""

from collections.abc import Iterable

from bot.editing.fields import field_of
from bot.editing.models import DraftField, DraftKind
from bot.knowledge.models import LABEL_LENGTH, WITHDRAWN

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
    DraftField.ENGLISH: "По-английски",
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
    DraftField.MOSCOW: "Участие города",
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
        "Пришлите строки, которые знаете или меняете; остальные останутся, пустая убирает. Без "
        "координат карты не будет.\n\n"
        "Например:\n<i>Название: Технопарк «Руднево»</i>\n<i>Адрес: ул. Пехорская, 1</i>\n"
        "<i>Телефон: +7 495 000-00-00</i>\n<i>Сайт: https://…</i>\n"
        "<i>Координаты: 55.7178 37.9406</i>"
    ),
    DraftField.TERMS: (
        "Пришлите строки, которые меняете; остальные останутся, пустая убирает срок. После "
        "«Действует до» карточка скажет, что это уже не так, после «Перепроверить до» — что "
        "сведения пора сверить.\n\n"
        "Например:\n<i>Действует до: 31.12.2026</i>\n<i>Перепроверить до: 01.03.2027</i>"
    ),
    DraftField.ENGLISH: (
        "Пришлите перевод такими строками, текст — последним. Источники, даты и место остаются "
        "русскими. Если меняется и русский текст, поправьте сначала его: перевод запомнит, какой "
        "текст переведён.\n\n"
        "Например:\n<i>Title: What Mosprom is</i>\n<i>Button: Mosprom</i>\n"
        "<i>Questions: who runs mosprom</i>\n<i>Unknown: phone</i>\n"
        "<i>Text: Mosprom is a centre of Moscow…</i>"
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
    DraftField.MOSCOW: "Выберите кнопкой, что говорит источник об участии города.",
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
HIDDEN = {"dates_edited", "status_edited"}  # they follow from the others


def name_of(kind: DraftKind, name: str) -> str:
    """What an editor knows the field of the content as."""
    if name in _OTHER_NAMES:
        return _OTHER_NAMES[name]
    field = field_of(kind, name)
    return NAMES[kind][field] if field else name


def changed_names(kind: DraftKind, names: Iterable[str]) -> str:
    """«текст, источник»."""
    found = (name_of(kind, name).lower() for name in names if name not in HIDDEN)
    return ", ".join(dict.fromkeys(found))
