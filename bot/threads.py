"""Threads that compute share the interpreter with the loop that replies."""

import sys

_TURN = 0.0005  # seconds


def take_short_turns() -> None:
    """Let a thread compute for half a millisecond at a time instead of Python's five.

    A search holds the interpreter all the while: beside people who ask without end the slowest of
    a hundred taps waits 5 ms so, 15 otherwise.
    """
    sys.setswitchinterval(_TURN)
