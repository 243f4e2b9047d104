"""What has changed between two revisions, in words: the old struck out, the new bold."""

import re
from collections.abc import Sequence
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from bot.editing.field_texts import CHOICES, HIDDEN, name_of
from bot.editing.field_values import ENGLISH
from bot.editing.models import DraftKind
from bot.knowledge.markup import to_html, to_plain
from bot.knowledge.merging import changed_fields
from bot.knowledge.models import WITHDRAWN, Fields
from bot.ui.texts import cut, safe

ANOTHER_ORDER = "другой порядок"
NO_DIFFERENCE = "Разницы нет."
ENGLISH_CHECKED = "сверено с нынешним русским текстом"
_WORDS = re.compile(r"\S+\s*|\s+")  # with the spaces after them
_AROUND = 8  # words that are shown beside a difference
_LONGEST_DIFFERENCE = 1200
_LONGEST_LINE = 80  # a shorter text is shown whole, before and after
_LONGEST_ITEM = 200
_MOST_ITEMS = 8
_MOST_COMPARED = 60


def differences(kind: DraftKind, before: Fields, after: Fields) -> str:
    """What has changed, field by field; what is gone is struck out, what is new is bold."""
    names = [each for each in changed_fields(before, after) if each not in HIDDEN]
    found = (
        f"<b>{name_of(kind, name)}</b>\n{_difference(name, before.get(name), after.get(name))}"
        for name in names
    )
    return "\n\n".join(found) or NO_DIFFERENCE


def _difference(name: str, before: Any, after: Any) -> str:  # noqa: ANN401 - JSON
    if name == "english":
        return _parts_difference(before or {}, after or {})
    if isinstance(before, list) or isinstance(after, list):
        return _list_difference(_items(name, before), _items(name, after))
    old, new = _value(name, before), _value(name, after)
    if old and new and max(len(old), len(new)) > _LONGEST_LINE:
        return _words_difference(old, new)
    return " → ".join(
        f"<{tag}>{safe(cut(words, _LONGEST_DIFFERENCE))}</{tag}>" if words else "—"
        for tag, words in (("s", old), ("b", new))
    )


def _parts_difference(before: Fields, after: Fields) -> str:
    """Of a translation; its place in a list and the code of the Russian text are left out."""
    parts = (
        (label, _difference(name, before.get(name), after.get(name)))
        for label, name in ENGLISH.items()
        if before.get(name) != after.get(name)
    )
    return "\n".join(f"{label}: {words}" for label, words in parts) or ENGLISH_CHECKED


def _list_difference(before: list[str], after: list[str]) -> str:
    gone = [f"− <s>{safe(each)}</s>" for each in before if each not in after]
    new = [f"+ <b>{safe(each)}</b>" for each in after if each not in before]
    shown, rest = [*gone, *new][:_MOST_ITEMS], len([*gone, *new]) - _MOST_ITEMS
    if rest > 0:
        shown.append(f"… и ещё {rest}")
    return "\n".join(shown) or ANOTHER_ORDER


def _items(name: str, value: object) -> list[str]:
    items = value if isinstance(value, list) else []
    return [cut(_item(name, each), _LONGEST_ITEM) for each in items]


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
    return next(choices, {}).get(str(value)) or shown_day(str(value))


def shown_day(text: str) -> str:
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
    return "".join(f"<{tag}>{safe(words)}</{tag}>" for tag, words in sides if words)


def _unchanged(words: Sequence[str], before: Sequence[str]) -> str:
    if len(words) <= 2 * _AROUND:
        return safe("".join(words))
    first = "".join(words[:_AROUND]) if before else ""
    return safe(f"{first}… {''.join(words[-_AROUND:])}")
