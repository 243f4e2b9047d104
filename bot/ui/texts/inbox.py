from collections.abc import Mapping
from datetime import datetime
from html import escape

from bot.knowledge.drafts import Bound
from bot.questions.models import Cause, Group, Phrase
from bot.ui.texts.common import cut, plural

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


def waiting(questions: int, groups: int) -> str:
    asked = plural(questions, "вопрос", "вопроса", "вопросов")
    alike = plural(groups, "тема", "темы", "тем")
    return (
        f"<b>📥 Вопросы без ответа</b>\n\nЖдут разбора: {asked}, всего {alike}. "
        "Похожие собраны вместе, частые — сверху."
    )


def group_label(group: Group) -> str:
    times = f"{group.times} × " if group.times > 1 else ""
    return times + cut(group.phrases[0].text, _LONGEST_LABEL)


def group(found: Group, shown: int) -> str:
    lines = [_phrase(each) for each in found.phrases[:shown]]
    if len(found.phrases) > shown:
        lines.append(f"… и ещё {len(found.phrases) - shown}")
    asked = plural(found.times, "раз", "раза", "раз")
    people = plural(found.people, *PEOPLE)
    return (
        "<b>Как спрашивали</b>\n\n" + "\n".join(lines) + f"\n\nВсего {asked}, {people}, "
        f"первый раз {_day(found.since)}.\nПочему здесь: {_causes(found.causes)}."
    )


def offers(found: Group, *, any_found: bool) -> str:
    number = len(found.phrases)
    what = "этот вопрос" if number == 1 else f"все эти вопросы ({number})"
    head = (
        f"<b>К какому ответу должен вести {what}?</b>"
        if number == 1
        else (f"<b>К какому ответу должны вести {what}?</b>")
    )
    first = _phrase(found.phrases[0])
    return f"{head}\n\n{first}\n\n{OTHER if any_found else NOTHING_FOUND}"


def bound(result: Bound | None) -> str:
    """At most 200 characters: it is a toast."""
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
