"""Words and phrases of a vocabulary file, found in a message in any form, or a slip away."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, Generic, TypeVar

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.knowledge.yaml_text import parse_yaml
from bot.search.dictionary import is_word
from bot.search.text import stem, words

DATA = Path(__file__).parents[2] / "data"
T = TypeVar("T")

_SHORTEST_SLIP = 5  # in shorter words one slip makes another word
_SHORTEST_STEM = 3
_AMBIGUOUS = frozenset({"как", "так", "сто", "больш", "добр", "сам", "откр", "хот"})
_LONGEST_SLIP = 20  # longer words are noise
_SHORTEST_ROOT = 4  # of a stem: «едоу» is nobody's «еда»


@cache
def read_vocabulary(name: str) -> Any:  # noqa: ANN401 - what the editor wrote
    """Return the contents of `data/<name>`."""
    return parse_yaml((DATA / name).read_bytes())


def keys(word: str, beginnings: frozenset[str]) -> Iterator[str]:
    """Yield all that one word of a message may be written as in a vocabulary, the closest first.

    «=слово» stands for this form alone, «слов*» for any word that begins so, the rest for stems.
    """
    yield f"={word}"
    yield stem(word)
    for end in range(len(word), 1, -1):
        if word[:end] in beginnings:
            yield f"{word[:end]}*"


def key_of(entry: str) -> tuple[str, ...]:
    """Return the keys of an entry as it is written in a vocabulary, one for each of its words."""
    if entry.startswith("="):
        return (f"={words(entry)[0]}",)
    if entry.endswith("*"):
        return (f"{words(entry)[-1]}*",)
    found = words(entry)
    if len(found) == 1 and _is_ambiguous(found[0]):
        return (f"={found[0]}",)
    return tuple(map(stem, found))


def _is_ambiguous(word: str) -> bool:
    """«заем» is cut to «за» and «какие» to «как»: such a word stands for its form alone."""
    root = stem(word)
    return root in _AMBIGUOUS or len(root) < min(_SHORTEST_STEM, len(word))


def beginnings_of(entries: Iterable[str]) -> frozenset[str]:
    return frozenset(words(entry)[-1] for entry in entries if entry.endswith("*"))


class Lexicon(Generic[T]):
    """Phrases and what each of them means; of several at one place the longest is found."""

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        listed = list(entries)
        self._beginnings = beginnings_of(entry for entry, _ in listed)
        self._meanings = {key_of(entry): meaning for entry, meaning in reversed(listed)}
        lengths: dict[str, int] = defaultdict(int)
        for key in self._meanings:
            lengths[key[0]] = max(lengths[key[0]], len(key))
        self._lengths = dict(lengths)

    def at(self, text: Sequence[str], start: int) -> tuple[T, int] | None:
        """Return what the words from `start` on mean and how many of them say it."""
        first = stem(text[start])
        for length in range(min(self._lengths.get(first, 1), len(text) - start), 1, -1):
            found = self._meanings.get(tuple(map(stem, text[start : start + length])))
            if found is not None:
                return found, length
        for key in keys(text[start], self._beginnings):
            if (meaning := self._meanings.get((key,))) is not None:
                return meaning, 1
        return None


class Spelling:
    """Mends a word that is one slip away from a known one, and is no word of Russian itself."""

    def __init__(self, entries: Iterable[str]) -> None:
        listed = list(entries)
        self._beginnings = beginnings_of(listed)
        known = {word for entry in listed for word in words(entry)}
        self._words = {stem(word): word for word in sorted(known, reverse=True)}
        self._roots = [root for root in self._words if len(root) >= _SHORTEST_ROOT]
        heads = (head for head in self._beginnings if len(head) > _SHORTEST_SLIP)
        by_length = sorted(heads, key=lambda head: (-len(head), head))
        self._heads = {length: list(alike) for length, alike in groupby(by_length, key=len)}

    def knows(self, word: str) -> bool:
        return stem(word) in self._words or any(
            word[:end] in self._beginnings for end in range(2, len(word) + 1)
        )

    def mend(self, word: str) -> str:
        """Return the known word that was meant, or the word itself."""
        if not _SHORTEST_SLIP <= len(word) <= _LONGEST_SLIP or word.isdecimal():
            return word
        root = stem(word)
        if root in self._words or is_word(word):
            return word
        close = _one_slip_away(root, self._roots)
        best = min(close, key=lambda meant: (not _sound_alike(root, meant), meant), default=None)
        return self._mended_beginning(word) if best is None else self._words[best]

    def _mended_beginning(self, word: str) -> str:
        """«медецинские» begins nearly as «медицин*» does."""
        for length, heads in self._heads.items():
            if length < len(word):
                for meant in _one_slip_away(word[:length], heads):
                    return meant + word[length:]
        return word


_ALIKE = str.maketrans("аияыэдзбгвщ", "оеееетспкфш")


def _one_slip_away(word: str, known: Sequence[str]) -> Iterator[str]:
    """The first letter is hardly ever wrong: «иране» is no «вранье»."""
    near = process.extract(word, known, scorer=OSA.distance, score_cutoff=1, limit=None)
    return (meant for meant, slips, _ in near if slips and meant[0] == word[0])


def _sound_alike(word: str, other: str) -> bool:
    return word.translate(_ALIKE) == other.translate(_ALIKE)
