"""The time, passed in: nothing in the domain reads it by itself, so tests can move it."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]


def clock_in(timezone: ZoneInfo) -> Clock:
    """A clock whose answers are aware of `timezone`, the one people see dates in."""
    return lambda: datetime.now(timezone)
