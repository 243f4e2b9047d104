"""Actions of people: write, press buttons, join groups, block the bot."""

import re
from typing import TypedDict, Unpack

from bot.playground.formatted_text import MAX_TEXT, corrected, parse_html
from bot.playground.media import content_of, media_content
from bot.playground.requests import Json
from bot.playground.world import (
    INSIDE,
    Chat,
    ForumTopic,
    InlineQuery,
    MessageIds,
    Press,
    TelegramUser,
    World,
)

DEEP_LINK = re.compile(r"[A-Za-z0-9_-]{0,64}")
Button = str | tuple[int, int]
"""Callback data, even of a button that does not exist; or (row, column) of the keyboard."""


class Destination(TypedDict, total=False):
    """Where a person's message goes; by default into the private chat with the bot."""

    chat_id: int
    reply_to: int
    thread_id: int


class MessageActions(World):
    """Actions that make or change messages; each returns the message."""

    def add_person(
        self, person_id: int, first_name: str, username: str = "", language_code: str = "ru"
    ) -> TelegramUser:
        """Add a user and their empty private chat with the bot."""
        person = TelegramUser(person_id, first_name, username, language_code)
        self.people[person_id] = person
        self.add_chat(Chat(person_id, "private", self.private_ids, person=person))
        return person

    def write(self, person_id: int, text: str, **where: Unpack[Destination]) -> Json:
        """Send a text; a long one goes in parts, as apps send it. Return the last message."""
        *parts, last = [text[at : at + MAX_TEXT] for at in range(0, max(1, len(text)), MAX_TEXT)]
        for part in parts:
            self.send(person_id, self._text(part), **where)
        return self.send(person_id, self._text(last), **where)

    def write_html(self, person_id: int, html: str, **where: Unpack[Destination]) -> Json:
        """Send a text with formatting."""
        return self.send(person_id, self._text(*parse_html(html)), **where)

    def start(self, person_id: int, payload: str = "") -> Json:
        """Open `t.me/<bot>?start=<payload>`, press Start. ValueError if no link can carry it."""
        if not DEEP_LINK.fullmatch(payload):
            raise ValueError(f"START_PARAM_INVALID: {payload!r}")
        return self.write(person_id, f"/start {payload}".strip())

    def send_media(
        self, person_id: int, kind: str, data: bytes, name: str = "", **where: Unpack[Destination]
    ) -> Json:
        """Send a photo, document, video, voice, sticker or audio."""
        return self.send(person_id, self._media(kind, data, name), **where)

    def share_contact(self, person_id: int, **where: Unpack[Destination]) -> Json:
        """Press the button of the bot's keyboard that shares one's own phone number."""
        person = self.people[person_id]
        own = {"phone_number": person.phone, "first_name": person.first_name, "user_id": person_id}
        return self.send(person_id, {"contact": own}, **where)

    def send_album(
        self,
        person_id: int,
        files: list[tuple[str, bytes]],
        text: str = "",
        caption_at: int = 0,
        **where: Unpack[Destination],
    ) -> list[Json]:
        """Send several (kind, data) at once; one of them has a caption."""
        album = {"media_group_id": self.new_id()}
        contents = [self._media(kind, data, "") | album for kind, data in files]
        contents[caption_at] |= {"caption": text} if text else {}
        return [self.send(person_id, content, **where) for content in contents]

    def send(self, person_id: int, content: Json, **where: Unpack[Destination]) -> Json:
        """Send any content, such as `{"location": {…}}`."""
        person, chat = self.people[person_id], self.chats[where.get("chat_id", person_id)]
        if person.blocked and chat.is_private:
            raise ValueError(f"{person.first_name} has blocked the bot: unblock first")
        self.mark_started(person, chat)
        place = self.reply_fields(chat, where.get("reply_to", 0), where.get("thread_id", 0))
        message = self.post(chat, person.user, content | place)
        self.queue_update("message", chat, message)
        return message

    def edit(self, person_id: int, message_id: int, text: str, chat_id: int = 0) -> Json:
        """Change the text (or the caption) of one's own message."""
        chat = self.chats[chat_id or person_id]
        message = chat.history[message_id]
        if message["from"]["id"] != person_id:
            raise ValueError("people can edit only what they wrote")
        content = {"entities": None} | self._text(text)
        if "text" not in message:
            content = {"caption": content["text"], "caption_entities": content["entities"]}
        edited = self.change(chat, message, content)
        self.queue_update("edited_message", chat, edited)
        return edited

    def forward(self, person_id: int, message: Json, **where: Unpack[Destination]) -> Json:
        """Forward a message into a chat."""
        origin = {"type": "user", "sender_user": message["from"], "date": message["date"]}
        return self.send(person_id, content_of(message) | {"forward_origin": origin}, **where)

    def _text(self, text: str, entities: list[Json] | None = None) -> Json:
        plain, found = corrected(text, entities or [], self.find_user)
        return {"text": plain, "entities": found} if found else {"text": plain}

    def _media(self, kind: str, data: bytes, name: str) -> Json:
        return media_content(self.files.add(kind, data, name))


class GroupActions(World):
    """Actions on chats. The bot gets only those updates that Telegram would send."""

    def add_group(self, group_id: int, title: str, *, is_forum: bool = False) -> Chat:
        """Make a supergroup (`-100…`) or a basic group, where the bot is an administrator."""
        kind = "supergroup" if group_id < -(10**12) else "group"
        group = Chat(group_id, kind, MessageIds(), title=title, is_forum=is_forum)
        group.members[self.me["id"]] = "administrator"
        return self.add_chat(group)

    def add_member(self, chat_id: int, person_id: int, status: str = "member") -> None:
        """Add a person or change their status; a change of the bot itself queues an update."""
        chat = self.chats[chat_id]
        old, chat.members[person_id] = chat.members.get(person_id, "left"), status
        if person_id == self.me["id"]:
            self.queue_membership(chat, old, status)
        elif old not in INSIDE and status in INSIDE:
            user = self.people[person_id].user
            self.queue_update("message", chat, self.post(chat, user, {"new_chat_members": [user]}))
        self.announce("chats")

    def migrate_group(self, old_id: int, new_id: int) -> Chat:
        """Upgrade a basic group to a supergroup with a new id."""
        old = self.chats[old_id]
        new = self.add_group(new_id, old.title)
        new.members = dict(old.members)
        old.migrated_to = new_id
        author = self._any_member(old)
        self.queue_update("message", old, self.post(old, author, {"migrate_to_chat_id": new_id}))
        self.queue_update("message", new, self.post(new, author, {"migrate_from_chat_id": old_id}))
        return new

    def create_topic(self, person_id: int, chat_id: int, name: str) -> ForumTopic:
        """Open a topic in a forum."""
        return self.add_topic(self.chats[chat_id], name, self.people[person_id].user)

    def delete_topic(self, chat_id: int, thread_id: int) -> None:
        """Delete a topic with all its messages. Telegram sends no update about it."""
        self.remove_topic(self.chats[chat_id], thread_id)

    def delete_message(self, chat_id: int, message_id: int) -> None:
        """Delete a message for everyone. Telegram sends no update about it."""
        self.remove(self.chats[chat_id], message_id)

    def block(self, person_id: int) -> None:
        """Block the bot: it gets an update, and 403 for every call to this person."""
        self.set_blocked(person_id, blocked=True)

    def unblock(self, person_id: int) -> None:
        """Let the bot write again."""
        self.set_blocked(person_id, blocked=False)

    def deactivate(self, person_id: int) -> None:
        """Delete the account. Telegram sends no update; calls to this person get 403."""
        self.people[person_id].deactivated = True

    def queue_membership(self, chat: Chat, old: str, new: str) -> None:
        """Queue `my_chat_member`: the bot's status in this chat has changed."""
        by = chat.person.user if chat.person else self._any_member(chat)
        self.updates.add(
            "my_chat_member",
            {"chat": chat.json, "from": by, "date": self.now()}
            | {"old_chat_member": self.member(self.me, old)}
            | {"new_chat_member": self.member(self.me, new)},
        )

    def set_blocked(self, person_id: int, *, blocked: bool) -> None:
        person = self.people[person_id]
        if person.blocked != blocked:
            person.blocked = blocked
            old, new = ("member", "kicked") if blocked else ("kicked", "member")
            self.queue_membership(self.chats[person_id], old, new)
            self.announce("chats")

    def _any_member(self, chat: Chat) -> Json:
        users = (self.people[key].user for key in chat.members if key in self.people)
        return next(users, self.me)


class QueryActions(World):
    """Actions that the bot answers by a query id; `press` and `inline_query` return it."""

    def press(self, person_id: int, message_id: int, button: Button, chat_id: int = 0) -> str:
        """Press a callback button, also of a deleted message (which the update then marks)."""
        chat = self.chats[chat_id or person_id]
        message = chat.history.get(message_id)
        data = button if isinstance(button, str) else _data_at(message, *button)
        press = Press(self.new_id(), person_id, chat.id, message_id, data, self.clock())
        self.presses[press.id] = press
        self.mark_started(self.people[person_id], chat)
        self.updates.add("callback_query", self._callback_query(press, chat, message))
        return press.id

    def inline_query(self, person_id: int, query: str, offset: str = "") -> str:
        """Type `@bot query`; the answer appears in `inline_queries[id].answer`."""
        asked = InlineQuery(self.new_id(), person_id, query, offset, self.clock())
        self.inline_queries[asked.id] = asked
        self.updates.add(
            "inline_query",
            {"id": asked.id, "from": self.people[person_id].user, "query": query}
            | {"offset": offset, "chat_type": "sender"},
        )
        return asked.id

    def choose_result(self, query_id: str, result_id: str, chat_id: int = 0) -> Json:
        """Send an inline result, by default into the chat with the bot; return the message."""
        asked = self.inline_queries[query_id]
        results = asked.answer["results"] if asked.answer else []
        content = next(one["content"] for one in results if one["id"] == result_id)
        chat, person = self.chats[chat_id or asked.person_id], self.people[asked.person_id]
        message = self.post(chat, person.user, content | {"via_bot": self.me})
        if "reply_markup" in content:
            self.inline_messages[self.new_id()] = (chat.id, message["message_id"])
        self.queue_update("message", chat, message)
        return message

    def react(self, person_id: int, message_id: int, emoji: str, chat_id: int = 0) -> None:
        """Set a reaction to a message; an empty `emoji` removes it."""
        chat, user = self.chats[chat_id or person_id], self.people[person_id].user
        before = chat.reactions.get(message_id, {}).get(person_id, "")
        self.set_reaction(chat, message_id, person_id, emoji)
        self.updates.add(
            "message_reaction",
            {"chat": chat.json, "message_id": message_id, "user": user, "date": self.now()}
            | {"old_reaction": _reactions(before), "new_reaction": _reactions(emoji)},
        )

    def _callback_query(self, press: Press, chat: Chat, message: Json | None) -> Json:
        place: Json = {"message": _without_gone_reply(chat, message)}
        if message is None:
            # `InaccessibleMessage`: Telegram sends date 0
            gone = {"message_id": press.message_id, "date": 0}
            place = {"message": {"chat": chat.json, **gone}}
        for inline_id, inline_place in self.inline_messages.items():
            if inline_place == (chat.id, press.message_id):
                place = {"inline_message_id": inline_id}
        person, instance = self.people[press.person_id], str(10**18 + chat.id)
        query = {"id": press.id, "from": person.user, "chat_instance": instance}
        return query | place | {"data": press.data}


def _without_gone_reply(chat: Chat, message: Json | None) -> Json | None:
    """Telegram does not show what a message replied to once that is deleted."""
    replied = (message or {}).get("reply_to_message")
    if message is None or replied is None or replied["message_id"] in chat.history:
        return message
    return {name: value for name, value in message.items() if name != "reply_to_message"}


def _data_at(message: Json | None, row: int, column: int) -> str:
    if message is None:
        raise ValueError("the message is gone: give the callback data itself")
    button = message["reply_markup"]["inline_keyboard"][row][column]
    if "callback_data" not in button:
        raise ValueError(f"«{button['text']}» is not a callback button")
    data: str = button["callback_data"]
    return data


def _reactions(emoji: str) -> list[Json]:
    return [{"type": "emoji", "emoji": emoji}] if emoji else []
