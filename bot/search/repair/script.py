"""In which letters a question was meant: as typed, on the other layout, or transliterated."""

import re
from collections.abc import Callable, Sequence
from itertools import chain

from bot.search.repair.layout import as_english, as_russian
from bot.search.repair.russian import is_russian
from bot.search.text import words
from bot.search.translit import as_cyrillic, sound_key
from bot.search.vocabulary import Vocabulary

_LATIN = re.compile("[a-z]", re.IGNORECASE)
_ENDS = ".,?!:;()\"'«»"
# Words that nobody writes in transliterated Russian: a question with one of them is English.
_ENGLISH = frozenset(
    """
    the of is are what how for and in with does which when where who from this many much
    """.split()  # noqa: SIM905
)

Reading = Callable[[str, Vocabulary], Sequence[str]]


def readings(pieces: Sequence[str], vocabulary: Vocabulary) -> list[Sequence[str]]:
    """Return the words of each piece, in the letters they were meant in.

    One reading wins the question; a piece keeps another only if it is known there and unknown
    in the winner's.
    """
    latin = [piece for piece in pieces if _LATIN.search(piece)]
    if not latin:
        return [_cyrillic(piece, vocabulary) for piece in pieces]
    ways: tuple[Reading, ...] = (_as_typed, _other_layout, _transliterated)
    scores = [sum(_known(way(piece, vocabulary), vocabulary) for piece in latin) for way in ways]
    best = max(range(len(ways)), key=lambda index: (scores[index], -index))
    if best == 0 and not _ENGLISH.isdisjoint(chain.from_iterable(map(words, latin))):
        ways = (_as_typed,)
    return [
        _read(piece, ways[best], ways, vocabulary)
        if _LATIN.search(piece)
        else _cyrillic(piece, vocabulary)
        for piece in pieces
    ]


def _read(
    piece: str, winner: Reading, ways: Sequence[Reading], vocabulary: Vocabulary
) -> Sequence[str]:
    read = winner(piece, vocabulary)
    if _known(read, vocabulary) == 0:
        for way in ways:
            other = way(piece, vocabulary)
            if _known(other, vocabulary) == 1:
                return other
    return read


def _as_typed(piece: str, _: Vocabulary) -> Sequence[str]:
    return words(piece)


def _other_layout(piece: str, vocabulary: Vocabulary) -> Sequence[str]:
    """Take a full stop or a comma at the end for a letter where that makes a word: «lf.»."""
    whole, bare = words(as_russian(piece)), words(as_russian(piece.strip(_ENDS)))
    return whole if _known(whole, vocabulary) >= _known(bare, vocabulary) else bare


def _transliterated(piece: str, vocabulary: Vocabulary) -> Sequence[str]:
    return [
        _from_sound(word, vocabulary) if _LATIN.match(word) else word
        for word in words(piece.replace("'", ""))
    ]


def _from_sound(word: str, vocabulary: Vocabulary) -> str:
    return vocabulary.sounding(sound_key(word)) or as_cyrillic(word)


def _cyrillic(piece: str, vocabulary: Vocabulary) -> Sequence[str]:
    """Read a Cyrillic piece that nobody knows as English, if that is known: «пшеуч» as «gitex»."""
    typed = words(piece)
    if typed and not any(vocabulary.knows(word) or is_russian(word) for word in typed):
        other = words(as_english(piece.strip(_ENDS)))
        if other and all(map(vocabulary.knows, other)):
            return other
    return typed


def _known(read: Sequence[str], vocabulary: Vocabulary) -> float:
    return sum(map(vocabulary.knows, read)) / len(read) if read else 0.0
