"""Whether a word is Russian at all: one that is needs no repair, though the content has it not.

`russian.bin` is a Bloom filter over the stems of a public dictionary, `russian.LICENSE`, made by
`bench/dictionary.py`: 156 KB say yes to each of its 89,000 stems, and to one slip in a thousand.
"""

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path

from bot.search.text import stem

FILE = Path(__file__).with_name("russian.bin")
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
    return FILE.read_bytes()
