"""What keeps a draft from being published, as an editor reads it above the buttons."""

from collections.abc import Sequence
from html import escape

from bot.knowledge.drafts import Field
from bot.knowledge.files import Problem
from bot.ui.texts.common import cut
from bot.ui.texts.drafts import NAMES

UNSHOWN = (
    "⚠️ Карточка не помещается в сообщение, поэтому её здесь нет: сократите заголовок или "
    "разделите текст на абзацы пустой строкой.\n\n"
)
_SHOWN = 8
_REASON_CHARACTERS = 250
_FIELDS = {"sources": NAMES[Field.SOURCE], "short": "Название для кнопки"} | {
    field.value: name for field, name in NAMES.items()
}


def problems(found: Sequence[Problem]) -> str:
    """The first of them: a pasted list may have a hundred, and a message has its length."""
    lines = [_problem(each) for each in found[:_SHOWN]]
    if len(found) > _SHOWN:
        lines.append(f"… и ещё {len(found) - _SHOWN}")
    return "\n".join(lines)


def _problem(found: Problem) -> str:
    name = _FIELDS.get(found.field.split(".")[0], "")
    reason = escape(cut(found.reason, _REASON_CHARACTERS), quote=False)
    return f"⚠️ {name}: {reason}" if name else f"⚠️ {reason[:1].upper()}{reason[1:]}"
