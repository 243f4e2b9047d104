"""Messages that ask for no fact: greetings, «ясно», thanks, questions about the bot, abuse."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from bot.knowledge.yaml_text import parse_yaml
from bot.search.text import LONGEST, stem, words

_FILE = Path(__file__).parents[2] / "data" / "small_talk.yaml"


class SmallTalk(StrEnum):
    GREETING = "greeting"
    SEEN = "seen"  # an acknowledgement: «ясно»
    THANKS = "thanks"
    FAREWELL = "farewell"
    ABOUT = "about"  # who the bot is and what it can do
    CHAT = "chat"  # small talk proper: jokes, "how are you"
    ABUSE = "abuse"


# In Latin letters they are English; «ok» and «test» are Russian too.
COURTESIES = frozenset({SmallTalk.GREETING, SmallTalk.THANKS, SmallTalk.FAREWELL})


@dataclass(frozen=True)
class _Content:
    """The content of `data/small_talk.yaml`; phrases are tuples of stems."""

    phrases: dict[tuple[str, ...], SmallTalk]
    roots_of_abuse: tuple[str, ...]
    fillers: frozenset[str]


def small_talk(text: str) -> SmallTalk | None:
    """Return the kind of small talk that a message is; None when it may ask for a fact."""
    typed = words(text) if len(text) <= LONGEST else ()
    if not typed or len(typed) > 12:  # noqa: PLR2004 - so long a message has a question
        return None
    kinds, rest = _read([stem(word) for word in typed], typed)
    if any(map(_swears, typed)):
        return SmallTalk.ABUSE
    if not kinds or any(word not in _content().fillers for word in rest):
        return None
    return max(kinds, key=list(SmallTalk).index)


def _read(stems: Sequence[str], typed: Sequence[str]) -> tuple[set[SmallTalk], Iterable[str]]:
    """Return the kinds of the phrases found, the longest at each place, and the other words."""
    table = _content().phrases
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
    """Return a question without its greeting: «Добрый день!» must not find cards about days."""
    typed = words(text)
    stems = [stem(word) for word in typed]
    for end in range(min(len(typed) - 1, 4), 0, -1):
        if _content().phrases.get(tuple(stems[:end])) is SmallTalk.GREETING:
            return " ".join(typed[end:])
    return text


def without_abuse(text: str) -> str:
    """Return a message without its swear words; empty when it has none."""
    typed = words(text)
    left = [word for word in typed if not _swears(word)]
    return " ".join(left) if len(left) < len(typed) else ""


def _swears(word: str) -> bool:
    return word.startswith(_content().roots_of_abuse)


@cache
def _content() -> _Content:
    content = parse_yaml(_FILE.read_bytes())
    return _Content(
        phrases={
            tuple(map(stem, words(phrase))): kind for kind in SmallTalk for phrase in content[kind]
        },
        roots_of_abuse=tuple(content["roots_of_abuse"]),
        fillers=frozenset(content["fillers"]),
    )
