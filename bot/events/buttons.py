"""Addresses of the calendar and its filters, of cards, changes of dates and votes."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field

from bot.events.models import EventDates, EventFilter, Facet, Guide, KindFilter, ListFilter, Status
from bot.ui.address import Address


class OpenEvents(Address, prefix="el"):
    """The calendar with the filters of an `EventFilter`; zero means any."""

    _added = 1

    country: int = 0
    category: int = 0
    period: int = 0
    show: ListFilter = ListFilter.AHEAD
    page: int = 0
    kind: KindFilter = KindFilter.EXHIBITIONS

    @property
    def wanted(self) -> EventFilter:
        return EventFilter(self.country, self.category, self.period, self.show, self.kind)


class ChooseFacet(Address, prefix="ef"):
    """The values of one filter; `page` is a page of these values, the rest is of `OpenEvents`."""

    _added = 1

    country: int = 0
    category: int = 0
    period: int = 0
    show: ListFilter = ListFilter.AHEAD
    page: int = 0
    facet: Facet = Facet.COUNTRY
    kind: KindFilter = KindFilter.EXHIBITIONS

    @property
    def wanted(self) -> EventFilter:
        return EventFilter(self.country, self.category, self.period, self.show, self.kind)


class OpenFilters(OpenEvents, prefix="eo"):
    """The filters of a list, and lists of other kinds; the fields are those of the list."""


class OpenEvent(Address, prefix="e"):
    event_id: int


class OpenGuide(Address, prefix="eg"):
    guide: Guide


class AddToCalendar(Address, prefix="ec"):
    """The event as a file for the person's own calendar."""

    event_id: int


# An admin can type no day outside of these.
_FIRST, _LAST = date(2000, 1, 1).toordinal(), date(2199, 12, 31).toordinal()


Day = Annotated[int, Field(le=_LAST)]


class AskToMove(Address, prefix="xe"):
    event_id: int


class PreviewMove(Address, prefix="xep"):
    """The dates and status an event would get; days are `date.toordinal`, 0 for none."""

    event_id: int
    starts: Day
    ends: Day
    status: Status

    @classmethod
    def to(cls, event_id: int, dates: EventDates) -> Self:
        starts, ends = (day.toordinal() if day else 0 for day in dates[:2])
        return cls(event_id=event_id, starts=starts, ends=ends, status=dates.status)

    @property
    def dates(self) -> EventDates:
        return EventDates(_day(self.starts), _day(self.ends), self.status)


class MoveEvent(PreviewMove, prefix="xes"):
    """Change the event if its sequence still is `seen`, as it was when the preview was shown."""

    seen: int


def _day(ordinal: int) -> date | None:
    return date.fromordinal(ordinal) if ordinal >= _FIRST else None


class OpenMyVotes(Address, prefix="vm"):
    page: int = 0


class VoteForEvent(Address, prefix="ve"):
    """Vote, or with `wanted=False` take the vote back, and show the card again."""

    event_id: int
    wanted: bool = True


class OpenVotes(Address, prefix="xv"):
    """The totals of the vote, for admins."""

    page: int = 0


class ExportVotes(Address, prefix="xvc"):
    pass
