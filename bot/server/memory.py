"""What is loaded once and stays, and what is held and no longer used.

A start reads far more than it keeps; it stays counted as the process's own until it is given back.
"""

import ctypes
import gc
import sys
from contextlib import suppress

_ARENA_MAX = -8  # M_ARENA_MAX of mallopt(3)


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


_TURN = 0.0005  # seconds


def take_short_turns() -> None:
    """Let a thread compute for half a millisecond at a time instead of Python's five.

    A search holds the interpreter all the while: beside people who ask without end the slowest of
    a hundred taps waits 5 ms so, 15 otherwise.
    """
    sys.setswitchinterval(_TURN)
