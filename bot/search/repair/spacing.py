"""Words typed together, and one word typed as two."""

import math

from bot.search.text import STOP_WORDS, stem
from bot.search.vocabulary import Vocabulary

_SHORTEST = 7
_LONGEST_PART = 24
_ONE_LETTER = frozenset("висоукая")
_PART = 2.0  # each further word must be worth it


def split(word: str, vocabulary: Vocabulary) -> list[str]:
    """Return the known words that `word` is glued of; none when it is not."""
    if len(word) < _SHORTEST or word.isdecimal():
        return []
    best: list[tuple[float, list[str]] | None] = [(0.0, [])] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - _LONGEST_PART), end):
            before = best[start]
            if before is None or (cost := _cost(word[start:end], vocabulary)) is None:
                continue
            total = before[0] + cost
            found = best[end]
            if found is None or total < found[0]:
                best[end] = (total, [*before[1], word[start:end]])
    parts = best[-1][1] if best[-1] else []
    return parts if _convincing(parts) else []


def join(first: str, second: str, vocabulary: Vocabulary) -> str:
    """Return one known word made of two pieces, one of them unknown, or an empty string."""
    whole = first + second
    strange = not (vocabulary.knows(first) and vocabulary.knows(second))
    return whole if strange and len(whole) >= _SHORTEST and whole in vocabulary.words else ""


def _cost(part: str, vocabulary: Vocabulary) -> float | None:
    """Price a word, the dearer the fewer cards hold it; None for what is no word here."""
    if part in STOP_WORDS:
        return None if len(part) == 1 and part not in _ONE_LETTER else _PART + 1.0 / len(part)
    if len(part) < 3 and not part.isdecimal():  # noqa: PLR2004 - two letters fit anywhere
        return None
    cards = vocabulary.words.get(part, 0)
    if cards:
        return _PART + math.log((vocabulary.cards + 1) / cards) / 4
    return _PART + 3.0 if len(part) > 4 and _in_content(part, vocabulary) else None  # noqa: PLR2004


def _convincing(parts: list[str]) -> bool:
    """Tell whether most letters are in real words, not in particles that every word is full of."""
    long = sum(len(part) for part in parts if len(part) > 3)  # noqa: PLR2004
    return len(parts) > 1 and 2 * long > sum(map(len, parts))


def _in_content(word: str, vocabulary: Vocabulary) -> bool:
    return word in vocabulary.words or stem(word) in vocabulary.terms
