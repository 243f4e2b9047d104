"""Events, the filters of a list of events, the vote."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from typing import Annotated, NamedTuple

from pydantic import AfterValidator

from bot.events.periods import DaySpan
from bot.knowledge.models import label_number

_YEAR_LAST = re.compile(r"-\d{4}\Z")


class ListFilter(IntEnum):
    """Which events a list shows; numbers, as buttons carry them."""

    AHEAD = 0  # has dates, is neither over nor cancelled
    APPLY = 1
    ON = 2
    UNCONFIRMED = 3  # not over, but without dates
    CANCELLED = 4
    ARCHIVE = 5
    MOSCOW = 6  # of the archive, what Moscow took part in

    def shows(self, event: "Event") -> bool:
        match self:
            case ListFilter.AHEAD:
                ahead = not event.past and event.state is not EventState.CANCELLED
                return ahead and event.starts is not None
            case ListFilter.APPLY:
                return event.accepts
            case ListFilter.UNCONFIRMED:
                undated = event.starts is None and event.status is not Status.CANCELLED
                return undated and not event.past
            case ListFilter.ON | ListFilter.CANCELLED:
                return not event.past and event.state is EventState[self.name]
            case ListFilter.ARCHIVE | ListFilter.MOSCOW:
                return event.past and (event.moscow is True or self is ListFilter.ARCHIVE)


class EventKind(StrEnum):
    EXHIBITION = "exhibition"  # also a forum or a business mission
    STUDY = "study"  # a date of students and their parents
    BUSINESS = "business"  # a date by which a company has to do something


class KindFilter(IntEnum):
    """Which kinds a list shows; numbers, as buttons carry them."""

    EXHIBITIONS = 0
    STUDY = 1
    ALL = 2
    BY_ROLE = 3  # study for students, exhibitions for everybody else; never of a list itself

    def for_role(self, *, student: bool) -> "KindFilter":
        if self is not KindFilter.BY_ROLE:
            return self
        return KindFilter.STUDY if student else KindFilter.EXHIBITIONS

    @classmethod
    def listing(cls, kind: EventKind) -> "KindFilter":
        """The narrowest list in which such an event stands."""
        match kind:
            case EventKind.EXHIBITION:
                return cls.EXHIBITIONS
            case EventKind.STUDY:
                return cls.STUDY
        return cls.ALL

    def includes(self, kind: EventKind) -> bool:
        match self:
            case KindFilter.ALL:
                return True
            case KindFilter.STUDY:
                return kind is EventKind.STUDY
        return kind is EventKind.EXHIBITION


def _listed(kind: KindFilter) -> KindFilter:
    return kind.for_role(student=False)


ListedKind = Annotated[KindFilter, AfterValidator(_listed)]
"""The kind of a list; `BY_ROLE`, which only a forged button has here, is read as exhibitions."""


class Facet(StrEnum):
    """Names of the fields of `EventFilter`."""

    COUNTRY = "country"
    CATEGORY = "category"
    PERIOD = "period"
    SHOW = "show"


class Status(StrEnum):
    """What the source says, as editors write it."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    CANCELLED = "cancelled"


class EventState(StrEnum):
    """What the dates and the status mean today."""

    APPLY = "apply"  # the event is ahead and applications are still accepted
    UPCOMING = "upcoming"
    ON = "on"
    FINISHED = "finished"
    UNCONFIRMED = "unconfirmed"
    CANCELLED = "cancelled"


class EventDates(NamedTuple):
    """What an admin can change of an event."""

    starts: date | None
    ends: date | None
    status: Status

    def as_json(self) -> dict[str, str]:
        """For the audit log."""
        return {name: str(value) for name, value in self._asdict().items()}


TAKES_PART = {"yes": True, "no": False}  # what a source says of the city; else it is not known


@dataclass(frozen=True, slots=True)
class Event:
    id: int
    key: str
    name: str
    label: str  # the text of its button
    country: str  # empty for a date
    city: str  # of a date, its place; this and the texts below are empty where no source names them
    industry: str
    category: str
    format: str
    starts: date | None
    ends: date | None
    status: Status
    apply_by: date | None
    organiser: str
    moscow: bool | None  # whether Moscow takes or took part; None: no source says it
    website: str
    source_url: str
    source_date: str
    note: str
    sequence: int  # raised whenever the dates or the status change
    today: date  # in the zone of the clock, when the event was read
    dates_edited: date | None = None  # when an admin changed them; None: they are the source's
    status_edited: date | None = None
    kind: EventKind = EventKind.EXHIBITION
    audience: str = ""  # whom a date is for
    rule: str = ""  # the rule or order that sets a date
    usual_month: int | None = None  # in which it usually is, while its dates are unknown

    @property
    def is_exhibition(self) -> bool:
        return self.kind is EventKind.EXHIBITION

    @property
    def link(self) -> str:
        """The key of its deep link and of its document in the search index."""
        return f"events/{self.key}"

    @property
    def series(self) -> str:
        """What its editions have in common: the key without the year at its end."""
        return _YEAR_LAST.sub("", self.key)

    @property
    def places(self) -> tuple[str, str]:
        """The country and the city, without the hall: what a person may ask for."""
        return self.country, self.city.partition(" (")[0]

    @property
    def dates(self) -> EventDates:
        return EventDates(self.starts, self.ends, self.status)

    @property
    def state(self) -> EventState:
        if self.status is Status.CANCELLED:
            return EventState.CANCELLED
        if self.status is Status.UNCONFIRMED or self.starts is None:
            return EventState.UNCONFIRMED
        if self.past:
            return EventState.FINISHED
        if self.starts <= self.today:
            return EventState.ON
        return EventState.APPLY if self.accepts else EventState.UPCOMING

    @property
    def past(self) -> bool:
        """Whether it belongs to the archive.

        An event without dates does once the year in its name or source is over: «SIAL 2025», whose
        dates no source names, is not announced in 2026.
        """
        return self.last_day is not None and self.last_day < self.today

    @property
    def accepts(self) -> bool:
        """Whether applications are accepted today; the deadline's day is included."""
        deadline = self.apply_by is not None and self.apply_by >= self.today
        return deadline and not self.past and self.status is not Status.CANCELLED

    @property
    def month(self) -> int | None:
        """The month in which it begins, as 202703; without dates, in which it usually does."""
        if self.starts is not None:
            return month_number(self.starts)
        if self.usual_month is None or self.first_day is None:
            return None
        return self.first_day.year * 100 + self.usual_month

    def periods(self, days_ahead: Iterable[int]) -> Iterator[int]:
        """Every period of a filter to which it belongs: these days, months and years."""
        first, last = self.first_day, self.last_day
        if first is None or last is None:
            return
        yield from range(first.year, last.year + 1)
        if self.starts is None:
            yield from (self.month,) if self.month else ()
            return
        yield from _months(first, last)
        if not self.past:
            left = (self.starts - self.today).days
            yield from (days for days in days_ahead if left <= days)

    @property
    def first_day(self) -> date | None:
        return first_day(self.starts, self.name, self.source_date)

    @property
    def last_day(self) -> date | None:
        return last_day(self.starts, self.ends, self.name, self.source_date)


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Zero means any. `country` and `category` are label numbers of their names.

    `country` may be that of a city. `period` is the number of a `DaySpan`, a month, as 202703, a
    year, as 2027, or so many days from today, as 90.
    """

    country: int = 0
    category: int = 0
    period: int = 0
    show: ListFilter = ListFilter.AHEAD
    kind: KindFilter = KindFilter.EXHIBITIONS

    @property
    def numbers(self) -> dict[str, int]:
        """As alerts keep it: an alert is of what is ahead."""
        return {
            Facet.COUNTRY: self.country,
            Facet.CATEGORY: self.category,
            Facet.PERIOD: self.period,
            "kind": self.kind,
        }

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
                return replace(self, show=ListFilter(value))

    def matches(self, event: Event) -> bool:
        suits = self.kind.includes(event.kind) and self.show.shows(event)
        return suits and self.narrows_to(event)

    def narrows_to(self, event: Event) -> bool:
        """The same without the list and the kind."""
        return (
            self.country in (0, *map(label_number, event.places))
            and self.category in (0, label_number(event.category))
            and _within(event, self.period)
        )


def _within(event: Event, period: int) -> bool:
    if not period:
        return True
    if span := DaySpan.of(period):
        starts, last = event.starts, event.last_day
        return starts is not None and last is not None and span.touches(starts, last)
    if event.first_day is None or event.last_day is None:
        return False
    if period >= FIRST_MONTH:
        return event.month == period if event.starts is None else _touches(event, period)
    if period >= FIRST_YEAR:
        return event.first_day.year <= period <= event.last_day.year
    ahead = event.starts is not None and event.starts <= event.today + timedelta(days=period)
    return ahead and not event.past


def _touches(event: Event, month: int) -> bool:
    first, last = event.first_day, event.last_day
    return bool(first and last and month_number(first) <= month <= month_number(last))


def _months(first: date, last: date) -> Iterator[int]:
    for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield month // 12 * 100 + month % 12 + 1


def month_number(day: date) -> int:
    """202703 for a day of March 2027."""
    return day.year * 100 + day.month


@dataclass(frozen=True, slots=True)
class VotingPeriod:
    """The vote for the exhibitions of `year`; `until` is its last day."""

    year: int
    until: date
    open: bool


@dataclass(frozen=True, slots=True)
class EventUserState:
    """What one person has done with an event and may do with it.

    `application_id` is that of their latest application, 0 without one; `drafted`: they have begun
    to write one.
    """

    saved: bool
    voted: bool
    drafted: bool
    application_id: int
    voting: VotingPeriod
    can_edit: bool
    can_apply: bool  # somebody would read the application


class Guide(IntEnum):
    """An answer to which the calendar leads; numbers, as buttons carry them."""

    CITY_PAYS = 1
    TOTALS = 2
    HOW_TO_JOIN = 3


@dataclass(frozen=True, slots=True)
class CalendarNotes:
    """What editors say beside the calendar: keys of answers, words above the whole archive."""

    guides: Mapping[Guide, str]
    archive: str


NO_NOTES = CalendarNotes({}, "")


@dataclass(frozen=True, slots=True)
class EventCard:
    event: Event
    user_state: EventUserState
    notes: CalendarNotes


@dataclass(frozen=True, slots=True)
class VoteTotal:
    """How many people want this event."""

    event_id: int
    name: str
    country: str
    votes: int


FIRST_YEAR = 2000
FIRST_MONTH = 200001
UNKNOWN_END = timedelta(days=20)  # the longest fair in the calendar, in Canton, takes 21
_MONTHS = ("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_DAY = r"(\d{1,2})(?:\.(\d{1,2})| +([а-я]+))?(?:[. ]+(20\d\d))?"
_WRITTEN = re.compile(rf"{_DAY}(?: *[-–—]\u2060? *{_DAY})? *(?:г\.?|года)?", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


def first_day(starts: date | None, *texts: str) -> date | None:
    """The start; without one, the first day of the year that the first text with a year names."""
    year = _year(texts)
    return starts or (date(year, 1, 1) if year else None)


def last_day(starts: date | None, ends: date | None, *texts: str) -> date | None:
    """The end, or a guess from the start, or the last day of the year; None if all are unknown."""
    if starts is not None:
        return ends or starts + UNKNOWN_END
    year = _year(texts)
    return date(year, 12, 31) if year else None


def parse_days(text: str) -> tuple[date, date] | None:
    """The first and last day of «14.12.2026 – 18.12.2026» or «14–18 декабря 2026», or None.

    The month and the year may be left out of the first day where they are those of the last.
    """
    found = _WRITTEN.fullmatch(" ".join(text.split()))
    if found is None:
        return None
    first, last = found.groups()[:4], found.groups()[4:]
    last = last if last[0] else first
    try:
        ends = _day(last, last)
        starts = _day(first, last)
    except ValueError:
        return None
    return (starts, ends) if starts <= ends else None


def _day(parts: tuple[str | None, ...], last: tuple[str | None, ...]) -> date:
    """Parts that are missing are taken from the last day's."""
    day, number, word, year = parts
    if not (number or word):
        _, number, word, _ = last
    month = number or str(_MONTHS.index((word or "").lower()[:3]) + 1)
    return date(int(year or last[3] or 0), int(month), int(day or 0))


def _year(texts: tuple[str, ...]) -> int | None:
    found = next((years for text in texts if (years := _YEAR.findall(text))), None)
    return int(found[-1]) if found else None
