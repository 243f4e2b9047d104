"""Events asked for by name: «gitex когда» is one event and no filter of the calendar."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.conversation.event_query import knows, makes_question
from bot.search.text import SPOKEN, is_year, sound_key, words

_MOST_EVENTS = 12  # a word of more names tells none of them
_SHORTEST = 3
_MOST_WORDS = 12
_NO_DATES = 10_000  # days: an event without dates stands behind those that have some
_PAST = frozenset({"был", "была", "было", "были", "прошел", "прошла", "проходил", "проходила"})


@dataclass(frozen=True, slots=True)
class NamedEvent:
    """An event of the calendar: its key, its names as people write them, its last day."""

    key: str
    names: tuple[str, ...]
    until: date | None


class EventNames:
    """The words by which the events of a calendar are told from one another, in either alphabet."""

    def __init__(self, events: Iterable[NamedEvent]) -> None:
        self._events = {event.key: event for event in events}
        self._words = {
            event.key: Counter(_sound(word) for name in event.names for word in set(words(name)))
            for event in self._events.values()
        }
        self._first = {
            event.key: {_sound(word) for word in words(event.names[0]) if _own(word)}
            for event in self._events.values()
        }
        self._by_sound: dict[str, list[str]] = defaultdict(list)
        for event in self._events.values():
            for sound in {
                _sound(word) for name in event.names for word in words(name) if _own(word)
            }:
                self._by_sound[sound].append(event.key)

    def named(self, text: str, today: date) -> tuple[str, ...]:
        """Return the keys of the events that a message asks the dates or the place of, best first.

        Empty for any other message. What is ahead stands first, unless it asks when one was.
        """
        typed = words(text)
        if len(typed) > _MOST_WORDS or makes_question(typed):
            return ()
        told = [word for word in typed if len(self._by_sound.get(_sound(word), ())) in _FEW]
        if not told or any(word not in told and not _explained(word) for word in typed):
            return ()
        found = {key for word in told for key in self._by_sound[_sound(word)]}
        return tuple(sorted(found, key=lambda key: self._rank(key, typed, told, today)))

    def _rank(
        self, key: str, typed: tuple[str, ...], told: list[str], today: date
    ) -> tuple[int, int, bool, int, int]:
        """Order by words told, whether it is ahead, words of the name left untold, and how soon."""
        has, until = self._words[key], self._events[key].until
        own = sum(has[_sound(word)] > 0 for word in told)
        every = sum(has[_sound(word)] > 0 for word in typed)
        untold = len(self._first[key] - set(map(_sound, typed)))
        over = until is not None and until < today
        days = abs((until - today).days) if until else _NO_DATES
        return -own, -every, over is _PAST.isdisjoint(typed), untold, days


_FEW = range(1, _MOST_EVENTS + 1)


def _sound(word: str) -> str:
    return sound_key(word) or word  # a number has no sound


def _own(word: str) -> bool:
    """Whether a word of a name is the event's own, as no word of the calendar's vocabulary is."""
    return len(word) >= _SHORTEST and not (word.isdecimal() or _explained(word))


def _explained(word: str) -> bool:
    return word in SPOKEN or is_year(word) or knows(word)
