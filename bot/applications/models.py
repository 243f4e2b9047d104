"""Applications to exhibitions: the steps of the form, the states, what a field takes."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

_REACHABLE = re.compile(r"@\w|(\d\D*){7}")
_ASKING = (
    "кто|что|чем|чей|как|где|куда|откуда|когда|сколько|почему|зачем|как(ой|ая|ое|ие|их)|"
    "(можно|нуж(но|на|ен)|есть) ли|подскажите|скажите|расскажите|объясните"
)
_QUESTION = re.compile(rf"\?|^\W*([аи] )?({_ASKING})(?![\w-])", re.IGNORECASE)


class Step(IntEnum):
    """The field that the form asks for; CONFIRM waits for a press of «send»."""

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
    SENT = "sent"  # and not seen to by anybody
    TAKEN = "taken"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


# The states that the team may give an application, by its present one.
NEXT_STATES = {
    ApplicationState.SENT: (
        ApplicationState.TAKEN,
        ApplicationState.CONFIRMED,
        ApplicationState.REFUSED,
    ),
    ApplicationState.TAKEN: (ApplicationState.CONFIRMED, ApplicationState.REFUSED),
    ApplicationState.CONFIRMED: (ApplicationState.TAKEN,),
    ApplicationState.REFUSED: (ApplicationState.TAKEN,),
}


@dataclass(frozen=True, slots=True)
class Application:
    """An application or its draft. Fields without a value are empty strings.

    `handler` is the name of whoever gave it its state; `message_id` is the message that filled the
    latest field.
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
    """Why a text was not accepted as the value of a field."""

    TOO_LONG = "too long"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class FillResult:
    """`form` is the form as it is now; after a `refusal` it is still at the same step."""

    form: Application
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class ApplicationNote:
    """What the team has written about an application, or to the applicant (`is_reply`)."""

    author: str
    text: str
    is_reply: bool
    written_at: datetime


@dataclass(frozen=True, slots=True)
class ApplicationPage:
    """`page` counts from 0 and is below `pages`; `waiting` is the number of new ones."""

    applications: tuple[Application, ...]
    page: int
    pages: int
    total: int
    waiting: int


def reachable(contact: str) -> bool:
    """Whether the text holds a phone number, an e-mail address or a @username."""
    return _REACHABLE.search(contact) is not None


def reads_as_question(text: str) -> bool:
    """Whether the text asks something: no field of a form is filled with a question."""
    return _QUESTION.search(text) is not None
