"""Words typed together, and one word typed as two."""

import math

from bot.search.text import SPOKEN, stem
from bot.search.vocabulary import Vocabulary

_SHORTEST, _LONGEST = 7, 200
_LONGEST_PART = 24
_SHORTEST_WORD = 3  # two letters of the content, «ст» or «ао», fit anywhere
_SHORTEST_FORM = 5
_WORD = 2.0  # each further word must be worth it
_ONE_LETTER_WORD = 2.0
_LONG = 16  # a shorter row of letters of which shreds are left over is one word that nobody knows


def split(word: str, vocabulary: Vocabulary) -> list[str]:
    """Return the words that `word` is glued of, most of them known; none when it is not glued."""
    if not _SHORTEST <= len(word) <= _LONGEST or word.isdecimal():
        return []
    best: list[tuple[float, int]] = [(0.0, 0)]  # the price of the letters so far, and the last cut
    for end in range(1, len(word) + 1):
        best.append(
            min(
                (best[start][0] + _price(word[start:end], vocabulary), start)
                for start in range(max(0, end - _LONGEST_PART), end)
            )
        )
    parts: list[str] = []
    end = len(word)
    while end:
        start = best[end][1]
        parts.insert(0, word[start:end])
        end = start
    return parts if _convincing(parts, vocabulary) else []


def join(first: str, second: str, vocabulary: Vocabulary) -> str:
    """Return one known word made of two pieces, one of them unknown, or an empty string."""
    whole = first + second
    strange = not (vocabulary.knows(first) and vocabulary.knows(second))
    return whole if strange and len(whole) >= _SHORTEST and whole in vocabulary.words else ""


def _price(part: str, vocabulary: Vocabulary) -> float:
    """Price a word: the rarer the dearer, and dearest by far what nobody knows."""
    if part in SPOKEN:
        return _WORD + (_ONE_LETTER_WORD if len(part) == 1 else 1.0 / len(part))
    cards = vocabulary.words.get(part, 0)
    if cards and len(part) >= _SHORTEST_WORD:
        return _WORD + math.log((vocabulary.cards + 1) / cards) / 4
    if len(part) >= _SHORTEST_FORM and stem(part) in vocabulary.terms:
        return _WORD + 3.0
    return 3 * _WORD + 1.2 * len(part)


def _convincing(parts: list[str], vocabulary: Vocabulary) -> bool:
    """Tell whether the letters are in real words, not in particles that every word is full of."""
    strange = [len(part) for part in parts if not vocabulary.knows(part)]
    known = sum(
        len(part) for part in parts if len(part) >= _SHORTEST_WORD and vocabulary.knows(part)
    )
    letters = sum(map(len, parts))
    torn = letters < _LONG and min(strange, default=_SHORTEST_FORM) < _SHORTEST_FORM
    return len(parts) > 1 and 2 * known > letters and not torn
