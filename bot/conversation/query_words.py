"""A filter of the calendar said in Russian, and what to offer where nothing fits it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.conversation.calendar_units import plus_months
from bot.conversation.event_query import EventQuery
from bot.events import periods

_STEPS = (1, 3, 12)  # months of a wider period


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A wider filter and what it leaves out of the one asked for, by names of its fields."""

    query: EventQuery
    dropped: tuple[str, ...]  # of "industry", "city", "period", "country"


def in_words(query: EventQuery, today: date) -> str:
    """Say a filter: «Декабрь, ОАЭ, ИТ и связь»; empty where it asks for everything ahead."""
    place = query.city or query.country
    said = (
        periods.in_words(query.since, query.until, today, past=query.past),
        place,
        query.industry,
    )
    listed = ", ".join(filter(None, said))
    if query.past:
        listed = f"прошедшие, {listed}" if listed else "прошедшие"
    return listed[:1].upper() + listed[1:]


def relaxations(query: EventQuery, today: date) -> tuple[Relaxation, ...]:
    """Wider filters, the nearest first: one thing left out, then more and more of them.

    Each thing in this order: the branch, the city, a longer time, any time, the country.
    """
    found: dict[EventQuery, Relaxation] = {}
    for way in _ways(query, today):
        if way.query != query:
            found.setdefault(way.query, way)
    return tuple(found.values())


def _ways(query: EventQuery, today: date) -> Iterator[Relaxation]:
    no_industry = replace(query, industry="")
    no_city = replace(query, city="")
    any_time = replace(query, since=None, until=None)
    yield Relaxation(no_industry, ("industry",))
    yield Relaxation(no_city, ("city",))
    for wider in _wider(query, today):
        yield Relaxation(wider, ("period",))
    yield Relaxation(any_time, ("period",))
    yield Relaxation(replace(query, city="", country=""), _named(query, "city", "country"))
    yield Relaxation(replace(no_industry, city=""), _named(query, "industry", "city"))
    yield Relaxation(replace(any_time, city=""), _named(query, "city", "period"))
    yield Relaxation(replace(any_time, industry=""), _named(query, "industry", "period"))
    at_all = replace(any_time, industry="", city="")
    yield Relaxation(at_all, _named(query, "industry", "city", "period"))
    yield Relaxation(
        replace(at_all, country=""), _named(query, "industry", "city", "period", "country")
    )


def _named(query: EventQuery, *fields: str) -> tuple[str, ...]:
    """Those of the fields that the query asks for at all."""
    asked = {
        "industry": query.industry,
        "city": query.city,
        "country": query.country,
        "period": query.since or query.until,
    }
    return tuple(field for field in fields if asked[field])


def _wider(query: EventQuery, today: date) -> Iterator[EventQuery]:
    """The same with a month, a quarter and a year instead of a shorter time."""
    if query.until is None or (query.since is None and query.past):
        return
    since = query.since or today
    for size in _STEPS:
        if query.past:
            first = plus_months(query.until, -size) + timedelta(days=1)
            wider = replace(query, since=first)
            longer = first < since
        else:
            last = plus_months(since, size) - timedelta(days=1)
            wider = replace(query, until=last)
            longer = last > query.until + timedelta(days=3)  # a month is 28 days or 31
        if longer:
            yield wider
