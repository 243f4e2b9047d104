"""Exhibitions and missions; what changes with time is computed from the day they are looked at."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from bot.events import days
from bot.events.facets import Facet, Show
from bot.labels import number


class Status(StrEnum):
    """What the source says, as editors write it."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    CANCELLED = "cancelled"


class State(StrEnum):
    """What that means today."""

    APPLY = "apply"  # the dates are ahead and applications are still taken
    UPCOMING = "upcoming"
    ON = "on"
    FINISHED = "finished"
    UNCONFIRMED = "unconfirmed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Event:
    id: int
    key: str
    name: str
    label: str  # of its button
    country: str
    city: str  # empty where the source does not name it, as every text below
    industry: str
    category: str
    format: str
    starts: date | None
    ends: date | None
    status: Status
    apply_by: date | None
    organiser: str
    moscow: bool  # whether a source confirms that Moscow takes or took part
    website: str
    source_url: str
    source_date: str
    note: str
    sequence: int  # raised whenever the dates or the status change
    today: date  # the day, in Moscow, on which the event is looked at
    dates_edited: date | None = None  # when an admin changed them; None: they are the source's
    status_edited: date | None = None

    @property
    def link(self) -> str:
        """The key under which deep links and the search know it."""
        return f"events/{self.key}"

    @property
    def state(self) -> State:
        if self.status is Status.CANCELLED:
            return State.CANCELLED
        if self.status is Status.UNCONFIRMED or self.starts is None:
            return State.UNCONFIRMED
        if self.past:
            return State.FINISHED
        if self.starts <= self.today:
            return State.ON
        return State.APPLY if self.accepts else State.UPCOMING

    @property
    def past(self) -> bool:
        """Whether it belongs to the archive; without dates, once the year it is known for is over.

        So «SIAL 2025», whose dates no source names, is not announced in 2026.
        """
        return self.last_day is not None and self.last_day < self.today

    @property
    def accepts(self) -> bool:
        """Whether applications are taken today; the last day counts."""
        deadline = self.apply_by is not None and self.apply_by >= self.today
        return deadline and not self.past and self.status is not Status.CANCELLED

    @property
    def first_day(self) -> date | None:
        return days.first_day(self.starts, self.name, self.source_date)

    @property
    def last_day(self) -> date | None:
        return days.last_day(self.starts, self.ends, self.name, self.source_date)


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Zero means any. `country` and `category` are `bot.labels.number` of their names.

    `period` is a year, as 2027, or so many days from today, as 90.
    """

    country: int = 0
    category: int = 0
    period: int = 0
    show: Show = Show.AHEAD

    def having(self, facet: Facet, value: int) -> "EventFilter":
        """The same filter with this value of the facet, 0 for any."""
        match facet:
            case Facet.COUNTRY:
                return replace(self, country=value)
            case Facet.CATEGORY:
                return replace(self, category=value)
            case Facet.PERIOD:
                return replace(self, period=value)
            case Facet.SHOW:
                return replace(self, show=Show(value))

    def matches(self, event: Event) -> bool:
        return (
            self.country in (0, number(event.country))
            and self.category in (0, number(event.category))
            and _shown(event, self.show)
            and _within(event, self.period)
        )


def _shown(event: Event, show: Show) -> bool:
    match show:
        case Show.AHEAD:
            return not event.past and event.state is not State.CANCELLED
        case Show.APPLY:
            return event.accepts
        case Show.ON | Show.UNCONFIRMED | Show.CANCELLED:
            return not event.past and event.state is State[show.name]
        case Show.ARCHIVE | Show.MOSCOW:
            return event.past and (event.moscow or show is Show.ARCHIVE)


def _within(event: Event, period: int) -> bool:
    if not period:
        return True
    if event.first_day is None or event.last_day is None:
        return False
    if period >= days.FIRST_YEAR:
        return event.first_day.year <= period <= event.last_day.year
    ahead = event.starts is not None and event.starts <= event.today + timedelta(days=period)
    return ahead and not event.past
