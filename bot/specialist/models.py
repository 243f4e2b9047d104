from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    PERSON = "person"
    STAFF = "staff"


class Trouble(StrEnum):
    """Why a letter did not arrive."""

    BLOCKED = "blocked"  # the person has stopped the bot
    DEACTIVATED = "deactivated"  # the account is gone
    NOBODY = "nobody"  # neither the staff's group nor an admin can be written to
    REFUSED = "refused"  # Telegram does not take it, whoever it is for


@dataclass(frozen=True, slots=True)
class Dialogue:
    """`id` is the number that the staff know; chat and topic are set where they have a forum."""

    id: int
    person_id: int
    name: str
    is_open: bool
    chat_id: int | None
    topic_id: int | None


@dataclass(frozen=True, slots=True)
class Enquiry:
    """What a person wants to ask, masked; `parts` are their messages that hold more than that."""

    id: int
    person_id: int
    text: str
    message_id: int
    album: str
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """A message on its way to the other side; `words` only of the staff, as `worded` gives them."""

    chat_id: int
    message_id: int
    album: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class LetterAddress:
    """A letter in the person's dialogue: who writes, and the chats that get it."""

    person_id: int
    author: Side
    to_chats: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """One message for one receiver: a copy of what was written, or the card of an enquiry."""

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
    """What the staff have written, masked, in Telegram's HTML; `id` is its letter's."""

    id: int
    words: str


@dataclass(frozen=True, slots=True)
class Drafted:
    """`is_new` is False for what began with a reply to the same enquiry before."""

    draft_id: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class ChatPlace:
    """Where the staff read a dialogue; `card` is what its messages answer outside of a topic."""

    chat_id: int
    topic_id: int | None = None
    card: int | None = None


@dataclass(frozen=True, slots=True)
class Reachable:
    """Whether there is anybody to ask; their hours as the operator wrote them; are these now."""

    anybody: bool
    hours: str
    open_now: bool
