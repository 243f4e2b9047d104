"""Talk that asks for no fact: greetings, thanks, questions about the bot itself, abuse."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from bot.knowledge.files import parse
from bot.search.text import stem, words

_FILE = Path(__file__).parents[2] / "data" / "small_talk.yaml"


class SmallTalk(StrEnum):
    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    ABOUT = "about"  # who the bot is and what it can do
    CHAT = "chat"  # company, jokes, how are you
    ABUSE = "abuse"


@dataclass(frozen=True)
class _Talk:
    """Phrases by their stems, from `data/small_talk.yaml`."""

    phrases: dict[tuple[str, ...], SmallTalk]
    roots_of_abuse: tuple[str, ...]
    fillers: frozenset[str]


def small_talk(text: str) -> SmallTalk | None:
    """Tell what kind of talk this is; None for anything that may ask for a fact."""
    typed = words(text)
    if not typed or len(typed) > 12:  # noqa: PLR2004 - nobody chats at such length without a question
        return None
    kinds, rest = _read([stem(word) for word in typed], typed)
    if any(map(_swears, typed)):
        return SmallTalk.ABUSE
    if not kinds or any(word not in _talk().fillers for word in rest):
        return None
    return max(kinds, key=list(SmallTalk).index)


def _read(stems: Sequence[str], typed: Sequence[str]) -> tuple[set[SmallTalk], Iterable[str]]:
    """Return the kinds of the phrases found, the longest at each place, and the words left over."""
    table = _talk().phrases
    kinds: set[SmallTalk] = set()
    rest: list[str] = []
    start = 0
    while start < len(stems):
        for end in range(min(len(stems), start + 6), start, -1):
            if kind := table.get(tuple(stems[start:end])):
                kinds.add(kind)
                start = end
                break
        else:
            rest.append(typed[start])
            start += 1
    return kinds, rest


def without_small_talk(text: str) -> str:
    """Return a question without its greeting: «Добрый день! Где взять грант?» asks for no day."""
    typed = words(text)
    stems = [stem(word) for word in typed]
    for end in range(min(len(typed) - 1, 4), 0, -1):
        if _talk().phrases.get(tuple(stems[:end])) is SmallTalk.GREETING:
            return " ".join(typed[end:])
    return text


def without_abuse(text: str) -> str:
    """Return what is left of a message without its swear words; empty where there are none."""
    typed = words(text)
    left = [word for word in typed if not _swears(word)]
    return " ".join(left) if len(left) < len(typed) else ""


def _swears(word: str) -> bool:
    return word.startswith(_talk().roots_of_abuse)


@cache
def _talk() -> _Talk:
    content = parse(_FILE.read_bytes())
    return _Talk(
        phrases={
            tuple(map(stem, words(phrase))): kind for kind in SmallTalk for phrase in content[kind]
        },
        roots_of_abuse=tuple(content["roots_of_abuse"]),
        fillers=frozenset(content["fillers"]),
    )
