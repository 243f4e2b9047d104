"""People, chats and what was written in them, as Telegram keeps it."""

from dataclasses import dataclass, field

from bot.playground.wire import Json

INSIDE = frozenset({"creator", "administrator", "member"})
DELETABLE_SECONDS = 48 * 3600


@dataclass
class Person:
    """A Telegram user. `started` until when the bot may not write first; see `blocked`."""

    id: int
    first_name: str
    username: str | None = None
    language_code: str = "ru"
    last_name: str | None = None
    started: bool = False
    blocked: bool = False
    deactivated: bool = False

    @property
    def user(self) -> Json:
        names = ("first_name", "last_name", "username", "language_code")
        known = {name: value for name in names if (value := getattr(self, name))}
        return {"id": self.id, "is_bot": False, **known}


@dataclass
class Topic:
    """A topic of a forum; `id` is its `message_thread_id`."""

    id: int
    name: str
    icon_color: int
    closed: bool = False


@dataclass
class MessageIds:
    """The numbering of messages, of one group or of all private chats of the bot."""

    last: int = 0

    def next(self) -> int:
        self.last += 1
        return self.last


@dataclass
class Chat:
    """A private chat (its id is the person's) or a group. `messages` are those not deleted."""

    id: int
    type: str
    ids: MessageIds
    title: str = ""
    person: Person | None = None
    is_forum: bool = False
    migrated_to: int | None = None
    members: dict[int, str] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    history: dict[int, Json] = field(default_factory=dict)
    reactions: dict[int, dict[int, str]] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    keyboard: Json | None = None
    action: str = ""

    @property
    def messages(self) -> list[Json]:
        return list(self.history.values())

    @property
    def is_private(self) -> bool:
        return self.type == "private"

    @property
    def json(self) -> Json:
        """How the chat looks inside a message."""
        chat: Json = {"id": self.id, "type": self.type}
        if self.person is None:
            return chat | {"title": self.title} | ({"is_forum": True} if self.is_forum else {})
        names = {"first_name": self.person.first_name, "username": self.person.username}
        return chat | {name: value for name, value in names.items() if value}


@dataclass
class Press:
    """A pressed button. `answer` is what the bot said to it (`text`, `show_alert`), once it did."""

    id: str
    person_id: int
    chat_id: int
    message_id: int
    data: str
    at: float
    answer: Json | None = None


@dataclass
class InlineQuery:
    """What a person typed after `@bot`, with the results once the bot has given them."""

    id: str
    person_id: int
    query: str
    offset: str
    at: float
    answer: Json | None = None
