"""Understanding a typed question: layout, script, spacing, typos."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

from bot.search.text import (
    LONGEST,
    MOST_WORDS,
    as_cyrillic,
    as_english,
    as_russian,
    sound_key,
    stem,
    words,
)
from bot.search.typos import corrections, join, split
from bot.search.vocabulary import Vocabulary, is_russian

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


_SAME_WORD = 0.7  # a stem so like one of the content is another form of it, not a slip
_PASSES = 4  # a repaired neighbour may help to read a word; further passes change nothing
_LIKELY = 1.0  # what a slip costs that is believed before anything else


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the question; `meant` are further words it may be, and how sure that is."""

    text: str
    meant: tuple[tuple[str, float], ...] = ()
    sure: float = 1.0


@dataclass(frozen=True, slots=True)
class Question:
    """What was understood. `typed` is the same without repair."""

    words: tuple[Word, ...]
    typed: str

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def repaired(self) -> bool:
        return self.text != self.typed


def understand(text: str, vocabulary: Vocabulary) -> Question:
    """Repair what nobody knows; a question in known words comes back as it was typed."""
    text = text[:LONGEST]
    typed = words(text)[:MOST_WORDS]
    if all(map(vocabulary.knows, typed)):
        return Question(tuple(map(Word, typed)), " ".join(typed))
    found = _repair(text.split(), vocabulary)
    for _ in range(_PASSES - 1):
        said = words(" ".join(word.text for word in found))  # «20 год», once apart, is a year
        again = _repair(said, vocabulary)
        if [word.text for word in again] == [word.text for word in found]:
            break
        found = again
    return Question(tuple(found), " ".join(typed))


def _repair(pieces: Sequence[str], vocabulary: Vocabulary) -> list[Word]:
    read = list(chain.from_iterable(readings(pieces[:MOST_WORDS], vocabulary)))[:MOST_WORDS]
    return list(chain.from_iterable(_mend(word, vocabulary) for word in _joined(read, vocabulary)))[
        :MOST_WORDS
    ]


def _joined(read: list[str], vocabulary: Vocabulary) -> list[str]:
    found: list[str] = []
    for word in read:
        if found and (whole := join(found[-1], word, vocabulary)):
            found[-1] = whole
        else:
            found.append(word)
    return found


def _mend(word: str, vocabulary: Vocabulary) -> list[Word]:
    if vocabulary.knows(word) or is_russian(word):
        return [Word(word)]
    fixes = corrections(word, vocabulary)
    if fixes and fixes[0][1] <= _LIKELY:
        return [_corrected(fixes)]
    if any(alike >= _SAME_WORD for _, alike in vocabulary.relatives(stem(word))):
        return [Word(word)]
    if parts := split(word, vocabulary):
        return [Word(part) for part in parts]
    return [_corrected(fixes)] if fixes else [Word(word, sure=0.0)]


def _corrected(fixes: list[tuple[str, float]]) -> Word:
    (best, cost), *others = fixes
    sure = max(0.3, 1 - cost / 4)
    return Word(best, tuple((other, sure * 0.6) for other, _ in others), sure)
