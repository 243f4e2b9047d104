"""What is loaded once and stays, and what is held and no longer used.

A start reads far more than it keeps, and an encoder looks into most of its file within a day: both
stay counted as the process's own until it says otherwise.
"""

import ctypes
import gc
import sys
from contextlib import suppress
from pathlib import Path

_MAPS = Path("/proc/self/maps")
_ARENA_MAX = -8  # M_ARENA_MAX of mallopt(3)
_DONT_NEED = 4  # MADV_DONTNEED of madvise(2): pages of a file come back by themselves when read


def share_arenas() -> None:
    """To be called before threads begin: two pools of memory for all, not one for each thread.

    What one thread has freed the others can then use: 2 to 3 MB.
    """
    with suppress(AttributeError, OSError):  # a C library without mallopt(3)
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 2)


def settle() -> None:
    """To be called when all that stays is loaded.

    Collections of garbage look at it no more, each would stop every reply for some 70 ms; and what
    the start took and freed goes back to the system.
    """
    gc.collect()
    gc.freeze()
    with suppress(AttributeError, OSError):  # a C library without malloc_trim(3)
        ctypes.CDLL(None).malloc_trim(0)


class MappedFile:
    """A file that native code has mapped for reading: its pages may be forgotten at any moment."""

    def __init__(self, name: str) -> None:
        lines = _MAPS.read_text(encoding="utf-8").splitlines() if _MAPS.exists() else []
        spans = [line.split()[0].split("-") for line in lines if line.endswith(f"/{name}")]
        self._spans = [(int(first, 16), int(last, 16)) for first, last in spans]

    def forget(self) -> None:
        """They stay in the system's cache, as long as it has no better use for it."""
        with suppress(AttributeError, OSError):
            for first, last in self._spans:
                length = ctypes.c_size_t(last - first)
                ctypes.CDLL(None).madvise(ctypes.c_void_p(first), length, _DONT_NEED)


_TURN = 0.0005  # seconds


def take_short_turns() -> None:
    """Let a thread compute for half a millisecond at a time instead of Python's five.

    A search holds the interpreter all the while: beside people who ask without end the slowest of
    a hundred taps waits 5 ms so, 15 otherwise.
    """
    sys.setswitchinterval(_TURN)
