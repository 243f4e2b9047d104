"""Corrects one unknown word: typos, and spaces that are missing or too many."""

import math
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.search.text import SPOKEN, stem
from bot.search.vocabulary import Vocabulary

_ROWS = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_SOUND_ALIKE = frozenset(
    map(frozenset, "оа еи ея ыи эе йи тд сз бп гк вф жш шщ чщ цс ьъ юу sc ck iy".split())  # noqa: SIM905
)
# The costs of one edit.
_OTHER_LETTER, _NEIGHBOUR_KEY, _SWAPPED, _LIKELY = 1.0, 0.7, 0.7, 0.5
_FIRST_LETTER = 0.3  # is added when the first letters differ
_COMMONNESS = 0.06  # by how much a word of many cards is preferred
_SHORTEST = 4  # a shorter word is like too many others
_WITHIN = 0.25  # corrections that cost at most this more than the cheapest are kept with it
_KEPT = 3  # at most


def corrections(word: str, vocabulary: Vocabulary) -> list[tuple[str, float]]:
    """Return the words that `word` may be a misspelling of, with their cost, likeliest first."""
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
    edits = 1 if len(word) < 6 else 2  # noqa: PLR2004 - two edits in five letters make another word
    near = process.extract(
        word,
        set(vocabulary.similar(word, edits)),
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
    """Return the edit distance (optimal string alignment) in which likely edits are cheap."""
    above: list[float] = []
    row = [float(column) for column in range(len(meant) + 1)]
    for i, letter in enumerate(typed, start=1):
        above, before, row = row, above, [float(i)]
        for j, wanted in enumerate(meant, start=1):
            best = min(
                above[j] + _omitted(typed, i - 1),
                row[j - 1] + _omitted(meant, j - 1),
                above[j - 1] + _replaced(letter, wanted),
            )
            if i > 1 and j > 1 and letter == meant[j - 2] and typed[i - 2] == wanted:
                best = min(best, before[j - 2] + _SWAPPED)
            row.append(best)
    return row[-1] + (_FIRST_LETTER if typed[0] != meant[0] else 0.0)


def _omitted(word: str, index: int) -> float:
    """Return the cost of omitting a letter; one of a double letter is often omitted."""
    return _LIKELY if index and word[index - 1] == word[index] else 1.0


def _replaced(letter: str, wanted: str) -> float:
    if letter == wanted:
        return 0.0
    if frozenset((letter, wanted)) in _SOUND_ALIKE:
        return _LIKELY
    return _NEIGHBOUR_KEY if wanted in _neighbours(letter) else _OTHER_LETTER


@lru_cache(maxsize=128)
def _neighbours(letter: str) -> frozenset[str]:
    """Return the letters whose keys touch the key of this one."""
    found: set[str] = set()
    for number, row in enumerate(_ROWS):
        if letter in row:
            at = row.index(letter)
            for near in (number - 1, number, number + 1):
                if near // 3 == number // 3 and near >= 0:
                    found.update(_ROWS[near][max(0, at - 1) : at + 2])
    return frozenset(found - {letter})


_SHORTEST_GLUED, _LONGEST_GLUED = 7, 200
_LONGEST_PART = 24
_SHORTEST_WORD = 3  # two-letter words of the content, «ст» or «ао», fit anywhere
_SHORTEST_FORM = 5
_WORD = 2.0  # the cost of each further word
_ONE_LETTER_WORD = 2.0  # is added
_SURELY_GLUED = 16  # letters; a shorter text with unknown remains is rather one unknown word


def split(word: str, vocabulary: Vocabulary) -> list[str]:
    """Return the words that `word` is composed of without spaces; none when it is one word.

    The cheapest way to cut it is found by dynamic programming.
    """
    if not _SHORTEST_GLUED <= len(word) <= _LONGEST_GLUED or word.isdecimal():
        return []
    # For each number of first letters: their least cost, and where the last word then begins.
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(word) + 1):
        best.append(
            min(
                (best[start][0] + _part_cost(word[start:end], vocabulary), start)
                for start in range(max(0, end - _LONGEST_PART), end)
            )
        )
    parts: list[str] = []
    end = len(word)
    while end:
        start = best[end][1]
        parts.insert(0, word[start:end])
        end = start
    return parts if _is_convincing(parts, vocabulary) else []


def join(first: str, second: str, vocabulary: Vocabulary) -> str:
    """Return the known word that two pieces make, one of them unknown; else an empty string."""
    whole = first + second
    if len(whole) < _SHORTEST_GLUED or whole not in vocabulary.words:
        return ""
    return "" if vocabulary.knows(first) and vocabulary.knows(second) else whole


def _part_cost(part: str, vocabulary: Vocabulary) -> float:
    """Return the cost of a word: higher when it is rarer, and the highest when it is unknown."""
    if part in SPOKEN:
        return _WORD + (_ONE_LETTER_WORD if len(part) == 1 else 1.0 / len(part))
    cards = vocabulary.words.get(part, 0)
    if cards and len(part) >= _SHORTEST_WORD:
        return _WORD + math.log((vocabulary.cards + 1) / cards) / 4
    if len(part) >= _SHORTEST_FORM and stem(part) in vocabulary.terms:
        return _WORD + 3.0
    return 3 * _WORD + 1.2 * len(part)


def _is_convincing(parts: list[str], vocabulary: Vocabulary) -> bool:
    """Return whether most letters are in known words of three letters and more.

    Shorter ones stand between those, each alone: «расход ни к и» is no «расходники».
    """
    short = [len(part) < _SHORTEST_WORD for part in (*parts, "")]
    if any(map(all, pairwise(short))):
        return False
    unknown = [len(part) for part in parts if not vocabulary.knows(part)]
    known = sum(
        len(part) for part in parts if len(part) >= _SHORTEST_WORD and vocabulary.knows(part)
    )
    letters = sum(map(len, parts))
    has_remains = letters < _SURELY_GLUED and min(unknown, default=_SHORTEST_FORM) < _SHORTEST_FORM
    return len(parts) > 1 and 2 * known > letters and not has_remains
