"""What the screens of a broadcast show."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum


class BroadcastKind(StrEnum):
    """A topic can be opted out of; a service notice reaches everybody."""

    TOPIC = "topic"
    SERVICE = "service"


class BroadcastState(StrEnum):
    """`missed`: the bot was down at the planned time, so the author is asked.

    `recalled`: no longer sent, and what was delivered is being taken back or already is.
    """

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    RECALLED = "recalled"
    MISSED = "missed"


class DeliveryState(StrEnum):
    """What became of one recipient. `unknown`: sent or not, nobody can tell; never repeated."""

    PENDING = "pending"
    SENDING = "sending"
    DELIVERED = "delivered"
    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    GONE = "gone"
    FAILED = "failed"
    UNKNOWN = "unknown"
    OPTED_OUT = "opted_out"


class Recalled(StrEnum):
    """What became of a delivered message after a recall; `kept`: Telegram did not let it go."""

    DELETED = "deleted"
    EDITED = "edited"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class BroadcastButton:
    """`target` is an https:// address, or the key of an answer of the bot."""

    label: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastDraft:
    """What an author composes. Several `message_ids` of `from_chat_id` are one album.

    `audience` is a segment expression (JSON); an `at_night` broadcast ignores the quiet hours;
    `excerpt` is how the message begins, on one line, and empty where it has no words.
    """

    from_chat_id: int
    message_ids: tuple[int, ...]
    kind: BroadcastKind = BroadcastKind.TOPIC
    topic: str | None = None
    buttons: tuple[BroadcastButton, ...] = ()
    audience: str = ""
    at_night: bool = False
    excerpt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast(BroadcastDraft):
    """A draft with its fate. `total` is None until every recipient has a row.

    `finished_at` is when nothing was in flight any more, `recalled_at` when the recall was done;
    `problem` says why the broadcast paused by itself, in Telegram's words.
    """

    id: int
    author_id: int
    state: BroadcastState
    created_at: datetime
    scheduled_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    recalled_at: datetime | None = None
    recall_text: str | None = None
    problem: str = ""
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """A live query for the recipients: `sql` is a SELECT of one column named `id`."""

    sql: str
    values: tuple[str | int | float | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """`counts` has every outcome and adds up to `total`; those in flight count as `pending`.

    `speed` is in settled recipients a second, over the last seconds; `recalled` counts messages.
    """

    total: int
    counts: dict[DeliveryState, int]
    recalled: dict[Recalled, int]
    speed: float
    seconds_left: int | None

    @property
    def settled(self) -> int:
        return self.total - self.counts[DeliveryState.PENDING]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A recipient's row, as the CSV lists it. `reason` is in Telegram's words."""

    person_id: int
    outcome: DeliveryState
    at: datetime | None
    reason: str
    recalled: Recalled | None


@dataclass(frozen=True, slots=True)
class BroadcastOverview:
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
class SavedAudience:
    """Something that people keep; `value` is an id by which a button names it."""

    value: int
    what: str
    wanted: str
    label: str
    people: int


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` to `end` of the clock's zone nobody is disturbed; equal times: never quiet."""

    start: time
    end: time

    def until(self, now: datetime) -> datetime | None:
        """When the quiet in which `now` lies is over; None when it is not quiet."""
        moment = now.timetz().replace(tzinfo=None)
        inside = self.start <= moment < self.end
        if self.start > self.end:
            inside = moment >= self.start or moment < self.end
        if not inside:
            return None
        day = now + timedelta(days=1) if moment >= self.end else now
        return day.replace(hour=self.end.hour, minute=self.end.minute, second=0, microsecond=0)


NIGHT = QuietHours(time(22), time(8))
