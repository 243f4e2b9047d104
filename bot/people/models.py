"""People, their roles, topics and notification settings, and what the bot stores of them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

UNSENT_FOR = timedelta(days=1)  # so long a question to a specialist can be found and sent


class Role(StrEnum):
    BUSINESS = "business"
    STUDENT = "student"


class Topic(StrEnum):
    """The topic of a broadcast; a person gets all topics but those they refused."""

    EXPORT = "export"
    EXHIBITIONS = "events"  # reminders of saved events belong to it too
    TRAINING = "training"
    NEWS = "news"


# Languages of Telegram whose speakers read Russian: of Russia and of its neighbours.
READ_RUSSIAN = ("ru", "be", "uk", "kk", "ky", "uz", "tg", "tk", "hy", "az", "ka", "ro", "tt")


class Language(StrEnum):
    """What a person reads: Russian, in which everything is said, or English."""

    RUSSIAN = "ru"
    ENGLISH = "en"

    @classmethod
    def of_telegram(cls, code: str | None) -> "Language":
        """For a person whose Telegram has this language, like «en-GB»; without one, Russian."""
        known = code is None or code.partition("-")[0].lower() in READ_RUSSIAN
        return cls.RUSSIAN if known else cls.ENGLISH


@dataclass(frozen=True, slots=True)
class Person:
    """`is_new`: on their first day, until the bot has asked for their role.

    `language` is the one they have chosen, or else that of their Telegram; English is kept once it
    was seen there, so that what is sent unasked is in it too.
    """

    id: int
    role: Role | None
    is_new: bool = False
    language: Language = Language.RUSSIAN


class Deadline(StrEnum):
    """The date of a saved event that a reminder is about."""

    APPLY = "apply"
    START = "start"


NEVER = 4_102_444_800  # 2100-01-01: the end of a pause that only the person ends


@dataclass(frozen=True, slots=True)
class NotificationSettings:
    """Which messages a person wants to get without asking."""

    refused: frozenset[Topic]
    days: dict[Deadline, int]  # how long before it the reminder comes; 0: never
    quiet: bool
    paused_until: datetime | None  # in the future, or None
    keyboard: bool = True  # the buttons under the input field

    @property
    def silenced(self) -> bool:
        """Paused without an end: the person once deleted their data."""
        return self.paused_until is not None and self.paused_until.timestamp() >= NEVER


@dataclass(frozen=True, slots=True)
class OwnThings:
    """How much a person has here; `form` is the event of an unfinished application, or None."""

    answers: int = 0
    events: int = 0
    applications: int = 0
    alerts: int = 0
    votes: int = 0
    form: tuple[int, str] | None = None  # its id and the label of its button
    enquiry: tuple[int, str] | None = None  # a question that was not sent: its id and text


@dataclass(frozen=True, slots=True)
class WaitingThings:
    """What a person who comes back may want to know first."""

    event: str = ""  # the nearest of those they have saved
    starts: date | None = None
    applications: tuple[tuple[int, str], ...] = ()  # of coming events: numbers and states
    news: int = 0  # events of their alerts in the last week


class DataKind(StrEnum):
    """What a table stores about a person; each kind has its words in `bot.people.texts`."""

    PERSON = "person"
    TOPICS = "topics"
    SAVED = "saved"
    QUESTIONS = "questions"
    VOTES = "votes"
    APPLICATIONS = "applications"
    NOTICES = "notices"
    FORMS = "forms"
    BROADCASTS = "broadcasts"
    DIALOGUE = "dialogue"
    FAILURES = "failures"
    TEAM = "team"
    AUDIT = "audit"
    AUTHOR = "author"


@dataclass(frozen=True, slots=True)
class KeptDays:
    """For how many days rows about people are kept; those of the audit log longer."""

    usual: int
    audit: int


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """A stored audit entry; `before` and `after` are JSON, or empty."""

    id: int
    admin_id: int
    admin_name: str  # empty when it was never known
    at: datetime
    action: str
    subject: str
    before: str
    after: str
