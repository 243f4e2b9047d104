"""Making and deleting topics, whoever does it: the bot or a person."""

from bot.playground.chats import Chat, Topic
from bot.playground.wire import Json
from bot.playground.world import World

_DEFAULT_COLOR = 0x6FB9F0


def make_topic(world: World, chat: Chat, name: str, author: Json, color: int = 0) -> Topic:
    """Open a topic; the message that tells of it has the topic's id."""
    color = color or _DEFAULT_COLOR
    facts = {"name": name, "icon_color": color}
    thread = {"is_topic_message": True, "message_thread_id": chat.ids.last + 1}
    message = world.post(chat, author, {"forum_topic_created": facts} | thread)
    topic = chat.topics[message["message_id"]] = Topic(message["message_id"], name, color)
    world.announce("chats")
    return topic


def drop_topic(world: World, chat: Chat, thread_id: int) -> None:
    """Delete a topic with all its messages."""
    del chat.topics[thread_id]
    for message in chat.messages:
        if message.get("message_thread_id") == thread_id:
            world.remove(chat, message["message_id"])
    world.announce("chats")
