from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    BUSINESS = "business"
    STUDENT = "student"


class Topic(StrEnum):
    """What broadcasts are about; a person gets every topic but those refused."""

    EXPORT = "export"
    EXHIBITIONS = "events"  # reminders of saved events belong to it too
    TRAINING = "training"
    NEWS = "news"


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    role: Role | None


class Deadline(StrEnum):
    """What a saved event is reminded of."""

    APPLY = "apply"
    START = "start"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person wants to be sent unasked; a reminder `days` before, 0 for never."""

    refused: frozenset[Topic]
    days: dict[Deadline, int]
    quiet: bool
    paused_until: datetime | None  # in the future, or None
