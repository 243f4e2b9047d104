"""Exhibitions asked for in words: their list from the live calendar, or one of them by its name."""

from datetime import date

from bot.conversation.event_names import EventNames, NamedEvent
from bot.conversation.event_query import EventQuery, read_event_query
from bot.conversation.models import EventList
from bot.conversation.query_words import in_words, relaxations
from bot.events.filters import EventPage
from bot.events.models import Event, EventFilter, ListFilter
from bot.events.periods import DaySpan
from bot.events.repository import Events
from bot.knowledge.models import label_number


class SpokenCalendar:
    """Reads what a message asks of the calendar, and finds it."""

    def __init__(self, events: Events) -> None:
        self._events = events
        self._live: tuple[Event, ...] = ()
        self._names = EventNames(())

    async def listed(self, text: str) -> EventList | None:
        """The exhibitions that a message asks for; None for any other message.

        Where nothing fits, the nearest wider filter that finds anything.
        """
        today = self._today()
        query = read_event_query(text, today)
        if query is None:
            return None
        page = await self._events.page(event_filter(query, today))
        if page.total:
            return EventList(query, page)
        words = in_words(query, today)
        for wider in relaxations(query, today):
            found = await self._events.page(event_filter(wider.query, today))
            if found.total:
                return EventList(query, found, words, _nearest(found, query))
        return EventList(query, page, words)

    async def named(self, text: str) -> tuple[Event, ...]:
        """The events whose dates or place a message asks by name, best first."""
        live = await self._events.live()
        if live is not self._live:  # the content or the day has changed
            self._live, self._names = (
                live,
                EventNames(_named(each) for each in live if each.is_exhibition),
            )
        by_key = {event.key: event for event in live}
        return tuple(by_key[key] for key in self._names.named(text, self._today()))

    def _today(self) -> date:
        return self._events.clock().date()


def event_filter(query: EventQuery, today: date) -> EventFilter:
    """The filter of the calendar that shows what a query asks for."""
    span = DaySpan.between(query.since, query.until, today)
    return EventFilter(
        country=_number(query.city or query.country),
        category=_number(query.industry),
        period=span.number if span else 0,
        show=ListFilter.ARCHIVE if query.past else ListFilter.AHEAD,
    )


def _number(name: str) -> int:
    return label_number(name) if name else 0


def _nearest(found: EventPage, query: EventQuery) -> Event:
    """The first after the time that was asked for; without one, the first of the page."""
    since = query.since
    later = (each for each in found.events if since and each.starts and each.starts >= since)
    return next(later, found.events[0])


def _named(event: Event) -> NamedEvent:
    return NamedEvent(event.key, (event.name, event.label), event.last_day)
