"""Words of votes, the inbox and the editors' menu."""

from collections.abc import Sequence
from html import escape

from bot.knowledge.models import BindingResult
from bot.questions.models import Cause, GroupPage, Phrase, QuestionGroup, Reason, Tally
from bot.ui.texts import cut, figure, plural

USEFUL = "👍"
USELESS = "👎"
THANKS = "Спасибо! Рад, что помог."

WHY = "<b>Что не так с ответом?</b> Выберите причину — редакция проверит ответ."
REASONS = {
    Reason.WRONG: "Неверно",
    Reason.OUTDATED: "Устарело",
    Reason.OFF_TOPIC: "Не о том",
    Reason.UNCLEAR: "Непонятно",
}
NOTED = "Записал"
WORDS = (
    "<b>Спасибо, записал.</b> Можно добавить одним сообщением, что не так, — или спросить человека."
)
HAND_OVER = "👤 Передать вопрос специалисту"
WORDS_KEPT = "Спасибо! Передал редакции вместе с оценкой."
TO_ANSWER = "‹ К ответу"

TALLIES = "📊 Оценки ответов"
TALLIES_HINT = (
    "<b>📊 Оценки ответов</b>\n\nСверху те, что нужнее всего поправить. Считаются оценки нынешней "
    "редакции каждого ответа."
)
NO_TALLIES = "<b>📊 Оценки ответов</b>\n\nПока никто ничего не оценил."
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
    causes = "; ".join(f"{_CAUSES[cause]} — {times}" for cause, times in found.causes.items())
    return (
        "<b>Как спрашивали</b>\n\n" + "\n".join(lines) + f"\n\nВсего {asked}, {people}, "
        f"первый раз {found.since:%d.%m.%Y}.\nПочему здесь: {causes}."
    )


def offers(found: QuestionGroup, *, any_found: bool) -> str:
    number = len(found.phrases)
    what = "должен вести этот вопрос" if number == 1 else f"должны вести все эти вопросы ({number})"
    hint = OTHER if any_found else NOTHING_FOUND
    return f"<b>К какому ответу {what}?</b>\n\n{_phrase(found.phrases[0])}\n\n{hint}"


def bound(result: BindingResult | None) -> str:
    """A toast, so at most 200 characters."""
    if result is None:
        return HANDLED
    if result.owners:
        title = cut(result.owners[0], 60)
        return f"Не всё связал: такой вопрос записан в файле ответа «{title}» — поправьте файл."
    if result.waits:
        return "Отправлено: люди увидят ответ, когда согласится второй человек."
    added = plural(result.added, "формулировка ведёт", "формулировки ведут", "формулировок ведут")
    return f"Связал: {added} к этому ответу. Поиск уже это знает."


def _phrase(phrase: Phrase) -> str:
    times = f" × {phrase.times}" if phrase.times > 1 else ""
    return f"• {escape(cut(phrase.text, _LONGEST_PHRASE), quote=False)}{times}"


EDITORS = "🛠 Редакция"
HINT = "<b>🛠 Редакция</b>\n\nВидна только сотрудникам: здесь всё, что позволяет ваша роль."
EDITORS_DRAFTS = "📝 Черновики и новое"
BROADCASTS = "📣 Рассылки"
STATS = "📈 Статистика"
VOTES = "🗳 Голоса за выставки"
AUDIT = "📜 Журнал действий"
TEAM = "👥 Команда"


def inbox(waiting: int) -> str:
    return f"📥 Вопросы без ответа: {figure(waiting)}"


def applications(waiting: int) -> str:
    return f"📨 Новые заявки: {figure(waiting)}"
