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
    """`is_new` on the first day, until they are asked who they are."""

    id: int
    role: Role | None
    is_new: bool = False


class Deadline(StrEnum):
    """What a saved event is reminded of."""

    APPLY = "apply"
    START = "start"


NEVER = 4_102_444_800  # the year 2100: a pause without an end, until the person ends it


@dataclass(frozen=True, slots=True)
class NotificationSettings:
    """What a person wants to be sent unasked; a reminder `days` before, 0 for never."""

    refused: frozenset[Topic]
    days: dict[Deadline, int]
    quiet: bool
    paused_until: datetime | None  # in the future, or None

    @property
    def silenced(self) -> bool:
        """Paused without an end, as everybody is who comes back after removing their data."""
        return self.paused_until is not None and self.paused_until.timestamp() >= NEVER
