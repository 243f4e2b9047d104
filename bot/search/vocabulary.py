"""The words of the content: synonyms, vocabulary, and the check whether a word is Russian."""

import hashlib
import math
import sqlite3
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TypeVar

from bot.search.index import read_sizes
from bot.search.synonyms import Synonyms
from bot.search.text import SPOKEN, sound_key, stem

STEMS_FILE = Path(__file__).with_name("russian.bin")
_BITS_A_STEM, _LOOKS = 14, 10
_SHORTEST, _LONGEST = 3, 20


@lru_cache(maxsize=20_000)
def is_russian(word: str) -> bool:
    """Tell so of a normalised word, in any of its forms."""
    if not _SHORTEST <= len(word) <= _LONGEST or word < "а":
        return False
    return holds(_filter(), stem(word))


def make_filter(stems: Iterable[str]) -> bytes:
    """Return what `russian.bin` holds for these stems."""
    wanted = sorted(set(stems))
    bits = bytearray(len(wanted) * _BITS_A_STEM // 8 + 1)
    for each in wanted:
        for place in _places(each, len(bits)):
            bits[place >> 3] |= 1 << (place & 7)
    return bytes(bits)


def holds(bits: bytes, stemmed: str) -> bool:
    """Tell whether a filter was made with this stem; it may err, but never against one that was."""
    return all(bits[place >> 3] >> (place & 7) & 1 for place in _places(stemmed, len(bits)))


def _places(stemmed: str, size: int) -> Iterator[int]:
    digest = hashlib.blake2b(stemmed.encode(), digest_size=4 * _LOOKS).digest()
    for at in range(0, len(digest), 4):
        yield int.from_bytes(digest[at : at + 4], "little") % (8 * size)


@cache
def _filter() -> bytes:
    return STEMS_FILE.read_bytes()


_Key = TypeVar("_Key")

_SHORTEST_FORM = 4  # the stem of three letters is any word's
_RELATED = 0.6
_REMEMBERED = 2_000  # words that people have asked with lately
_VOCABULARY_SHORTEST = 5  # shorter beginnings bring strangers together


class Vocabulary:
    """How many cards hold each word, stem and concept, by the index at the moment of making."""

    def __init__(self, connection: sqlite3.Connection, synonyms: Synonyms) -> None:
        (self.cards,) = connection.execute("SELECT count(*) FROM cards").fetchone()
        self.terms = read_sizes(connection)
        self.words: dict[str, int] = dict(connection.execute("SELECT word, cards FROM words"))
        self._spoken = synonyms.known | SPOKEN
        self._connection = connection
        self.idf = lru_cache(_REMEMBERED)(self._idf)
        """Weighs what a term tells: about 0 for one in every card, 1 for one in a single card."""
        self.relatives = lru_cache(_REMEMBERED)(lambda term: tuple(self._relatives(term)))
        """Finds stems with mostly the same beginning, «экспорт» and «экспортн»: how alike."""

    @property
    def is_ready(self) -> bool:
        """Whether what a question in known words needs has been made, by a question before it."""
        return "_stems" in self.__dict__

    def sounding(self, key: str) -> str:
        """Return the commonest Cyrillic word with this `sound_key`, or an empty string."""
        return self._by_sound.get(key, "")

    def knows(self, word: str) -> bool:
        """Tell whether the content or an editors' synonym has a word, or another form of it."""
        return (
            word.isdecimal()
            or word in self.words
            or word in self._spoken
            or (len(word) >= _SHORTEST_FORM and stem(word) in self.terms)
        )

    def _idf(self, term: str) -> float:
        cards = self.terms.get(term, 0)
        return math.log(1 + (self.cards - cards + 0.5) / (cards + 0.5)) / math.log(
            2 + 2 * self.cards
        )

    def _relatives(self, term: str) -> Iterator[tuple[str, float]]:
        if len(term) < _VOCABULARY_SHORTEST or term.isdecimal():
            return
        head = term[: max(4, len(term) * 3 // 5)]
        for index in range(bisect_left(self._stems, head), len(self._stems)):
            other = self._stems[index]
            if not other.startswith(head):
                return
            if other != term and (alike := _alike(term, other)) >= _RELATED:
                yield other, alike

    def like(self, word: str, edits: int) -> Iterator[str]:
        """Find the words that may be so many edits from `word`, and some that are not.

        One of the edits may be to the first letter; to look for two there is not worth the time.
        """
        for length in range(len(word) - edits, len(word) + edits + 1):
            yield from self._by_first.get((length, word[0]), ())
        for second in {word[0:2], word[1:3], word[2:4]}:
            yield from (other for other in self._by_second.get(second, ()) if other[0] != word[0])

    @cached_property
    def _by_sound(self) -> dict[str, str]:
        """Read when the first transliterated question comes: most bots never get one."""
        known = self._connection.execute(
            "SELECT sound, word FROM words WHERE sound <> '' ORDER BY cards, word"
        )
        spoken = {sound_key(word): word for word in sorted(self._spoken) if word >= "а"}
        return spoken | dict(known.fetchall())

    @cached_property
    def _by_first(self) -> dict[tuple[int, str], list[str]]:
        return _grouped(self._slippery, lambda word: (len(word), word[0]))

    @cached_property
    def _by_second(self) -> dict[str, list[str]]:
        return _grouped(self._slippery, lambda word: word[1:3])

    @cached_property
    def _slippery(self) -> list[str]:
        """Words long enough to be told apart when a letter is wrong."""
        return sorted(
            word for word in self.words.keys() | self._spoken if len(word) >= _SHORTEST_FORM - 1
        )

    @cached_property
    def _stems(self) -> list[str]:
        return sorted(term for term in self.terms if not term.startswith("="))


def _alike(one: str, other: str) -> float:
    shared = next(
        (index for index, (mine, its) in enumerate(zip(one, other, strict=False)) if mine != its),
        min(len(one), len(other)),
    )
    return shared / max(len(one), len(other))


def _grouped(words: Iterable[str], key: Callable[[str], _Key]) -> dict[_Key, list[str]]:
    found: defaultdict[_Key, list[str]] = defaultdict(list)
    for word in words:
        found[key(word)].append(word)
    return dict(found)
