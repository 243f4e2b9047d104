"""The chats, people, messages and files of the played Telegram."""

import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from bot.playground.updates import PlayedWebhook, UpdateQueue
from bot.playground.wire import Files, FloodError, Json

_ALL = (
    "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ "
    "🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 "
    "🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡"
)
REACTIONS = frozenset(_ALL.split())


INSIDE = frozenset({"creator", "administrator", "member"})
DELETABLE_SECONDS = 48 * 3600


@dataclass
class PlayedPerson:
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
class ForumTopic:
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
    person: PlayedPerson | None = None
    is_forum: bool = False
    migrated_to: int | None = None
    members: dict[int, str] = field(default_factory=dict)
    topics: dict[int, ForumTopic] = field(default_factory=dict)
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


ScopeKey = tuple[str, int, int]


@dataclass
class Profile:
    """Texts are kept by (field, language), commands by (scope, language)."""

    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    commands: dict[tuple[ScopeKey, str], list[Json]] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)

    def text(self, name: str, language: str) -> str:
        """In the language asked for, else in the default one."""
        return self.texts.get((name, language)) or self.texts.get((name, ""), "")

    def commands_in(self, chat: Chat, user_id: int, language: str) -> list[Json]:
        """Find what the person's menu shows in this chat: the narrowest scope that has commands."""
        for scope in _scopes(chat, user_id):
            for spoken in (language, ""):
                if (scope, spoken) in self.commands:
                    return self.commands[scope, spoken]
        return []


def _scopes(chat: Chat, user_id: int) -> list[ScopeKey]:
    """https://core.telegram.org/bots/api#determining-list-of-commands."""
    if chat.is_private:
        return [("chat", chat.id, 0), ("all_private_chats", 0, 0), ("default", 0, 0)]
    admin = chat.members.get(user_id) in {"administrator", "creator"}
    admins: list[ScopeKey] = [("chat_administrators", chat.id, 0)] if admin else []
    all_admins: list[ScopeKey] = [("all_chat_administrators", 0, 0)] if admin else []
    return [
        ("chat_member", chat.id, user_id),
        *admins,
        ("chat", chat.id, 0),
        *all_admins,
        ("all_group_chats", 0, 0),
        ("default", 0, 0),
    ]


_TALK = {"text", "caption", "photo", "document", "video", "voice", "sticker", "audio", "location"}


def hears(me: Json, chat: Chat, message: Json, *, privacy_mode: bool) -> bool:
    """Whether the bot `me` gets this message as an update."""
    if chat.is_private:
        return True
    status = chat.members.get(me["id"], "left")
    free = not privacy_mode or status == "administrator"
    return status in INSIDE and (free or _addressed(me, message))


def _addressed(me: Json, message: Json) -> bool:
    text = str(message.get("text") or message.get("caption") or "").lower()
    command = text.split()[0] if text.startswith("/") else ""
    return (
        message.get("reply_to_message", {}).get("from", {}).get("id") == me["id"]
        or message.get("via_bot", {}).get("id") == me["id"]
        or f"@{me['username']}".lower() in text
        or bool(command and "@" not in command)
        or message.keys().isdisjoint(_TALK)  # service messages are always shown
    )


_SENDING = ("send", "copy", "forward")
_NOT_COUNTED = "sendchataction"


@dataclass
class FloodControl:
    """Off (0) unless set: messages a second to everybody, and to one chat.

    Who goes over is silenced for `retry_after` seconds: whatever is sent before is refused too.
    """

    clock: Callable[[], float]
    per_second: int = 0
    per_chat: int = 0
    retry_after: int = 1
    _sent: deque[float] = field(default_factory=deque)
    _sent_to: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _silent_until: float = 0.0

    def check(self, method: str, chat_id: str) -> None:
        """Count a call, or refuse it with FloodError."""
        if not method.lower().startswith(_SENDING) or method.lower() == _NOT_COUNTED:
            return
        now = self.clock()
        if now < self._silent_until:
            raise FloodError(max(1, round(self._silent_until - now)))
        windows = ((self._sent, self.per_second), (self._sent_to[chat_id], self.per_chat))
        if not all(_room(window, limit, now) for window, limit in windows):
            self._silent_until = now + self.retry_after
            raise FloodError(self.retry_after)
        for window, limit in windows:
            if limit:
                window.append(now)


def _room(window: deque[float], limit: int, now: float) -> bool:
    while window and window[0] <= now - 1:
        window.popleft()
    return not limit or len(window) < limit


class World:
    """What both the bot's calls and the people's actions change. Readable by tests and the page."""

    def __init__(
        self,
        token: str,
        clock: Callable[[], float] = time.time,
        username: str = "moscow_business_bot",
    ) -> None:
        self.token = token
        self.clock = clock
        self.me: Json = {"id": int(token.partition(":")[0]), "is_bot": True}
        self.me |= {"first_name": "Бот", "username": username}
        self.callback_seconds = 15.0
        self.privacy_mode = True
        self.inline_feedback = False
        self.people: dict[int, PlayedPerson] = {}
        self.chats: dict[int, Chat] = {}
        self.presses: dict[str, Press] = {}
        self.inline_queries: dict[str, InlineQuery] = {}
        self.inline_messages: dict[str, tuple[int, int]] = {}
        self.updates = UpdateQueue(clock)
        self.webhook = PlayedWebhook()
        self.files = Files()
        self.profile = Profile()
        self.on_change: list[Callable[[Json], None]] = []
        self.private_ids = MessageIds()
        self._numbers = count(10**17)

    @property
    def on_update(self) -> list[Callable[[Json], None]]:
        """Called with each update as it is queued."""
        return self.updates.listeners

    def chat(self, chat_id: int) -> Chat:
        return self.chats[chat_id]

    def add_chat(self, chat: Chat) -> Chat:
        self.chats[chat.id] = chat
        self.announce("chats")
        return chat

    def number(self) -> str:
        """Make a fresh identifier for a query or an album."""
        return str(next(self._numbers))

    def now(self) -> int:
        return int(self.clock())

    def find_user(self, user_id: int) -> Json | None:
        """Find the user as other users see them."""
        if user_id == self.me["id"]:
            return self.me
        person = self.people.get(user_id)
        return person.user if person else None

    def member(self, user: Json, status: str) -> Json:
        """Make a `ChatMember` of this status."""
        member: Json = {"user": user, "status": status}
        if status == "kicked":
            return member | {"until_date": 0}
        return member | (_ADMIN_RIGHTS if status == "administrator" else {})

    def place(self, chat: Chat, reply_to: int, thread_id: int) -> Json:
        """Make the fields that say which message is answered and in which topic.

        In a topic every message answers something: the one that opened the topic, if nothing else.
        """
        replied = chat.history.get(reply_to or thread_id)
        found: Json = {}
        if replied:
            without_reply = {key: replied[key] for key in replied if key != "reply_to_message"}
            found = {"reply_to_message": without_reply}
            thread_id = thread_id or replied.get("message_thread_id", 0)
        if thread_id in chat.topics:
            found |= {"message_thread_id": thread_id, "is_topic_message": True}
        return found

    def meet(self, person: PlayedPerson, chat: Chat) -> None:
        """Note that a person has spoken to the bot, which from now on may write to them."""
        if chat.is_private and not person.started:
            person.started = True
            self.announce("chats")

    def post(self, chat: Chat, author: Json, content: Json) -> Json:
        """Put a message into a chat and return it."""
        number = chat.ids.next()
        head = {"message_id": number, "from": author, "chat": chat.json, "date": self.now()}
        chat.history[number] = message = head | content
        chat.action = ""
        self.announce("message", chat_id=chat.id, message=message)
        return message

    def change(self, chat: Chat, message: Json, content: Json) -> Json:
        """Lay `content` over a message (None removes a field) and mark it edited."""
        edited = message | {"edit_date": self.now()} | content
        edited = {name: value for name, value in edited.items() if value is not None}
        chat.history[message["message_id"]] = edited
        self.announce("message", chat_id=chat.id, message=edited)
        return edited

    def remove(self, chat: Chat, message_id: int) -> None:
        """Delete a message for everyone, if it is still there."""
        if chat.history.pop(message_id, None):
            self.announce("deleted", chat_id=chat.id, message_id=message_id)

    def set_reaction(self, chat: Chat, message_id: int, user_id: int, emoji: str) -> None:
        """One reaction a user; an empty `emoji` takes it away."""
        given = chat.reactions.setdefault(message_id, {})
        given.pop(user_id, None)
        if emoji:
            given[user_id] = emoji
        reactions = list(given.values())
        self.announce("reactions", chat_id=chat.id, message_id=message_id, reactions=reactions)

    def announce(self, kind: str, **facts: object) -> None:
        """Tell whoever looks on (the page) what has changed."""
        for listener in self.on_change:
            listener({"type": kind, **facts})

    def tell(self, kind: str, chat: Chat, message: Json) -> None:
        """Queue an update about a message, if the bot sees it: privacy mode hides ordinary talk."""
        if hears(self.me, chat, message, privacy_mode=self.privacy_mode):
            self.updates.add(kind, message)


_RIGHTS = (
    "can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members "
    "can_promote_members can_change_info can_invite_users can_post_stories can_edit_stories "
    "can_delete_stories can_pin_messages can_manage_topics"
)
_ADMIN_RIGHTS = dict.fromkeys(_RIGHTS.split(), True) | {
    "can_be_edited": False,
    "is_anonymous": False,
}
