import re
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

_REACHABLE = re.compile(r"@\w|(\d\D*){7}")


class Step(IntEnum):
    """What the form waits for; with CONFIRM, for a press."""

    COMPANY = 0
    CONTACT = 1
    WISH = 2
    CONFIRM = 3

    @property
    def field(self) -> str:
        return self.name.lower()


FIELDS = (Step.COMPANY, Step.CONTACT, Step.WISH)
REQUIRED = (Step.COMPANY, Step.CONTACT)
LONGEST = {Step.COMPANY: 200, Step.CONTACT: 200, Step.WISH: 1000}


class ApplicationState(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    HANDLED = "handled"


@dataclass(frozen=True, slots=True)
class Application:
    """A field that is not filled yet is empty; so is `handler`, the name of an admin.

    `message_id` is of the message that filled the last field.
    """

    id: int
    person_id: int
    event_id: int
    event: str
    label: str  # of the event's button
    step: Step
    company: str
    contact: str
    wish: str
    state: ApplicationState
    sent_at: datetime | None
    handled_at: datetime | None
    handler: str
    message_id: int | None = None

    def value(self, step: Step) -> str:
        return (self.company, self.contact, self.wish, "")[step]


class Refusal(StrEnum):
    """Why a text was not taken."""

    TOO_LONG = "too long"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Filled:
    """The form as it is now, at the same step where the text was refused."""

    form: Application
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class ApplicationPage:
    """`page` counts from 0 and is below `pages`; `waiting` is how many nobody has handled."""

    applications: tuple[Application, ...]
    page: int
    pages: int
    total: int
    waiting: int


def reachable(contact: str) -> bool:
    """Whether it holds something to answer to: a phone number, an address with @ or a username."""
    return _REACHABLE.search(contact) is not None
