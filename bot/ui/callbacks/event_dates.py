from datetime import date
from typing import Annotated, Self

from pydantic import Field

from bot.events.models import Status
from bot.ui.callbacks.address import Address

# nobody could have typed another day
_FIRST, _LAST = date(2000, 1, 1).toordinal(), date(2199, 12, 31).toordinal()


Day = Annotated[int, Field(le=_LAST)]


class AskToMove(Address, prefix="xe"):
    event_id: int


class PreviewMove(Address, prefix="xep"):
    """What an event would become; days are `date.toordinal`, 0 where there is none."""

    event_id: int
    starts: Day
    ends: Day
    status: Status

    @classmethod
    def to(cls, event_id: int, days: tuple[date | None, date | None], status: Status) -> Self:
        starts, ends = (day.toordinal() if day else 0 for day in days)
        return cls(event_id=event_id, starts=starts, ends=ends, status=status)

    @property
    def days(self) -> tuple[date | None, date | None]:
        return _day(self.starts), _day(self.ends)


class MoveEvent(PreviewMove, prefix="xes"):
    """Make it so, if it still is what was shown: `seen` is its sequence then."""

    seen: int


def _day(ordinal: int) -> date | None:
    return date.fromordinal(ordinal) if ordinal >= _FIRST else None
