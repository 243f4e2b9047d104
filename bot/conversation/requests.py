"""Requests to the bot itself: «отпишите меня», «позовите человека», «удали мои данные»."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from bot.conversation.lexicon import Spelling, beginnings_of, key_of, keys, read_vocabulary
from bot.conversation.turn_words import ASKS
from bot.search.small_talk import SmallTalk, small_talk
from bot.search.text import as_cyrillic, as_english, as_russian, words

_FILE = "requests.yaml"
_MOST_WORDS = 25  # a longer message tells a story; a specialist reads those
_MOST_LETTERS = 500  # so many words have fewer: what is longer is not taken apart on the loop
_MOST_OF_OTHER_LAYOUT = 3  # «ьутг» is «menu»; whole sentences in Russian letters are Russian
_ANY = 100


class Action(StrEnum):
    """What the bot is asked to do; the names of `ask --lines --json`."""

    SPECIALIST = "specialist"
    UNSUBSCRIBE = "unsubscribe"
    SUBSCRIBE = "subscribe"
    MY_DATA = "my_data"
    DELETE_DATA = "delete_data"
    SETTINGS = "settings"
    CHANGE_ROLE = "change_role"
    MY_EVENTS = "my_events"
    MY_APPLICATIONS = "my_applications"
    CONTINUE_FORM = "continue_form"
    SAVED = "saved"
    MENU = "menu"
    HELP = "help"
    CALENDAR = "calendar"
    STUDY_DATES = "study_dates"
    SUPPORT_FINDER = "support_finder"
    TRAINING_FINDER = "training_finder"
    MORE = "more"
    LANGUAGE_ENGLISH = "language_english"
    THANKS = "thanks"
    GREETING = "greeting"
    BYE = "bye"
    COMPLAINT = "complaint"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Request:
    """An action and the words of the message that asked for it."""

    action: Action
    words: tuple[str, ...]


@lru_cache(maxsize=64)  # a message passes here half a dozen times
def read_request(text: str) -> Request | None:
    """Return what the bot is asked to do; None for anything else, questions included.

    Words in the other keyboard layout and in transliteration are read as well.
    """
    return _by_patterns(text) or _by_small_talk(text) or _with_reason(text)


_REASON = re.compile(r"[,.;:!—]\s")
_WITH_REASON = {Action.SPECIALIST, Action.UNSUBSCRIBE, Action.DELETE_DATA}  # a person's rights


def _with_reason(text: str) -> Request | None:
    """«Позовите специалиста, у меня сложный контракт»: what follows asks for nothing."""
    first, *rest = _REASON.split(text, maxsplit=1)
    if not rest or "?" in rest[0]:
        return None
    found = _by_patterns(first)
    if found is None or found.action not in _WITH_REASON:
        return None
    return found if ASKS.isdisjoint(words(rest[0])) else None


_ACTIONS_OF_TALK = {
    SmallTalk.GREETING: Action.GREETING,
    SmallTalk.SEEN: Action.THANKS,
    SmallTalk.THANKS: Action.THANKS,
    SmallTalk.FAREWELL: Action.BYE,
    SmallTalk.ABOUT: Action.HELP,
}


def _by_small_talk(text: str) -> Request | None:
    talk = small_talk(text)
    action = _ACTIONS_OF_TALK.get(talk) if talk else None
    return Request(action, words(text)) if action else None


def _by_patterns(text: str) -> Request | None:
    if len(text) > _MOST_LETTERS:
        return None
    patterns = _patterns()
    for typed in _readings(text):
        if 0 < len(typed) <= _MOST_WORDS and (found := patterns.match(typed)):
            return found
    return None


def _readings(text: str) -> Iterator[Sequence[str]]:
    """«vty.» ends with a letter of the other layout, «yfcnhjqrb.» with a full stop."""
    typed = words(text)
    yield typed
    if text.isascii():
        yield words(as_russian(text))
        yield words(as_russian(text.rstrip(".,!?")))
        yield tuple(map(as_cyrillic, typed))
    elif len(typed) <= _MOST_OF_OTHER_LAYOUT:
        yield words(as_english(text))


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A sentence by the words that it needs, may have and must not have."""

    action: Action
    order: int
    need: tuple[frozenset[str], ...]
    known: frozenset[str]  # the words of `need` and `with`, and those that ask for nothing
    forbidden: frozenset[str]
    topics: frozenset[str]  # of the knowledge base: beside them a message is a question
    spare: int

    def unexplained(self, typed: Sequence[frozenset[str]], all_keys: frozenset[str]) -> int | None:
        """Return how many words the pattern knows nothing of; None when it is not met."""
        if any(group.isdisjoint(all_keys) for group in self.need):
            return None
        if not self.forbidden.isdisjoint(all_keys):
            return None
        if any(not self.topics.isdisjoint(word) and self.known.isdisjoint(word) for word in typed):
            return None
        needed = sum(any(not group.isdisjoint(word) for group in self.need) for word in typed)
        left = sum(self.known.isdisjoint(word) for word in typed)
        return left if needed >= len(self.need) and left <= self.spare else None


class _Patterns:
    """`data/requests.yaml`, found by the words of the first group of each pattern."""

    def __init__(self, content: Any) -> None:  # noqa: ANN401 - what the editor wrote
        entries = list(_entries(content))
        self._beginnings = beginnings_of(entries)
        spelling = Spelling(entries)
        self._keys = lru_cache(20_000)(lambda word: self._keys_of(spelling.mend(word)))
        self._by_key: dict[str, list[_Pattern]] = defaultdict(list)
        fillers, topics = _keys_in(content["fillers"]), _keys_in(content["topics"])
        order = 0
        for action, patterns in content["actions"].items():
            for told in patterns:
                pattern = _compiled(Action(action), order, told, fillers, topics)
                for key in pattern.need[0]:
                    self._by_key[key].append(pattern)
                order += 1

    def _keys_of(self, word: str) -> frozenset[str]:
        return frozenset(keys(word, self._beginnings))

    def match(self, typed: Sequence[str]) -> Request | None:
        """Return the request that explains most words; of two as good, the first in the file."""
        by_word = [self._keys(word) for word in typed]
        all_keys = frozenset().union(*by_word)
        candidates = {
            pattern.order: pattern for key in all_keys for pattern in self._by_key.get(key, ())
        }
        met = [
            (left, order)
            for order, pattern in candidates.items()
            if (left := pattern.unexplained(by_word, all_keys)) is not None
        ]
        if not met:
            return None
        pattern = candidates[min(met)[1]]
        asked = (
            word
            for word, of_word in zip(typed, by_word, strict=True)
            if any(not group.isdisjoint(of_word) for group in pattern.need)
        )
        return Request(pattern.action, tuple(asked))


@cache
def _patterns() -> _Patterns:
    return _Patterns(read_vocabulary(_FILE))


def _compiled(
    action: Action,
    order: int,
    told: Any,  # noqa: ANN401
    fillers: frozenset[str],
    topics: frozenset[str],
) -> _Pattern:
    need = tuple(map(_keys_in, told["need"]))
    spare = told.get("spare", int(len(need) > 1))
    return _Pattern(
        action,
        order,
        need,
        fillers.union(_keys_in(told.get("with", ())), *need),
        _keys_in(told.get("not", ())),
        frozenset() if spare == "any" else topics,
        _ANY if spare == "any" else spare,
    )


def _keys_in(entries: Iterable[str]) -> frozenset[str]:
    """Return the keys of single words; an entry of several raises ValueError."""
    found = []
    for entry in entries:
        (key,) = key_of(str(entry))
        found.append(key)
    return frozenset(found)


def _entries(content: Any) -> Iterator[str]:  # noqa: ANN401 - what the editor wrote
    yield from (*content["fillers"], *content["topics"])
    for patterns in content["actions"].values():
        for told in patterns:
            for group in (*told["need"], told.get("with", ()), told.get("not", ())):
                yield from group
