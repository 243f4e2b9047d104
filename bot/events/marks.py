"""What a person has done with an event, and may still do."""

from dataclasses import dataclass
from datetime import date

from bot.events.models import Event


@dataclass(frozen=True, slots=True)
class Ballot:
    """The vote for the exhibitions of `year`; `until` is its last day."""

    year: int
    until: date
    open: bool


@dataclass(frozen=True, slots=True)
class Marks:
    saved: bool
    voted: bool
    applied: bool
    ballot: Ballot
    editor: bool  # may change the event


@dataclass(frozen=True, slots=True)
class EventCard:
    event: Event
    marks: Marks


@dataclass(frozen=True, slots=True)
class Total:
    """How many people want this event."""

    event_id: int
    name: str
    country: str
    votes: int
