from enum import IntEnum

from bot.events.facets import Facet, Show
from bot.events.models import EventFilter
from bot.ui.callbacks.address import Address


class OpenEvents(Address, prefix="el"):
    """The calendar, narrowed: zeros mean any, the numbers are those of `EventFilter`."""

    country: int = 0
    category: int = 0
    period: int = 0
    show: Show = Show.AHEAD
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
