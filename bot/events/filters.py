"""A page of the filtered calendar, the values of its filters, wider filters for an empty page."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from bot.events.models import (
    FIRST_YEAR,
    NO_NOTES,
    CalendarNotes,
    Event,
    EventFilter,
    Facet,
    KindFilter,
    ListFilter,
    month_number,
)
from bot.knowledge.models import label_number
from bot.paging import page_of

PAGE_SIZE = 10
NO_MONTH = 999999
DAYS_AHEAD = (30, 90, 180, 365)
ARCHIVES = (ListFilter.ARCHIVE, ListFilter.MOSCOW)


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a facet, and how many events it would show; `name` may be empty."""

    value: int
    count: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Wider:
    """The same filter without some of its facets, and how many events that shows."""

    filter: EventFilter
    dropped: tuple[Facet, ...]
    count: int


@dataclass(frozen=True, slots=True)
class EventPage:
    """`page` counts from 0 and is always below `pages`; `wider` is filled when nothing was found.

    `country` and `category` are the names of what was chosen, empty for any. `undated` is how many
    events that suit the same filter have no dates: they are a list of their own.
    """

    events: tuple[Event, ...]
    filter: EventFilter
    country: str
    category: str
    page: int
    pages: int
    total: int
    wider: tuple[Wider, ...] = ()
    undated: int = 0
    notes: CalendarNotes = NO_NOTES


class Calendar:
    """All live events, arranged as they are asked for: a page of thousands costs little."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._events = events
        self._of_kinds: dict[KindFilter, tuple[Event, ...]] = {}
        self._lists: dict[tuple[KindFilter, ListFilter], tuple[Event, ...]] = {}

    def page(self, wanted: EventFilter, page: int) -> EventPage:
        """Ahead, the nearest come first; in the archive, the latest."""
        countries = _names(place for event in self._of_kind(wanted.kind) for place in event.places)
        categories = _names(event.category for event in self._of_kind(wanted.kind))
        wanted = replace(  # without a country or category that no event has any more
            wanted,
            country=wanted.country if wanted.country in countries else 0,
            category=wanted.category if wanted.category in categories else 0,
        )
        found = self._found(wanted)
        shown, page, pages = page_of(found, page, PAGE_SIZE)
        return EventPage(
            tuple(shown),
            wanted,
            countries.get(wanted.country, ""),
            categories.get(wanted.category, ""),
            page,
            pages,
            len(found),
            () if found else self._widened(wanted),
            undated=self._undated(wanted),
        )

    def options(self, wanted: EventFilter, facet: Facet) -> tuple[Option, ...]:
        """The values of the facet, counted while the other facets stay as they are.

        Countries and categories with most events come first. A value without events is offered only
        when no other filter is set: from there a person gets to its archive and can follow it.
        """
        counts = self._counts(wanted, facet)
        options = [
            Option(value, counts[value], name)
            for value, name in self._values(wanted, facet).items()
        ]
        if facet in (Facet.PERIOD, Facet.SHOW):
            return tuple(filter(_shows, options))
        options.sort(key=lambda option: (-option.count, option.name))
        whole = wanted.having(facet, 0) == EventFilter(kind=wanted.kind)
        return tuple(options if whole else filter(_shows, options))

    def _of_kind(self, kind: KindFilter) -> tuple[Event, ...]:
        if kind not in self._of_kinds:
            found = tuple(event for event in self._events if kind.includes(event.kind))
            self._of_kinds[kind] = found
        return self._of_kinds[kind]

    def _list(self, kind: KindFilter, show: ListFilter) -> tuple[Event, ...]:
        if (kind, show) not in self._lists:
            found = sorted(filter(show.shows, self._of_kind(kind)), key=_month_and_day)
            if show in ARCHIVES:
                found.sort(key=_first_day, reverse=True)
            self._lists[kind, show] = tuple(found)
        return self._lists[kind, show]

    def _found(self, wanted: EventFilter) -> list[Event]:
        return list(filter(wanted.narrows_to, self._list(wanted.kind, wanted.show)))

    def _undated(self, wanted: EventFilter) -> int:
        """Of nothing but a list of what is ahead."""
        if wanted.show is not ListFilter.AHEAD:
            return 0
        return len(self._found(wanted.having(Facet.SHOW, ListFilter.UNCONFIRMED)))

    def _counts(self, wanted: EventFilter, facet: Facet) -> Counter[int]:
        if facet is Facet.SHOW:
            return Counter(
                {show: len(self._found(wanted.having(Facet.SHOW, show))) for show in ListFilter}
            )
        found = self._found(wanted.having(facet, 0))
        match facet:
            case Facet.COUNTRY:
                return Counter(label_number(event.country) for event in found)
            case Facet.CATEGORY:
                return Counter(label_number(event.category) for event in found)
        return Counter(period for event in found for period in event.periods(DAYS_AHEAD))

    def _values(self, wanted: EventFilter, facet: Facet) -> dict[int, str]:
        events = self._of_kind(wanted.kind)
        match facet:
            case Facet.COUNTRY:
                return _names(event.country for event in events if event.country)
            case Facet.CATEGORY:
                return _names(event.category for event in events)
            case Facet.PERIOD:
                return dict.fromkeys(_periods(events, wanted), "")
            case Facet.SHOW:
                return dict.fromkeys(ListFilter, "")

    def _widened(self, wanted: EventFilter) -> tuple[Wider, ...]:
        """The filters that show anything with as few facets dropped as possible."""
        narrow = [facet for facet in Facet if getattr(wanted, facet)]
        if wanted.show is ListFilter.AHEAD:
            narrow.append(Facet.SHOW)  # the archive may have events where nothing is ahead
        for size in range(1, len(narrow) + 1):
            tried = [(_without(wanted, dropped), dropped) for dropped in combinations(narrow, size)]
            found = [
                Wider(wider, dropped, count)
                for wider, dropped in tried
                if (count := len(self._found(wider)))
            ]
            if found:
                return tuple(found)
        return ()


def _shows(option: Option) -> bool:
    return option.count > 0


def _names(labels: Iterable[str]) -> dict[int, str]:
    return {label_number(label): label for label in dict.fromkeys(labels)}


def _periods(events: Iterable[Event], wanted: EventFilter) -> Iterator[int]:
    """Days, months and years ahead; of an archive, years with the latest first."""
    years = {event.first_day.year for event in events if event.first_day}
    if wanted.show in ARCHIVES:
        yield from sorted(years, reverse=True)
        return
    yield from DAYS_AHEAD
    months = {event.month for event in events if event.month and not event.past}
    today = max((month_number(event.today) for event in events), default=0)
    yield from sorted(month for month in months if month >= today)
    yield from sorted(years)


def _without(wanted: EventFilter, dropped: Iterable[Facet]) -> EventFilter:
    for facet in dropped:
        ahead = facet is Facet.SHOW and wanted.show is ListFilter.AHEAD
        wanted = wanted.having(facet, ListFilter.ARCHIVE if ahead else 0)
    return wanted


def _month_and_day(event: Event) -> tuple[int, date, int]:
    """By the day; without one, by the month, and without that, last."""
    return (event.month or NO_MONTH, event.starts or date.max, event.id)


def _first_day(event: Event) -> date:
    return event.first_day or date(FIRST_YEAR, 1, 1)
