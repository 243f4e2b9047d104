"""What the screens of a broadcast show."""

from dataclasses import dataclass
from datetime import datetime

from bot.broadcast.models import Broadcast, Progress


@dataclass(frozen=True, slots=True)
class Look:
    """A broadcast with all that its screen tells.

    `recipients` are those of this moment, before it begins; `clicks` are by a button's place,
    `reasons` of failures in Telegram's words; `silent_until` is the end of the quiet hours, if it
    is quiet now, or at the moment it is planned for.
    """

    broadcast: Broadcast
    recipients: int
    progress: Progress
    reasons: dict[str, int]
    clicks: dict[int, int]
    opted_out: int
    silent_until: datetime | None


@dataclass(frozen=True, slots=True)
class Saved:
    """Something that people keep; `value` is an id by which a button names it."""

    value: int
    what: str
    wanted: str
    label: str
    people: int
