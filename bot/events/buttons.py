from datetime import date
from enum import IntEnum
from typing import Annotated, Self

from pydantic import Field

from bot.events.models import EventFilter, Facet, ListFilter, Status
from bot.ui.address import Address


class OpenEvents(Address, prefix="el"):
    """The calendar, narrowed: zeros mean any, the numbers are those of `EventFilter`."""

    country: int = 0
    category: int = 0
    period: int = 0
    show: ListFilter = ListFilter.AHEAD
    page: int = 0

    @property
    def wanted(self) -> EventFilter:
        return EventFilter(self.country, self.category, self.period, self.show)


class ChooseFacet(OpenEvents, prefix="ef"):
    """What a calendar can be narrowed to; `page` counts the pages of the choice itself."""

    facet: Facet = Facet.COUNTRY


class OpenEvent(Address, prefix="e"):
    event_id: int


class Guide(IntEnum):
    """What every event has to do with: an answer of the knowledge base."""

    CITY_PAYS = 1
    TOTALS = 2
    HOW_TO_JOIN = 3


class OpenGuide(Address, prefix="eg"):
    guide: Guide


class AddToCalendar(Address, prefix="ec"):
    """The event as a file for the person's own calendar."""

    event_id: int


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


class OpenMyVotes(Address, prefix="vm"):
    page: int = 0


class VoteForEvent(Address, prefix="ve"):
    """Vote, or with `wanted=False` take the vote back; then show the card again."""

    event_id: int
    wanted: bool = True


class OpenVotes(Address, prefix="xv"):
    """The totals, for admins."""

    page: int = 0


class ExportVotes(Address, prefix="xvc"):
    pass
