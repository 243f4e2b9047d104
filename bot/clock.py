"""The clock is passed in with the database, so that tests can move the time."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]


def clock_in(timezone: ZoneInfo) -> Clock:
    """A clock in `timezone`, in which people see dates."""
    return lambda: datetime.now(timezone)
