"""Corrections of one word: typos and missing or superfluous spaces."""

import math
from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.search.text import SPOKEN, stem
from bot.search.vocabulary import Vocabulary

_SHORTEST = 4
_ROWS = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_ALIKE = frozenset(
    map(frozenset, "оа еи ея ыи эе йи тд сз бп гк вф жш шщ чщ цс ьъ юу sc ck iy".split())  # noqa: SIM905
)
_SUBSTITUTED, _NEAR, _SWAPPED, _DOUBLED = 1.0, 0.7, 0.7, 0.5
_FIRST_LETTER = 0.3
_COMMONNESS = 0.06
_WITHIN = 0.25  # candidates that cost no more than this above the cheapest are kept beside it
_KEPT = 3


def corrections(word: str, vocabulary: Vocabulary) -> list[tuple[str, float]]:
    """Return the words `word` may have been meant for, with their cost, the cheapest first."""
    if len(word) < _SHORTEST:
        return []
    costs = sorted(
        (cost, candidate)
        for candidate in _candidates(word, vocabulary)
        if (cost := _cost(word, candidate)) <= _limit(word)
    )
    ranked = sorted(
        (cost - _COMMONNESS * math.log1p(vocabulary.words.get(found, 0)), found)
        for cost, found in costs
    )
    return [(found, cost) for cost, found in ranked if cost <= ranked[0][0] + _WITHIN][:_KEPT]


def _candidates(word: str, vocabulary: Vocabulary) -> Iterator[str]:
    edits = 1 if len(word) < 6 else 2  # noqa: PLR2004 - two slips in five letters make another word
    near = process.extract(
        word,
        set(vocabulary.like(word, edits)),
        scorer=OSA.distance,
        score_cutoff=edits,
        limit=None,
    )
    for candidate, _, _ in near:
        if (candidate[0] < "а") == (word[0] < "а"):  # the same alphabet
            yield candidate


def _limit(word: str) -> float:
    return 1.3 if len(word) < 6 else 1.45 if len(word) < 9 else 2.1  # noqa: PLR2004


def _cost(typed: str, meant: str) -> float:
    """Measure edit distance, in which likely slips are cheap."""
    above: list[float] = []
    row = [float(column) for column in range(len(meant) + 1)]
    for i, letter in enumerate(typed, start=1):
        above, before, row = row, above, [float(i)]
        for j, wanted in enumerate(meant, start=1):
            best = min(
                above[j] + _lost(typed, i - 1),
                row[j - 1] + _lost(meant, j - 1),
                above[j - 1] + _replaced(letter, wanted),
            )
            if i > 1 and j > 1 and letter == meant[j - 2] and typed[i - 2] == wanted:
                best = min(best, before[j - 2] + _SWAPPED)
            row.append(best)
    return row[-1] + (_FIRST_LETTER if typed[0] != meant[0] else 0.0)


def _lost(word: str, index: int) -> float:
    """Price a letter left out or typed twice; beside its double it is hardly heard."""
    return _DOUBLED if index and word[index - 1] == word[index] else 1.0


def _replaced(letter: str, wanted: str) -> float:
    if letter == wanted:
        return 0.0
    if frozenset((letter, wanted)) in _ALIKE:
        return _DOUBLED
    return _NEAR if wanted in _neighbours(letter) else _SUBSTITUTED


@lru_cache(maxsize=128)
def _neighbours(letter: str) -> frozenset[str]:
    """Find the letters whose keys touch the key of this one."""
    found: set[str] = set()
    for number, row in enumerate(_ROWS):
        if letter in row:
            at = row.index(letter)
            for near in (number - 1, number, number + 1):
                if near // 3 == number // 3 and near >= 0:
                    found.update(_ROWS[near][max(0, at - 1) : at + 2])
    return frozenset(found - {letter})


_SPACING_SHORTEST, _LONGEST = 7, 200
_LONGEST_PART = 24
_SHORTEST_WORD = 3  # two letters of the content, «ст» or «ао», fit anywhere
_SHORTEST_FORM = 5
_WORD = 2.0  # each further word must be worth it
_ONE_LETTER_WORD = 2.0
_LONG = 16  # a shorter row of letters of which shreds are left over is one word that nobody knows


def split(word: str, vocabulary: Vocabulary) -> list[str]:
    """Return the words that `word` is glued of, most of them known; none when it is not glued."""
    if not _SPACING_SHORTEST <= len(word) <= _LONGEST or word.isdecimal():
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
    return (
        whole if strange and len(whole) >= _SPACING_SHORTEST and whole in vocabulary.words else ""
    )


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
