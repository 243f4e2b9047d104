"""Words of the form, of applications and of what the team does with them."""

from bot.applications.models import LONGEST, ApplicationState, Refusal, Step
from bot.ui.texts import cut, plural

APPLY = "🙋 Хочу участвовать"
APPLY_AGAIN = "🙋 Ещё одна"
CONTINUE = "📝 Дописать заявку"
_LONGEST_LABEL = 32
FIELDS = {Step.COMPANY: "Компания", Step.CONTACT: "Контакт", Step.WISH: "Пожелание"}
QUESTIONS = {
    Step.COMPANY: "Как называется ваша компания?",
    Step.CONTACT: "Как с вами связаться? Телефон, почта или имя в Telegram.",
    Step.WISH: "Что для вас важно на выставке? Можно пропустить.",
}
EXAMPLES = {
    Step.COMPANY: "ООО «Ромашка», ИНН 7701234567",
    Step.CONTACT: "Ирина, +7 900 000-00-00, info@example.ru",
    Step.WISH: "место на стенде города, везём соусы, два человека",
}
ESCAPE = "Напишите ответ сообщением. Заявка сохранится на сутки — вернуться можно из меню."
EDITED = (
    "✋ Правку отправленного сообщения я в заявку не вношу. Вернитесь к нужному шагу кнопкой "
    "«‹ Назад» и напишите заново."
)
NOT_WORDS = "✋ В заявку можно вписать только слова: картинку, голос или файл в неё не вложить."
EXAMPLE = "Например"
NOW = "Сейчас записано"
KEEP = "👌 Оставить так"
SKIP = "Пропустить"
CANCEL = "✖️ Отмена"
CHECK = "<b>Проверьте заявку</b>"
WHO_SEES = (
    "👀 Её прочитают сотрудники, которые ведут этого бота, чтобы связаться с вами. "
    "Официальную заявку организатору она не заменяет."
)
ASIDE_QUESTION = "Похоже на вопрос. Ответить и вернуться к заявке?"
ASIDE_OTHER = "Похоже, это не для заявки. Что с этим сделать?"
ANSWER = "💬 Ответить"
KEEP_ASIDE = "✍️ Вписать в заявку"
TO_FORM = "‹ К заявке"
ASIDE_GONE = "Того сообщения я уже не вижу: напишите вопрос ещё раз."
RESUMED = "↩️ <b>Вернёмся к заявке</b>"
SHARE_NUMBER = "📱 Поделиться номером"
NUMBER_KEY = "📱 Отправить мой номер"
PRESS_NUMBER_KEY = (
    "Нажмите внизу «📱 Отправить мой номер»: Telegram спросит, согласны ли вы. "
    "Или напишите контакт сами."
)
NUMBER_TAKEN = "📱 Номер записал."
CONTACT_TAKEN = "📇 Контакт записал."
SEND = "✅ Отправить"
PRESS_SEND = "Всё заполнено: нажмите «✅ Отправить» или поправьте поле."
SENT = "Отправлено"
SENT_BEFORE = "Уже отправлено"
FILLED_BEFORE = (
    "Эта заявка уже отправлена: она в «📝 Мои заявки». Ещё одну начните с карточки выставки."
)
DISCARDED = "Заявка отменена, написанное удалено."
TO_EVENT = "🎪 К выставке"
NOTHING = "—"

MINE = "📝 Мои заявки"
MINE_TITLE = "<b>📝 Мои заявки</b>"
MINE_EMPTY = (
    "Отправленных заявок нет. Кнопка «🙋 Хочу участвовать» — в карточке каждой выставки, "
    "которая ещё впереди."
)
MINE_HINT = "Нажмите на заявку: покажу, что вы написали. Пока её не взяли в работу, можно отозвать."
MY_STATES = {
    ApplicationState.SENT: "📨 Отправлена {}",
    ApplicationState.TAKEN: "🔧 Отправлена {}, взята в работу",
    ApplicationState.CONFIRMED: "✅ Отправлена {}, подтверждена",
    ApplicationState.REFUSED: "🚫 Отправлена {}, отказ",
}
NOT_HANDLED = "В работу её пока не взяли: можно отозвать."
WITHDRAW = "↩️ Отозвать"
WITHDRAW_NOW = "Да, отозвать"
WHAT_GOES = (
    "Сотру заявку и всё, что вы в ней написали, — вернуть её будет нельзя, только подать новую. "
    "Сотрудники, которым я о ней уже сообщил, могли её прочитать."
)
WITHDRAWN = "Заявка отозвана, написанное стёрто"
TOO_LATE = "Отозвать уже нельзя: заявку взяли в работу. Что теперь можно сделать — на экране."

NEW_TITLE = "📨 <b>Новые заявки на участие</b>"
HANDLED_TITLE = "🔧 <b>Заявками занялись</b>"
APPLICATIONS = "<b>📨 Заявки на участие</b>"
NONE_YET = "Заявок пока нет."
ALL = "📨 Все заявки"
EXPORT = "📄 Скачать XLSX"
TO_STATES = {
    ApplicationState.TAKEN: "🔧 Взять в работу",
    ApplicationState.CONFIRMED: "✅ Подтвердить",
    ApplicationState.REFUSED: "🚫 Отказать",
}
TAKE_BACK = "🔧 Вернуть в работу"
TELL = "✉️ Да, и написать человеку"
TELL_NOT = "Да, без сообщения"
NOTE = "📝 Заметка"
REPLY = "✉️ Ответить"
ASK_NOTE = "Напишите заметку к заявке: её увидит только команда."
ASK_REPLY = "Напишите ответ: бот сразу отправит его человеку. Что он ответит, увидят специалисты."
ONLY_WORDS = "Сюда можно отправить только слова."
LONGEST_REPLY = 3000  # characters; what comes above it must fit into a message too
TOO_LONG_REPLY = "Слишком длинно: уложитесь в 3000 знаков."
NOT_DELIVERED = (
    "Не дошло: человек заблокировал бота или удалил аккаунт. Свяжитесь с ним по контакту из заявки."
)
STATE_SET = "Отметил, коллеги узнают"
STATE_TOLD = "Отметил и написал человеку"
STATE_NOT_TOLD = "Отметил, но написать человеку не смог: он заблокировал бота."
NOBODY_READS = (
    "Заявки здесь сейчас никто не принимает. Как попасть на выставку, скажет её организатор: "
    "сайт — в карточке."
)
WITHDRAWN_SINCE = "Этой заявки больше нет: её отозвали или стёрли. Делать с ней ничего не нужно."
CAPTION = "Заявки на участие. В файле личные данные: не пересылайте его без нужды."
FILE_NAME = "applications"
HEADER = (
    "№", "Отправлена", "Выставка", "Компания", "Контакт", "Пожелание",
    "id в Telegram", "Состояние", "Когда", "Кто",
)  # fmt: skip
STATES = {
    ApplicationState.SENT: "новая",
    ApplicationState.TAKEN: "в работе",
    ApplicationState.CONFIRMED: "подтверждена",
    ApplicationState.REFUSED: "отказ",
}
MARKS = {
    ApplicationState.SENT: "🆕",
    ApplicationState.TAKEN: "🔧",
    ApplicationState.CONFIRMED: "✅",
    ApplicationState.REFUSED: "🚫",
}
_SEEN_TO = {
    ApplicationState.TAKEN: (
        "🔧 Взята в работу {}: она у сотрудников, которые ведут бота, и отозвать её кнопкой уже "
        "нельзя. Если планы изменились, напишите специалисту — кнопка ниже — и назовите номер "
        "заявки."
    ),
    ApplicationState.CONFIRMED: (
        "✅ Подтверждена {}. Если планы изменились, напишите специалисту — кнопка ниже — и "
        "назовите номер заявки."
    ),
    ApplicationState.REFUSED: (
        "🚫 Отказ {}. Есть вопросы — напишите специалисту: кнопка ниже, назовите номер заявки."
    ),
}
STANDS = {
    ApplicationState.SENT: "отправлена, ждёт ответа",
    ApplicationState.TAKEN: "в работе",
    ApplicationState.CONFIRMED: "подтверждена",
    ApplicationState.REFUSED: "отклонена",
}
_DECIDED = {
    ApplicationState.CONFIRMED: "Заявка подтверждена.",
    ApplicationState.REFUSED: "По заявке отказ.",
}

_REFUSALS = {
    Refusal.UNREACHABLE: "Не вижу здесь ни телефона, ни почты, ни @имени. Напишите ещё раз.",
}


def own(number: int) -> str:
    """The button of a person's own application in the card of the event."""
    return f"📝 Ваша заявка № {number}"


def state(number: int, found: ApplicationState) -> str:
    """A line of a reminder."""
    return f"📝 Ваша заявка № {number} {STANDS[found]}"


def go_on(event: str) -> str:
    """The button of an unfinished application."""
    return cut(f"📝 Заявка: {event}", _LONGEST_LABEL)


def title(event: str) -> str:
    return f"<b>🙋 Хочу участвовать: {event}</b>"


def step(step: Step) -> str:
    return f"Шаг {step + 1} из {len(FIELDS)} · {FIELDS[step]}"


def refused(reason: Refusal, step: Step) -> str:
    return _REFUSALS.get(reason) or f"Слишком длинно: уложитесь в {LONGEST[step]} символов."


def edit(step: Step) -> str:
    return f"✏️ {FIELDS[step]}"


def sent(number: int) -> str:
    return (
        f"<b>Заявка № {number} отправлена</b>\n\n"
        "Её прочитают сотрудники, которые ведут бота, чтобы связаться с вами по этому контакту. "
        "Передумаете — её можно отозвать в «Моих заявках». Что я о вас помню — /privacy"
    )


def my_line(number: int, event: str, state: ApplicationState, when: str) -> str:
    return f"№ {number} · {event}\n{MY_STATES[state].format(when)}"


def seen_to(state: ApplicationState, when: str) -> str:
    """What the applicant reads about an application that is no longer new."""
    return _SEEN_TO[state].format(when)


def state_told(number: int, event: str, state: ApplicationState) -> str:
    return (
        f"{MARKS[state]} <b>Заявка № {number}</b> · {event}\n\n{_DECIDED[state]} Ответьте на это "
        "сообщение — и вопрос уйдёт специалистам."
    )


def replied(number: int, event: str, html: str) -> str:
    return f"✉️ <b>Ответ по заявке № {number}</b> · {event}\n\n{html}"


def ask_state(number: int, state: ApplicationState, told: str) -> str:
    return f"<b>Заявка № {number}: {STATES[state]}?</b>\n\nЧеловеку могу написать:\n\n{told}"


def ask_to_withdraw(number: int, event: str) -> str:
    return f"<b>Отозвать заявку № {number}?</b>\n{event}\n\n{WHAT_GOES}"


def counted(total: int, waiting: int) -> str:
    return f"Всего {plural(total, 'заявка', 'заявки', 'заявок')}, ждут ответа: {waiting}."


def number(application_id: int) -> str:
    return f"№ {application_id}"


def sent_at(when: str) -> str:
    return f"Отправлена {when}"


def state_line(state: ApplicationState, handler: str, when: str) -> str:
    who = f": {handler}, {when}" if handler else ""
    return f"{MARKS[state]} {STATES[state].capitalize()}{who}"


def note_heading(author: str, when: str, *, is_reply: bool) -> str:
    return f"{'✉️' if is_reply else '📝'} {when} · {author}"


def changed_before(state: ApplicationState, handler: str) -> str:
    return f"Уже сделано: {STATES[state]}, {handler}"
