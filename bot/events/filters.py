"""A page of the filtered calendar, the values of its filters, wider filters for an empty page."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from bot.events.models import (
    FIRST_YEAR,
    Event,
    EventFilter,
    Facet,
    ListFilter,
    month_number,
)
from bot.knowledge.models import label_number

PAGE_SIZE = 7
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


def event_page(events: Sequence[Event], wanted: EventFilter, page: int) -> EventPage:
    """Ahead, the nearest come first; in the archive, the latest."""
    events = tuple(event for event in events if wanted.kind.includes(event.kind))
    wanted = _known(events, wanted)
    found = sorted(filter(wanted.matches, events), key=_month_and_day)
    if wanted.show in ARCHIVES:
        found.sort(key=_first_day, reverse=True)
    pages = max(1, -(-len(found) // PAGE_SIZE))
    page = min(page, pages - 1)
    return EventPage(
        tuple(found[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]),
        wanted,
        _name(wanted.country, (place for event in events for place in event.places)),
        _name(wanted.category, (event.category for event in events)),
        page,
        pages,
        len(found),
        () if found else _widened(events, wanted),
        undated=_undated(events, wanted),
    )


def _undated(events: Iterable[Event], wanted: EventFilter) -> int:
    """Of nothing but a list of what is ahead."""
    if wanted.show is not ListFilter.AHEAD:
        return 0
    undated = wanted.having(Facet.SHOW, ListFilter.UNCONFIRMED)
    return sum(map(undated.matches, events))


def options(events: Sequence[Event], wanted: EventFilter, facet: Facet) -> tuple[Option, ...]:
    """The values of the facet, counted while the other facets stay as they are.

    Countries and categories with most events come first. A value without events is offered only
    when no other filter is set: from there a person gets to its archive and can follow it.
    """
    events = tuple(event for event in events if wanted.kind.includes(event.kind))
    counted = [
        Option(value, sum(map(wanted.having(facet, value).matches, events)), name)
        for value, name in _values(events, facet, wanted).items()
    ]
    if facet in (Facet.PERIOD, Facet.SHOW):
        return tuple(filter(_shows, counted))
    counted.sort(key=lambda option: (-option.count, option.name))
    whole = wanted.having(facet, 0) == EventFilter(kind=wanted.kind)
    return tuple(counted if whole else filter(_shows, counted))


def _shows(option: Option) -> bool:
    return option.count > 0


def _values(events: Iterable[Event], facet: Facet, wanted: EventFilter) -> dict[int, str]:
    match facet:
        case Facet.COUNTRY:
            named = (event.country for event in events if event.country)
            return {label_number(name): name for name in named}
        case Facet.CATEGORY:
            return {label_number(event.category): event.category for event in events}
        case Facet.PERIOD:
            return dict.fromkeys(_periods(events, wanted), "")
        case Facet.SHOW:
            return dict.fromkeys(ListFilter, "")


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


def _widened(events: Sequence[Event], wanted: EventFilter) -> tuple[Wider, ...]:
    """The filters that show anything with as few facets dropped as possible."""
    narrow = [facet for facet in Facet if getattr(wanted, facet)]
    if wanted.show is ListFilter.AHEAD:
        narrow.append(Facet.SHOW)  # the archive may have events where nothing is ahead
    for size in range(1, len(narrow) + 1):
        tried = [_without(wanted, dropped) for dropped in combinations(narrow, size)]
        found = [
            Wider(wider, dropped, count)
            for wider, dropped in zip(tried, combinations(narrow, size), strict=True)
            if (count := sum(map(wider.matches, events)))
        ]
        if found:
            return tuple(found)
    return ()


def _without(wanted: EventFilter, dropped: Iterable[Facet]) -> EventFilter:
    for facet in dropped:
        ahead = facet is Facet.SHOW and wanted.show is ListFilter.AHEAD
        wanted = wanted.having(facet, ListFilter.ARCHIVE if ahead else 0)
    return wanted


def _known(events: Iterable[Event], wanted: EventFilter) -> EventFilter:
    """The filter without a country or category that no event has any more."""
    countries = {label_number(place) for event in events for place in event.places}
    categories = {label_number(event.category) for event in events}
    return replace(
        wanted,
        country=wanted.country if wanted.country in countries else 0,
        category=wanted.category if wanted.category in categories else 0,
    )


def _name(value: int, names: Iterable[str]) -> str:
    return next((name for name in names if value and label_number(name) == value), "")


def _month_and_day(event: Event) -> tuple[int, date, int]:
    """By the day; without one, by the month, and without that, last."""
    return (event.month or NO_MONTH, event.starts or date.max, event.id)


def _first_day(event: Event) -> date:
    return event.first_day or date(FIRST_YEAR, 1, 1)
