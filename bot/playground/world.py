"""The state of the simulated Telegram: its people, chats, messages, files and the bot's profile."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from bot.playground.media import Files
from bot.playground.requests import Json
from bot.playground.updates import UpdateQueue, WebhookState

_ALL = (
    "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ "
    "🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 "
    "🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡"
)
REACTIONS = frozenset(_ALL.split())
INSIDE = frozenset({"creator", "administrator", "member"})
DELETABLE_SECONDS = 48 * 3600
_DEFAULT_COLOR = 0x6FB9F0
_RIGHTS = (
    "can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members "
    "can_promote_members can_change_info can_invite_users can_post_stories can_edit_stories "
    "can_delete_stories can_pin_messages can_manage_topics can_send_welcome_messages"
)
_ADMIN_RIGHTS = dict.fromkeys(_RIGHTS.split(), True) | {
    "can_be_edited": False,
    "is_anonymous": False,
}
_CONTENT = frozenset(
    ("text", "caption", "photo", "document", "video", "voice", "sticker", "audio", "location")
)


@dataclass
class TelegramUser:
    """A Telegram user. The bot may write to those who have `started` it and not `blocked` it."""

    id: int
    first_name: str
    username: str | None = None
    language_code: str = "ru"
    started: bool = False
    blocked: bool = False
    deactivated: bool = False

    @property
    def phone(self) -> str:
        """As Telegram writes numbers in contacts, mostly without a plus."""
        return f"7900{self.id % 10_000_000:07}"

    @property
    def user(self) -> Json:
        names = ("first_name", "username", "language_code")
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
    """A counter of message ids: one for each group, one for all private chats of the bot."""

    last: int = 0

    def next(self) -> int:
        self.last += 1
        return self.last


@dataclass
class Chat:
    """A private chat (its id is the person's) or a group. `history` has what is not deleted."""

    id: int
    type: str
    ids: MessageIds
    title: str = ""
    person: TelegramUser | None = None
    is_forum: bool = False
    migrated_to: int | None = None
    members: dict[int, str] = field(default_factory=dict)
    topics: dict[int, ForumTopic] = field(default_factory=dict)
    history: dict[int, Json] = field(default_factory=dict)
    reactions: dict[int, dict[int, str]] = field(default_factory=dict)
    keyboard: Json | None = None

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
    """A pressed button. `answer` (`text`, `show_alert`) is None until the bot answers the query."""

    id: str
    person_id: int
    chat_id: int
    message_id: int
    data: str
    at: float
    answer: Json | None = None


@dataclass
class InlineQuery:
    """What a person typed after `@bot`. `answer` is None until the bot sends results."""

    id: str
    person_id: int
    query: str
    offset: str
    at: float
    answer: Json | None = None


ScopeKey = tuple[str, int]
"""The type of a scope, and its chat, if it has one."""


@dataclass
class Profile:
    """The bot's profile: texts by (field, language), commands by (scope, language)."""

    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    commands: dict[tuple[ScopeKey, str], list[Json]] = field(default_factory=dict)

    def text(self, name: str, language: str) -> str:
        """Return the text in this language, or else the default one."""
        return self.texts.get((name, language)) or self.texts.get((name, ""), "")

    def commands_in(self, chat: Chat, language: str) -> list[Json]:
        """Return the commands of the narrowest scope that has any, in Telegram's order."""
        wide = "all_private_chats" if chat.is_private else "all_group_chats"
        for scope in (("chat", chat.id), (wide, 0), ("default", 0)):
            for spoken in (language, ""):
                if (scope, spoken) in self.commands:
                    return self.commands[scope, spoken]
        return []


def bot_receives(me: Json, chat: Chat, message: Json, *, privacy_mode: bool) -> bool:
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
        or message.keys().isdisjoint(_CONTENT)  # the bot gets every service message
    )


class World:
    """State and its basic changes. Calls of the bot and actions of people are built on these."""

    def __init__(
        self,
        token: str,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.token = token
        self.clock = clock
        self.me: Json = {"id": int(token.partition(":")[0]), "is_bot": True}
        self.me |= {"first_name": "Бот", "username": "moscow_business_bot"}
        self.callback_seconds = 15.0
        self.privacy_mode = True
        self.people: dict[int, TelegramUser] = {}
        self.chats: dict[int, Chat] = {}
        self.presses: dict[str, Press] = {}
        self.inline_queries: dict[str, InlineQuery] = {}
        self.inline_messages: dict[str, tuple[int, int]] = {}
        self.updates = UpdateQueue(clock)
        self.webhook = WebhookState()
        self.files = Files()
        self.profile = Profile()
        self.on_change: list[Callable[[Json], None]] = []
        self.private_ids = MessageIds()
        self._numbers = count(10**17)

    def chat(self, chat_id: int) -> Chat:
        return self.chats[chat_id]

    def add_chat(self, chat: Chat) -> Chat:
        self.chats[chat.id] = chat
        self.announce("chats")
        return chat

    def new_id(self) -> str:
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

    def reply_fields(self, chat: Chat, reply_to: int, thread_id: int) -> Json:
        """Make the fields that say which message is answered and in which topic.

        A message in a topic that answers nothing else answers the message that opened the topic.
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

    def mark_started(self, person: TelegramUser, chat: Chat) -> None:
        """Note that the person has written to the bot, so that the bot may write to them."""
        if chat.is_private and not person.started:
            person.started = True
            self.announce("chats")

    def post(self, chat: Chat, author: Json, content: Json) -> Json:
        """Put a message into a chat and return it."""
        number = chat.ids.next()
        head = {"message_id": number, "from": author, "chat": chat.json, "date": self.now()}
        chat.history[number] = message = head | content
        self.announce("message", chat_id=chat.id, message=message)
        return message

    def change(self, chat: Chat, message: Json, content: Json) -> Json:
        """Update fields of a message (None removes a field) and mark it as edited."""
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
        """Replace the user's reaction to a message; an empty `emoji` removes it."""
        given = chat.reactions.setdefault(message_id, {})
        given.pop(user_id, None)
        if emoji:
            given[user_id] = emoji
        reactions = list(given.values())
        self.announce("reactions", chat_id=chat.id, message_id=message_id, reactions=reactions)

    def add_topic(self, chat: Chat, name: str, author: Json, color: int = 0) -> ForumTopic:
        """Open a topic. Its id is that of the service message which announces it."""
        color = color or _DEFAULT_COLOR
        facts = {"name": name, "icon_color": color}
        thread = {"is_topic_message": True, "message_thread_id": chat.ids.last + 1}
        message = self.post(chat, author, {"forum_topic_created": facts} | thread)
        topic = chat.topics[message["message_id"]] = ForumTopic(message["message_id"], name, color)
        self.announce("chats")
        return topic

    def remove_topic(self, chat: Chat, thread_id: int) -> None:
        """Delete a topic with all its messages."""
        del chat.topics[thread_id]
        for message in chat.messages:
            if message.get("message_thread_id") == thread_id:
                self.remove(chat, message["message_id"])
        self.announce("chats")

    def announce(self, kind: str, **facts: object) -> None:
        """Pass a change to the listeners (the chat page)."""
        for listener in self.on_change:
            listener({"type": kind, **facts})

    def queue_update(self, kind: str, chat: Chat, message: Json) -> None:
        """Queue an update about a message, unless privacy mode hides the message from the bot."""
        if bot_receives(self.me, chat, message, privacy_mode=self.privacy_mode):
            self.updates.add(kind, message)
