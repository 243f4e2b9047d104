"""What people do without writing: press buttons, ask inline, react."""

from bot.playground.chats import Chat, InlineQuery, Press
from bot.playground.wire import Json
from bot.playground.world import World

Button = str | tuple[int, int]
"""Callback data, sent as it is even if no such button exists, or (row, column) of a keyboard."""


class Interactions(World):
    """Each returns what the bot will answer by: the id of a press or of an inline query."""

    def press(self, person_id: int, message_id: int, button: Button, chat_id: int = 0) -> str:
        """Press a callback button, also under a message that is gone (the update then says so)."""
        chat = self.chats[chat_id or person_id]
        message = chat.history.get(message_id)
        data = button if isinstance(button, str) else _data_at(message, *button)
        press = Press(self.number(), person_id, chat.id, message_id, data, self.clock())
        self.presses[press.id] = press
        self.meet(self.people[person_id], chat)
        self.updates.add("callback_query", self._callback_query(press, chat, message))
        return press.id

    def inline_query(self, person_id: int, query: str, offset: str = "") -> str:
        """Type `@bot query`; the answer appears in `inline_queries[id].answer`."""
        asked = InlineQuery(self.number(), person_id, query, offset, self.clock())
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
            self.inline_messages[self.number()] = (chat.id, message["message_id"])
        self.tell("message", chat, message)
        if self.inline_feedback:
            chosen = {"result_id": result_id, "from": person.user, "query": asked.query}
            self.updates.add("chosen_inline_result", chosen)
        return message

    def react(self, person_id: int, message_id: int, emoji: str, chat_id: int = 0) -> None:
        """Put a reaction on a message; an empty `emoji` takes it away."""
        chat, user = self.chats[chat_id or person_id], self.people[person_id].user
        before = chat.reactions.get(message_id, {}).get(person_id, "")
        self.set_reaction(chat, message_id, person_id, emoji)
        self.updates.add(
            "message_reaction",
            {"chat": chat.json, "message_id": message_id, "user": user, "date": self.now()}
            | {"old_reaction": _reactions(before), "new_reaction": _reactions(emoji)},
        )

    def _callback_query(self, press: Press, chat: Chat, message: Json | None) -> Json:
        place: Json = {"message": message}
        if message is None:
            # Telegram says date 0 for a message that the bot can no longer reach
            gone = {"message_id": press.message_id, "date": 0}
            place = {"message": {"chat": chat.json, **gone}}
        for inline_id, inline_place in self.inline_messages.items():
            if inline_place == (chat.id, press.message_id):
                place = {"inline_message_id": inline_id}
        person, instance = self.people[press.person_id], str(10**18 + chat.id)
        query = {"id": press.id, "from": person.user, "chat_instance": instance}
        return query | place | {"data": press.data}


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
