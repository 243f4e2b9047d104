"""Labels of buttons: how long one may be, and a number by which another button can carry it."""

from zlib import crc32

LONGEST = 32  # characters, emoji and all: a phone cuts what is longer


def number(label: str) -> int:
    """The same for the same label («Китай») in every release, whatever stands beside it; never 0.

    A button has 64 bytes for all that it carries.
    24 bits: two of a hundred labels share a number once in three thousand calendars.
    """
    return crc32(label.casefold().encode()) >> 8 or 1
