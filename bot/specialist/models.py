"""Types of the dialogues between people and the staff; the staff's working hours."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

ALL_REPLIES = 0  # in place of the id of one letter


class Side(StrEnum):
    """Who has written a letter."""

    PERSON = "person"
    STAFF = "staff"


class DeliveryFailure(StrEnum):
    """Why a letter was not delivered."""

    BLOCKED = "blocked"  # the person has blocked the bot
    DEACTIVATED = "deactivated"  # the account is deleted
    NOBODY = "nobody"  # the bot can write neither to the staff's group nor to an admin
    REFUSED = "refused"  # Telegram does not accept the message for any receiver


class CloseReason(StrEnum):
    """Why the staff have closed a dialogue."""

    SOLVED = "solved"
    NOT_OURS = "not ours"
    SILENT = "silent"  # the person did not come back


@dataclass(frozen=True, slots=True)
class Dialogue:
    """`id` is the number that the staff see. `chat_id` and `topic_id` are set in a forum.

    `taker` is the name of whoever sees to it, `waiting_since` when the person wrote what nobody has
    answered yet; `reason` is why it was closed.
    """

    id: int
    person_id: int
    name: str
    is_open: bool
    chat_id: int | None
    topic_id: int | None
    taker: str = ""
    waiting_since: datetime | None = None
    reason: CloseReason | None = None


@dataclass(frozen=True, slots=True)
class Enquiry:
    """A question to the staff. `text` is masked; `parts` are messages to be copied with it."""

    id: int
    person_id: int
    text: str
    message_id: int
    album: str
    parts: tuple[int, ...]
    card: str = ""  # the title of the card that the person had just read
    asked_in: int = 0  # the message of the question; 0: it has none


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """A message to be relayed. `words` is its masked HTML; only the staff's is stored."""

    chat_id: int
    message_id: int
    album: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class LetterAddress:
    """The person's dialogue, who writes in it, and the chats that get the letter."""

    person_id: int
    author: Side
    to_chats: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """One message for one receiver: a copy of the original, or the card of an enquiry."""

    id: int
    person_id: int
    author: Side
    from_chat: int
    from_message: int
    album: str
    enquiry_id: int | None
    to_chat: int
    to_topic: int | None
    to_message: int | None


@dataclass(frozen=True, slots=True)
class StaffReply:
    """A letter of the staff: its id and its text, as masked Telegram HTML."""

    id: int
    words: str


@dataclass(frozen=True, slots=True)
class ReplyDraft:
    """A draft made of a reply; `is_new` is False when the enquiry had one before."""

    draft_id: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class ChatPlace:
    """Where the staff read a dialogue; outside of a topic, its messages reply to `card`."""

    chat_id: int
    topic_id: int | None = None
    card: int | None = None


@dataclass(frozen=True, slots=True)
class StaffAvailability:
    """`hours` are the working hours as the operator wrote them; empty: none are promised."""

    has_staff: bool
    hours: str
    is_open: bool
    opens: datetime | None = None  # when they are back, if they are not there
    opens_in: int = 0  # days from today


_DAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
_PART = re.compile(
    rf"({'|'.join(_DAYS)})(?:[–-]({'|'.join(_DAYS)}))?\s+(\d?\d):(\d\d)[–-](\d?\d):(\d\d)"
)


@dataclass(frozen=True, slots=True)
class Shift:
    days: frozenset[int]
    begins: time
    ends: time


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """`words` are shown to people as the operator wrote them; empty: none are promised."""

    words: str
    shifts: tuple[Shift, ...] = ()

    @classmethod
    def parse(cls, words: str) -> "WorkingHours":
        """Read «пн–чт 9:00–18:00, пт 9:00–16:45»; raises ValueError for any other form."""
        parts = [part.strip() for part in words.split(",") if part.strip()]
        return cls(words.strip(), tuple(map(_shift, parts)))

    def between(self, begin: datetime, end: datetime) -> timedelta:
        """How much working time has passed; without shifts all time is."""
        if not self.shifts:
            return end - begin
        days = (end.date() - begin.date()).days
        dates = (begin.date() + timedelta(days=number) for number in range(days + 1))
        return sum((self._within(day, begin, end) for day in dates), timedelta())

    def _within(self, day: date, begin: datetime, end: datetime) -> timedelta:
        """How much of this day's shifts lies between the two moments."""
        worked = timedelta()
        for shift in self.shifts:
            if day.weekday() in shift.days:
                first = datetime.combine(day, shift.begins, begin.tzinfo)
                last = datetime.combine(day, shift.ends, begin.tzinfo)
                worked += max(timedelta(), min(last, end) - max(first, begin))
        return worked

    def is_open_at(self, moment: datetime) -> bool:
        """Without shifts it is always open."""
        return not self.shifts or any(
            moment.weekday() in shift.days and shift.begins <= moment.time() < shift.ends
            for shift in self.shifts
        )

    def opens_after(self, moment: datetime) -> datetime | None:
        """The next beginning of a shift within a week; None without shifts."""
        days = (moment + timedelta(days=ahead) for ahead in range(8))
        begins = (
            day.replace(hour=shift.begins.hour, minute=shift.begins.minute, second=0, microsecond=0)
            for day in days
            for shift in self.shifts
            if day.weekday() in shift.days
        )
        return min((each for each in begins if each > moment), default=None)


def _shift(part: str) -> Shift:
    found = _PART.fullmatch(part.casefold())
    if found is None:
        raise ValueError(part)
    first, last, *numbers = found.groups()
    begin, end = _DAYS.index(first), _DAYS.index(last or first)
    length = (end - begin) % len(_DAYS)
    days = frozenset((begin + step) % len(_DAYS) for step in range(length + 1))
    hours = [int(number) for number in numbers]
    return Shift(days, time(hours[0], hours[1]), _end(hours[2], hours[3]))


def _end(hour: int, minute: int) -> time:
    return time.max if (hour, minute) == (24, 0) else time(hour, minute)
