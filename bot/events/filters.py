"""A page of the filtered calendar, the values of its filters, wider filters for an empty page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from bot.events.models import FIRST_YEAR, Event, EventFilter, Facet, ListFilter
from bot.knowledge.models import label_number

PAGE_SIZE = 7
DAYS_AHEAD = (30, 90, 180, 365)


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

    `country` and `category` are the names of what was chosen, empty for any.
    """

    events: tuple[Event, ...]
    filter: EventFilter
    country: str
    category: str
    page: int
    pages: int
    total: int
    wider: tuple[Wider, ...] = ()


def event_page(events: Sequence[Event], wanted: EventFilter, page: int) -> EventPage:
    """Ahead, the nearest come first and those without dates last; in the archive, the latest."""
    wanted = _known(events, wanted)
    found = sorted(filter(wanted.matches, events), key=_days)
    if wanted.show in (ListFilter.ARCHIVE, ListFilter.MOSCOW):
        found.sort(key=_first_day, reverse=True)
    pages = max(1, -(-len(found) // PAGE_SIZE))
    page = min(page, pages - 1)
    return EventPage(
        tuple(found[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]),
        wanted,
        _name(wanted.country, (event.country for event in events)),
        _name(wanted.category, (event.category for event in events)),
        page,
        pages,
        len(found),
        () if found else _widened(events, wanted),
    )


def options(events: Sequence[Event], wanted: EventFilter, facet: Facet) -> tuple[Option, ...]:
    """The values of the facet, counted while the other facets stay as they are.

    Countries and categories with most events come first. A value without events is offered only
    when no other filter is set: from there a person gets to its archive and can follow it.
    """
    counted = [
        Option(value, sum(map(wanted.having(facet, value).matches, events)), name)
        for value, name in _values(events, facet).items()
    ]
    if facet in (Facet.PERIOD, Facet.SHOW):
        return tuple(filter(_shows, counted))
    counted.sort(key=lambda option: (-option.count, option.name))
    whole = wanted.having(facet, 0) == EventFilter()
    return tuple(counted if whole else filter(_shows, counted))


def _shows(option: Option) -> bool:
    return option.count > 0


def _values(events: Iterable[Event], facet: Facet) -> dict[int, str]:
    match facet:
        case Facet.COUNTRY:
            return {label_number(event.country): event.country for event in events}
        case Facet.CATEGORY:
            return {label_number(event.category): event.category for event in events}
        case Facet.PERIOD:
            years = {event.first_day.year for event in events if event.first_day}
            return dict.fromkeys((*DAYS_AHEAD, *sorted(years)), "")
        case Facet.SHOW:
            return dict.fromkeys(ListFilter, "")


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
    countries = {label_number(event.country) for event in events}
    categories = {label_number(event.category) for event in events}
    return replace(
        wanted,
        country=wanted.country if wanted.country in countries else 0,
        category=wanted.category if wanted.category in categories else 0,
    )


def _name(value: int, names: Iterable[str]) -> str:
    return next((name for name in names if value and label_number(name) == value), "")


def _days(event: Event) -> tuple[date, int]:
    return (event.starts or date.max, event.id)


def _first_day(event: Event) -> date:
    return event.first_day or date(FIRST_YEAR, 1, 1)
