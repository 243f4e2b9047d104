"""What the page shows to a person: their chats, as JSON for the browser."""

from dataclasses import asdict
from typing import Any

from bot.playground.chats import INSIDE, Chat, Person
from bot.playground.telegram import Telegram
from bot.playground.wire import Json


def page_state(telegram: Telegram) -> Json:
    """Everybody the page can be, who the bot is, and how bad the network is."""
    name = telegram.profile.text("name", "ru") or telegram.me["first_name"]
    return {
        "bot": {**telegram.me, "first_name": name},
        "people": [_person(person) for person in telegram.people.values()],
        "network": asdict(telegram.faults.rates) | {"methods": telegram.faults.methods},
    }


def person_state(telegram: Telegram, person_id: int) -> Json:
    """List the chats of one person with everything in them."""
    chats = [chat for chat in telegram.chats.values() if _inside(chat, person_id)]
    return {"chats": [_chat(telegram, chat, person_id) for chat in chats]}


def _inside(chat: Chat, person_id: int) -> bool:
    if chat.is_private:
        return chat.id == person_id
    return not chat.migrated_to and chat.members.get(person_id) in INSIDE


def _person(person: Person) -> Json:
    return {**person.user, "started": person.started, "blocked": person.blocked}


def _chat(telegram: Telegram, chat: Chat, person_id: int) -> Json:
    language = telegram.people[person_id].language_code
    reactions = {key: list(given.values()) for key, given in chat.reactions.items()}
    waiting = [
        {"message_id": press.message_id, "data": press.data, "id": press.id}
        for press in telegram.presses.values()
        if press.chat_id == chat.id and press.person_id == person_id and press.answer is None
    ]
    about: dict[str, Any] = {
        "description": telegram.profile.text("description", language),
        "commands": telegram.profile.commands_in(chat, person_id, language),
    }
    return {
        **chat.json,
        **about,
        "messages": chat.messages,
        "topics": [asdict(topic) for topic in chat.topics.values()],
        "pinned": chat.pinned[-1] if chat.pinned else 0,
        "keyboard": chat.keyboard,
        "reactions": reactions,
        "waiting": waiting,
    }
