"""The words the content knows, for repair and for weighing what was typed. Held in memory."""

import math
import sqlite3
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from bot.search.synonyms import Synonyms
from bot.search.text import STOP_WORDS, stem
from bot.search.translit import sound_key

_RELATED = 0.6
_SHORTEST = 5  # shorter beginnings bring strangers together


class Vocabulary:
    """How many cards hold each word, stem and concept, by the index at the moment of making."""

    def __init__(self, connection: sqlite3.Connection, synonyms: Synonyms) -> None:
        (self.cards,) = connection.execute("SELECT count(*) FROM cards").fetchone()
        self.terms: dict[str, int] = dict(connection.execute("SELECT term, cards FROM terms"))
        self.words: dict[str, int] = {}
        self._spoken = synonyms.known | STOP_WORDS
        self._by_sound = {sound_key(word): word for word in sorted(self._spoken) if word >= "а"}
        for word, cards, sound in connection.execute(
            "SELECT word, cards, sound FROM words ORDER BY cards, word"
        ):
            self.words[word] = cards
            if sound:
                self._by_sound[sound] = word

    def sounding(self, key: str) -> str:
        """Return the commonest Cyrillic word with this `sound_key`, or an empty string."""
        return self._by_sound.get(key, "")

    def knows(self, word: str) -> bool:
        """Tell whether the content or an editors' synonym has a word, or another form of it."""
        return (
            word.isdecimal()
            or word in self.words
            or word in self._spoken
            or stem(word) in self.terms
        )

    def idf(self, term: str) -> float:
        """Weigh what a term tells: about 0 for one in every card, 1 for one in a single card."""
        cards = self.terms.get(term, 0)
        return math.log(1 + (self.cards - cards + 0.5) / (cards + 0.5)) / math.log(
            2 + 2 * self.cards
        )

    def relatives(self, term: str) -> Iterator[tuple[str, float]]:
        """Find stems with mostly the same beginning, «экспорт» and «экспортн»: how alike."""
        if len(term) < _SHORTEST or term.isdecimal():
            return
        head = term[: max(4, len(term) * 3 // 5)]
        for index in range(bisect_left(self._stems, head), len(self._stems)):
            other = self._stems[index]
            if not other.startswith(head):
                return
            if other != term and (alike := _alike(term, other)) >= _RELATED:
                yield other, alike

    @cached_property
    def by_length(self) -> dict[int, list[str]]:
        """Group the words that a mistyped word may have been by their length."""
        found: defaultdict[int, list[str]] = defaultdict(list)
        for word in self.words.keys() | self._spoken:
            if not word.isdecimal():
                found[len(word)].append(word)
        return {length: sorted(words) for length, words in found.items()}

    @cached_property
    def _stems(self) -> list[str]:
        return sorted(term for term in self.terms if not term.startswith("="))


def _alike(one: str, other: str) -> float:
    shared = next(
        (index for index, (mine, its) in enumerate(zip(one, other, strict=False)) if mine != its),
        min(len(one), len(other)),
    )
    return shared / max(len(one), len(other))
