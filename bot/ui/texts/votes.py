from collections.abc import Sequence
from html import escape

from bot.questions.votes import Reason, Tally
from bot.ui.texts.common import cut, plural

USEFUL = "👍 Полезно"
USELESS = "👎 Не помогло"
CHOSEN = "✓ "
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
    """All of them on one screen: the more there are, the less of each."""
    longest = COMMENTS_CHARACTERS // len(found)
    lines = (f"• {escape(cut(words, longest), quote=False)}" for words in found)
    return "\n".join((COMMENTS, *lines))
