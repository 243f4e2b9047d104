"""Which words are Russian or English at all, whether the content has them or not."""

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path

from bot.search.text import stem

# Written by `python -m bench.dictionary`.
RUSSIAN_FILE = Path(__file__).with_name("russian.bin")
ENGLISH_FILE = Path(__file__).with_name("english.bin")
_BITS_A_STEM, _HASHES = 14, 10  # one stem in a thousand that is not in the filter seems to be
_SHORTEST, _LONGEST = 3, 20


@lru_cache(maxsize=20_000)
def is_word(word: str) -> bool:
    """Return whether a normalised word is a form of a word of the dictionary of its language."""
    if not _SHORTEST <= len(word) <= _LONGEST or word.isdecimal():
        return False
    return filter_contains(_stems(RUSSIAN_FILE if word >= "а" else ENGLISH_FILE), stem(word))


def make_filter(stems: Iterable[str]) -> bytes:
    """Return a Bloom filter of these stems: the content of one of the files."""
    wanted = sorted(set(stems))
    bits = bytearray(len(wanted) * _BITS_A_STEM // 8 + 1)
    for each in wanted:
        for place in _bit_places(each, len(bits)):
            bits[place >> 3] |= 1 << (place & 7)
    return bytes(bits)


def filter_contains(bits: bytes, stemmed: str) -> bool:
    """Return True for each stem the filter was made of, and by mistake for a few others."""
    return all(bits[place >> 3] >> (place & 7) & 1 for place in _bit_places(stemmed, len(bits)))


def _bit_places(stemmed: str, size: int) -> Iterator[int]:
    digest = hashlib.blake2b(stemmed.encode(), digest_size=4 * _HASHES).digest()
    for at in range(0, len(digest), 4):
        yield int.from_bytes(digest[at : at + 4], "little") % (8 * size)


@cache
def _stems(file: Path) -> bytes:
    return file.read_bytes()
