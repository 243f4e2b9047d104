"""What people write; every action queues the update that the bot would get."""

import re
from typing import TypedDict, Unpack

from bot.playground.chats import Chat, Person
from bot.playground.contents import content_of, media_content
from bot.playground.formatted_text import MAX_TEXT, corrected
from bot.playground.html_entities import parse_html
from bot.playground.wire import Json
from bot.playground.world import World

DEEP_LINK = re.compile(r"[A-Za-z0-9_-]{0,64}")


class Where(TypedDict, total=False):
    """Where a person writes; by default into the private chat with the bot."""

    chat_id: int
    reply_to: int
    thread_id: int


class People(World):
    """Actions return the message they have made."""

    def add_person(
        self, person_id: int, first_name: str, username: str = "", language_code: str = "ru"
    ) -> Person:
        """Make a user and their (still empty) private chat with the bot."""
        person = Person(person_id, first_name, username, language_code)
        self.people[person_id] = person
        self.add_chat(Chat(person_id, "private", self.private_ids, person=person))
        return person

    def write(self, person_id: int, text: str, **where: Unpack[Where]) -> Json:
        """Send a text, one too long for a message in parts, as from an app; return the last."""
        *parts, last = [text[at : at + MAX_TEXT] for at in range(0, max(1, len(text)), MAX_TEXT)]
        for part in parts:
            self.send(person_id, self._text(part), **where)
        return self.send(person_id, self._text(last), **where)

    def write_html(self, person_id: int, html: str, **where: Unpack[Where]) -> Json:
        """Send a text with formatting."""
        return self.send(person_id, self._text(*parse_html(html)), **where)

    def start(self, person_id: int, payload: str = "") -> Json:
        """Open `t.me/<bot>?start=<payload>`, press Start. ValueError if no link can carry it."""
        if not DEEP_LINK.fullmatch(payload):
            raise ValueError(f"START_PARAM_INVALID: {payload!r}")
        return self.write(person_id, f"/start {payload}".strip())

    def send_media(
        self, person_id: int, kind: str, data: bytes, name: str = "", **where: Unpack[Where]
    ) -> Json:
        """Send a photo, document, video, voice, sticker or audio."""
        return self.send(person_id, self._media(kind, data, name), **where)

    def send_album(
        self, person_id: int, files: list[tuple[str, bytes]], text: str = "", **where: Unpack[Where]
    ) -> list[Json]:
        """Send several (kind, data) at once; the caption goes under the first."""
        album = {"media_group_id": self.number()}
        contents = [self._media(kind, data, "") | album for kind, data in files]
        contents[0] |= {"caption": text} if text else {}
        return [self.send(person_id, content, **where) for content in contents]

    def send(self, person_id: int, content: Json, **where: Unpack[Where]) -> Json:
        """Send any content, such as `{"location": {…}}`."""
        person, chat = self.people[person_id], self.chats[where.get("chat_id", person_id)]
        if person.blocked and chat.is_private:
            raise ValueError(f"{person.first_name} has blocked the bot: unblock first")
        self.meet(person, chat)
        place = self.place(chat, where.get("reply_to", 0), where.get("thread_id", 0))
        message = self.post(chat, person.user, content | place)
        self.tell("message", chat, message)
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
        self.tell("edited_message", chat, edited)
        return edited

    def forward(self, person_id: int, message: Json, **where: Unpack[Where]) -> Json:
        """Forward a message into a chat."""
        origin = {"type": "user", "sender_user": message["from"], "date": message["date"]}
        return self.send(person_id, content_of(message) | {"forward_origin": origin}, **where)

    def _text(self, text: str, entities: list[Json] | None = None) -> Json:
        plain, found = corrected(text, entities or [], self.find_user)
        return {"text": plain, "entities": found} if found else {"text": plain}

    def _media(self, kind: str, data: bytes, name: str) -> Json:
        return media_content(self.files.add(kind, data, name))
