"""Words of settings and privacy."""

from collections.abc import Collection
from datetime import date

from bot.applications.models import ApplicationState
from bot.applications.texts import STANDS
from bot.people.models import Deadline, Language, NotificationSettings, Role, Topic, WaitingThings
from bot.ui.texts import COUNTED, TOPICS, ahead, plural, safe

MINE = "⭐ Моё"
MINE_TITLE = f"<b>{MINE}</b>"
MINE_HINT = "Всё, что вы сохранили, отправили и ждёте."
MINE_EMPTY = (
    "Пока пусто. Здесь соберётся всё ваше: ответы и события, которые вы отметили ⭐, заявки, "
    "планы и оповещения о новом."
)
UNFINISHED = "Заявка не дописана — можно продолжить с того же места."

SETTINGS_TITLE = "<b>⚙️ Настройки</b>"
MAILINGS_TITLE = "<b>Рассылки</b>"
MAILINGS_OFF = "🔕 Отключить все рассылки"
MAILINGS_ON = "🔔 Включить все рассылки"
MAILINGS_ARE = {True: "Рассылки включены", False: "Рассылки отключены"}
ALL_SETTINGS = "⚙️ Выбрать темы и все настройки"
DONE = "Запомнил"

IN = {Language.RUSSIAN: "По-русски", Language.ENGLISH: "In English"}  # each as its readers say
LANGUAGE_IS = {
    Language.RUSSIAN: "Теперь отвечаю по-русски.",
    Language.ENGLISH: "From now on in English, as far as it goes.",
}

ROLES = {Role.BUSINESS: "Предприниматель", Role.STUDENT: "Студент или ищу обучение"}
_ROLE_LINES = {
    Role.BUSINESS: "Вы предприниматель — ваши разделы первыми.",
    Role.STUDENT: "Вы студент или ищете обучение — ваши разделы первыми.",
    None: "Скажите, кто вы, — и ваши разделы станут первыми.",
}

_REMINDER_BUTTONS = {
    Deadline.APPLY: "⏰ Срок заявки: {}",
    Deadline.START: "⏰ Начало: {}",
}
_REMINDER_LINES = {
    Deadline.APPLY: "{} до конца приёма заявок",
    Deadline.START: "{} до начала",
}
NEVER = "не напоминать"

REMINDERS_REFUSED = (
    "<b>Напоминания.</b> Тема «Выставки» отключена — о сохранённых событиях не напоминаю."
)

QUIET_ON = "🔕 Без звука"
QUIET_OFF = "🔔 Со звуком"
_QUIET_LINES = {
    True: "Рассылки и напоминания приходят без звука.",
    False: "Рассылки и напоминания приходят со звуком.",
}
KEYBOARD = "Кнопки внизу"
KEYBOARD_IS = {
    True: "Кнопки внизу теперь всегда под рукой.",
    False: "Кнопки внизу убрал. Вернуть их можно в настройках.",
}
RESUME = "▶️ Снова присылать"

SILENCED = (
    "Вы удаляли свои данные, поэтому рассылки и напоминания не приходят, пока вы не нажмёте "
    f"«{RESUME}»."
)
ONLY_QUESTIONS = "На вопросы отвечаю как обычно."


def role_line(role: Role | None) -> str:
    return _ROLE_LINES[role]


def topics_line(wanted: Collection[Topic]) -> str:
    if not wanted:
        return "<b>Темы.</b> Рассылки вы отключили все."
    if len(wanted) == len(TOPICS):
        return "<b>Темы.</b> Присылаю рассылки по всем темам."
    names = ", ".join(f"«{TOPICS[topic]}»" for topic in Topic if topic in wanted)
    return f"<b>Темы.</b> Присылаю: {names}."


def reminders_line(days: dict[Deadline, int], *, wanted: bool) -> str:
    """`wanted` is False when the person refused the topic that reminders belong to."""
    if not wanted:
        return REMINDERS_REFUSED
    lines = [
        _REMINDER_LINES[deadline].format(_before(number))
        for deadline, number in days.items()
        if number
    ]
    if not lines:
        return "<b>Напоминания.</b> О сохранённых событиях не напоминаю."
    return f"<b>Напоминания.</b> О сохранённых событиях напомню {' и '.join(lines)}."


def quiet_line(*, quiet: bool) -> str:
    return f"<b>Звук.</b> {_QUIET_LINES[quiet]}"


def pause_line(settings: NotificationSettings) -> str:
    if settings.paused_until is None:
        return ""
    if settings.silenced:
        return f"<b>Первым не пишу.</b> {SILENCED} {ONLY_QUESTIONS}"
    return (
        f"<b>Пауза.</b> До {settings.paused_until:%d.%m.%Y} сам ничего не пришлю. {ONLY_QUESTIONS}"
    )


def choice(name: str, *, chosen: bool) -> str:
    """One of several that may all be chosen."""
    return f"✅ {name}" if chosen else f"▫️ {name}"


def only_choice(name: str, *, chosen: bool) -> str:
    """One of several of which one is chosen."""
    return f"🔘 {name}" if chosen else f"⚪️ {name}"


def counted(label: str, number: int) -> str:
    return f"{label}{COUNTED}{number}"


def waiting(found: WaitingThings, today: date) -> str:
    """«GITEX через 3 дня · заявка № 1 в работе · 2 новых события»; empty for nothing."""
    parts = []
    if found.starts:
        parts.append(f"{found.event} — {ahead((found.starts - today).days)}")
    parts += [
        f"заявка № {number} {STANDS[ApplicationState(state)]}"
        for number, state in found.applications
    ]
    if found.news:
        parts.append(plural(found.news, "новое событие", "новых события", "новых событий"))
    return safe(" · ".join(parts))


def reminder_button(deadline: Deadline, days: int) -> str:
    return _REMINDER_BUTTONS[deadline].format(_before(days) if days else NEVER)


def pause_button(days: int) -> str:
    return f"⏸ Пауза {plural(days, 'день', 'дня', 'дней')}"


def topic_switched(topic: Topic, *, wanted: bool) -> str:
    name = TOPICS[topic]
    return f"«{name}» снова присылаю" if wanted else f"«{name}» больше не присылаю"


def reminder_set(days: int) -> str:
    return f"Напомню {_before(days)}" if days else "Не буду напоминать"


def quiet_switched(*, quiet: bool) -> str:
    return "Теперь без звука" if quiet else "Теперь со звуком"


def paused(days: int) -> str:
    if not days:
        return "Снова присылаю всё, что вы выбрали"
    return f"Не побеспокою {plural(days, 'день', 'дня', 'дней')}. {ONLY_QUESTIONS}"


def _before(days: int) -> str:
    return f"за {plural(days, 'день', 'дня', 'дней')}"


TITLE = "<b>🔒 Что я о вас помню</b>"
IN_SHORT = (
    "<b>Храню:</b> ваши вопросы, сохранённое, заявки и настройки.\n"
    "<b>Не храню:</b> телефоны, почту и номера документов из вопросов.\n"
    "<b>Удалить всё</b> можно в любой момент — кнопкой ниже.\n\n"
    "Подробно:"
)
EXPORT = "📄 Выгрузить мои данные"
DELETE = "🗑 Удалить мои данные"
DELETE_NOW = "Удалить всё"

DATA_KINDS = {
    "person": "ваш номер-идентификатор в Telegram (не телефон), роль, если вы её выбрали, дни "
    "первого и последнего обращения, язык, если он не русский или вы его выбрали, настройки "
    "уведомлений",
    "topics": "темы рассылок, от которых вы отказались",
    "saved": "ответы, выставки и планы подбора, которые вы сохранили",
    "questions": "тексты ваших вопросов, без телефонов, почты и номеров документов, — чтобы "
    "работали кнопки под ответом и было видно, чего не хватает в базе",
    "votes": "оценки ответов и слова к ним, голоса за выставки",
    "applications": "заявки «Хочу участвовать»: компания, контакт и пожелание; их видят "
    "сотрудники, которые ведут бота, а неотправленную заявку стираю через сутки, отозванную — "
    "сразу",
    "notices": "фильтры оповещений и то, о чём я вам уже напомнил",
    "forms": "что вы начали писать и ещё не закончили",
    "broadcasts": "какие рассылки вам пришли и какие кнопки в них вы нажали",
    "dialogue": "диалог со специалистом: ваше имя, тексты вопросов и ответов, без телефонов, почты "
    "и номеров документов, и какие сообщения переданы",
    "failures": "сообщения, которые я не смог обработать, без телефонов, почты и номеров "
    "документов, — чтобы найти причину",
    "team": "ваши имя и роль, если вы работаете с ботом, — пока хранится журнал действий",
    "audit": "журнал действий администраторов и специалистов, если вы один из них",
    "author": "авторство ответов и рассылок, если вы их пишете",
}
KEPT = {
    "questions": "храню {days}",
    "votes": "слова к оценкам храню {days}",
    "applications": "отправленную храню, пока не пройдёт выставка, и ещё {days}",
    "notices": "о чём напомнил, помню {days}",
    "broadcasts": "храню {days}",
    "dialogue": "храню {days}",
    "failures": "храню {days}",
    "audit": "храню {audit_days}",
}
NOT_KEPT = (
    "Ваш телефон вижу, только если вы сами его написали: в заявке он остаётся контактом, а из "
    "вопросов я его убираю. Переписку с другими людьми не вижу. Само сообщение держу, только пока "
    "на него отвечаю. Сколько раз открывали ответы, считаю без имён."
)
STAFF = (
    "Вопрос специалисту уходит в рабочий чат команды: там остаются сообщения, которые вы "
    "отправили, и ваше имя в Telegram."
)

EXPORTED = "Всё, что я о вас храню."
EXPORT_NAME = "my-data.json"

ASK_DELETION = (
    "<b>Удалить ваши данные?</b>\n\n"
    "Исчезнет всё, что я о вас помню: избранное, напоминания, заявки, вопросы, оценки ответов и "
    "голоса за выставки, переписка со специалистом, роль и настройки. Отменить это нельзя.\n\n"
    "Останется только необратимый отпечаток вашего номера-идентификатора в Telegram — чтобы больше "
    "не писать вам первым. Слова вопроса, которые редакция уже добавила к ответу, останутся в нём "
    "без вашего имени, а ночные копии базы хранят прежнее, пока не сменятся. Сообщения в этом чате "
    "вы можете удалить сами; что вы писали специалистам, остаётся в их рабочем чате."
)
KEPT_OF_ADMINS = (
    "Вы работали с ботом как администратор, редактор или специалист: журнал этих действий и "
    "авторство ответов остаются."
)
DELETED = (
    "Готово: стёр всё, что о вас помнил, кроме необратимого отпечатка вашего "
    "номера-идентификатора, — и первым не напишу.\n\n"
    "Если снова спросите, сохраню вопрос и заведу запись о вас заново: её покажет /privacy. "
    "Захотите вернуться — нажмите /start, и начнём с чистого листа."
)


def kept_for(kind: str, days: int, audit_days: int) -> str:
    """How long rows of this kind are kept; empty: until the person removes them."""
    if kind not in KEPT:
        return ""
    words = KEPT[kind].format(days=_days(days), audit_days=_days(audit_days))
    return f" ({words})"


def _days(number: int) -> str:
    return plural(number, "день", "дня", "дней")
