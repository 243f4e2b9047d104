"""A question in words the content knows."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from bot.search.repair.russian import is_russian
from bot.search.repair.script import readings
from bot.search.repair.spacing import join, split
from bot.search.repair.typos import corrections
from bot.search.text import LONGEST, MOST_WORDS, stem, words
from bot.search.vocabulary import Vocabulary

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
