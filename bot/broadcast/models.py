from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """A topic can be opted out of; a service notice reaches everybody."""

    TOPIC = "topic"
    SERVICE = "service"


class State(StrEnum):
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


class Outcome(StrEnum):
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
class LinkButton:
    """`target` is an https:// address, or the key of an answer of the bot."""

    label: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What an author composes. Several `message_ids` of `from_chat_id` are one album.

    `audience` is a segment expression (JSON); an `at_night` broadcast ignores the quiet hours;
    `excerpt` is how the message begins, on one line, and empty where it has no words.
    """

    from_chat_id: int
    message_ids: tuple[int, ...]
    kind: Kind = Kind.TOPIC
    topic: str | None = None
    buttons: tuple[LinkButton, ...] = ()
    audience: str = ""
    at_night: bool = False
    excerpt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast(Draft):
    """A draft with its fate. `total` is None until every recipient has a row.

    `finished_at` is when nothing was in flight any more, `recalled_at` when the recall was done;
    `problem` says why the broadcast paused by itself, in Telegram's words.
    """

    id: int
    author_id: int
    state: State
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
    counts: dict[Outcome, int]
    recalled: dict[Recalled, int]
    speed: float
    seconds_left: int | None

    @property
    def settled(self) -> int:
        return self.total - self.counts[Outcome.PENDING]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A recipient's row, as the CSV lists it. `reason` is in Telegram's words."""

    person_id: int
    outcome: Outcome
    at: datetime | None
    reason: str
    recalled: Recalled | None
