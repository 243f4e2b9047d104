"""The state of this small Telegram: one bot, its people and groups, everything said in them."""

import time
from collections.abc import Callable
from itertools import count

from bot.playground.chats import Chat, InlineQuery, MessageIds, Person, Press
from bot.playground.files import Files
from bot.playground.privacy import hears
from bot.playground.profile import Profile
from bot.playground.updates import Updates
from bot.playground.webhook import Webhook
from bot.playground.wire import Json


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
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.presses: dict[str, Press] = {}
        self.inline_queries: dict[str, InlineQuery] = {}
        self.inline_messages: dict[str, tuple[int, int]] = {}
        self.updates = Updates(clock)
        self.webhook = Webhook()
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

    def meet(self, person: Person, chat: Chat) -> None:
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
