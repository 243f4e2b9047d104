"""Broadcasts, their states and outcomes, and the hours in which nobody is disturbed."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum


class BroadcastKind(StrEnum):
    """A topic can be opted out of; a service notice reaches everybody."""

    TOPIC = "topic"
    SERVICE = "service"


class BroadcastState(StrEnum):
    """`missed`: the bot was down at the planned time, so the author decides what to do.

    `recalled`: sending has stopped, and the delivered messages are being deleted or already are.
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
    """The outcome for one recipient.

    `unknown`: the message may have arrived, so it is not sent again unless an admin says so.
    """

    PENDING = "pending"
    SENDING = "sending"
    DELIVERED = "delivered"
    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    GONE = "gone"
    FAILED = "failed"
    UNKNOWN = "unknown"
    OPTED_OUT = "opted_out"


class RecallOutcome(StrEnum):
    """What happened to a delivered message in a recall; `kept`: Telegram refused to delete it."""

    DELETED = "deleted"
    EDITED = "edited"
    KEPT = "kept"


class InputKind(StrEnum):
    """What an admin is asked to type or to send."""

    MESSAGE = "message"
    LINK = "link"
    ANSWER = "answer"
    MOMENT = "moment"

    @property
    def form(self) -> str:
        """The kind of the form that waits for it."""
        return f"broadcast {self}"


class ConfirmedAction(StrEnum):
    """An action that takes a second press, on a button that works once."""

    SEND = "send"
    RECALL = "recall"
    AGAIN = "again"  # to the recipients whose outcome is unknown
    CANCEL = "cancel"


class ConditionKind(StrEnum):
    """What a condition on the audience is about."""

    ROLE = "role"
    ACTIVE = "active"
    TOPIC = "topic"
    EVENT = "event"
    FILTER = "filter"
    APPLIED = "applied"
    GOT = "got"
    PRESSED = "pressed"
    SUPPORT = "support"  # an answer in a plan of the finder that the person keeps
    TRAINING = "training"


UNSETTLED = frozenset({DeliveryState.PENDING, DeliveryState.SENDING})
# A person to whom the bot cannot write any more.
OUT_OF_REACH = frozenset({DeliveryState.BLOCKED, DeliveryState.DEACTIVATED, DeliveryState.GONE})
NOT_STARTED = frozenset({BroadcastState.DRAFT, BroadcastState.SCHEDULED, BroadcastState.MISSED})


@dataclass(frozen=True, slots=True)
class Transition:
    """A change of state: from one of `sources` to `target`. The audit log names it by its verb."""

    verb: str
    sources: frozenset[BroadcastState]
    target: BroadcastState


SCHEDULE = Transition("schedule", NOT_STARTED, BroadcastState.SCHEDULED)
UNSCHEDULE = Transition("unschedule", NOT_STARTED - {BroadcastState.DRAFT}, BroadcastState.DRAFT)
MISS = Transition("miss", frozenset({BroadcastState.SCHEDULED}), BroadcastState.MISSED)
START = Transition("start", NOT_STARTED, BroadcastState.RUNNING)
PAUSE = Transition("pause", frozenset({BroadcastState.RUNNING}), BroadcastState.PAUSED)
RESUME = Transition("resume", frozenset({BroadcastState.PAUSED}), BroadcastState.RUNNING)
CANCEL = Transition(
    "cancel",
    frozenset(
        {
            BroadcastState.SCHEDULED,
            BroadcastState.MISSED,
            BroadcastState.RUNNING,
            BroadcastState.PAUSED,
        }
    ),
    BroadcastState.CANCELLED,
)
RECALL = Transition(
    "recall",
    frozenset(
        {
            BroadcastState.RUNNING,
            BroadcastState.PAUSED,
            BroadcastState.FINISHED,
            BroadcastState.CANCELLED,
        }
    ),
    BroadcastState.RECALLED,
)
REPEAT_UNKNOWN = Transition(
    "repeat unknown of", frozenset({BroadcastState.FINISHED}), BroadcastState.RUNNING
)


@dataclass(frozen=True, slots=True)
class BroadcastButton:
    """`target` is an https:// address, or the key of an answer of the bot."""

    label: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastDraft:
    """What an author composes. Several `message_ids` of `from_chat_id` are one album.

    `audience` is a segment expression (JSON). An `at_night` broadcast ignores the quiet hours.
    `excerpt` is the beginning of the message's text on one line; empty when it has no text.
    `content` is what the message is, as Telegram names it: «photo».
    """

    from_chat_id: int
    message_ids: tuple[int, ...]
    kind: BroadcastKind = BroadcastKind.TOPIC
    topic: str | None = None
    buttons: tuple[BroadcastButton, ...] = ()
    audience: str = ""
    at_night: bool = False
    excerpt: str = ""
    content: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast(BroadcastDraft):
    """A draft with its state. `total` is None until every recipient has a row.

    `finished_at` is when the last request was answered, `recalled_at` when the recall was done.
    `problem` is Telegram's error that paused the broadcast, or empty.
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
    """A query for the recipients: `sql` is a SELECT of one column named `id`."""

    sql: str
    values: tuple[str | int | float | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """`counts` has every outcome and adds up to `total`; those being sent count as `pending`.

    `speed` is settled recipients a second over the last seconds; `recalled` counts messages.
    """

    total: int
    counts: dict[DeliveryState, int]
    recalled: dict[RecallOutcome, int]
    speed: float
    seconds_left: int | None

    @property
    def settled(self) -> int:
        return self.total - self.counts[DeliveryState.PENDING]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A recipient's row of the file. `reason` is Telegram's error, `pressed` places of buttons."""

    person_id: int
    outcome: DeliveryState
    at: datetime | None
    reason: str
    recalled: RecallOutcome | None
    pressed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class BroadcastOverview:
    """A broadcast with everything that its screen shows.

    `recipients` is the size of the audience now, 0 once the broadcast has started. `clicks` are
    by the button's place. `reasons` are Telegram's errors with how many recipients had each.
    `silent_until` is the end of the quiet hours when it would be sent within them.
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
    """Something that people have in common; `value` is the id that a button carries.

    `people` is how many have it, None where that is not counted.
    """

    value: int
    what: str
    wanted: str
    label: str
    people: int | None


@dataclass(frozen=True, slots=True)
class SourceMessage:
    """A message that an admin sent to be broadcast.

    `album` is its media group, empty for a single message; `excerpt` is the beginning of its text,
    `content` its kind.
    """

    chat_id: int
    message_id: int
    album: str = ""
    excerpt: str = ""
    content: str = ""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Nobody is disturbed from `start` to `end` in the clock's zone; equal times: never quiet."""

    start: time
    end: time

    def until(self, now: datetime) -> datetime | None:
        """The end of the quiet hours that `now` lies in; None outside of them."""
        moment = now.timetz().replace(tzinfo=None)
        inside = self.start <= moment < self.end
        if self.start > self.end:
            inside = moment >= self.start or moment < self.end
        if not inside:
            return None
        day = now + timedelta(days=1) if moment >= self.end else now
        return day.replace(hour=self.end.hour, minute=self.end.minute, second=0, microsecond=0)


NIGHT = QuietHours(time(22), time(8))
