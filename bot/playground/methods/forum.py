"""Topics of a forum, as a bot with the right to manage them sees them."""

from bot.playground.chats import Chat, Topic
from bot.playground.errors import BadRequestError
from bot.playground.params import Params
from bot.playground.sending import writable_chat
from bot.playground.topics import drop_topic, make_topic
from bot.playground.wire import Json
from bot.playground.world import World

MAX_NAME = 128
_COLORS = frozenset({0, 0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F})


def create_forum_topic(world: World, params: Params) -> Json:
    chat, name = _forum(world, params), _name(params)
    color = params.integer("icon_color")
    if color not in _COLORS:
        raise BadRequestError("wrong forum topic icon color specified")
    topic = make_topic(world, chat, name, world.me, color)
    facts = {"name": topic.name, "icon_color": topic.icon_color}
    return {"message_thread_id": topic.id, **facts}


def edit_forum_topic(world: World, params: Params) -> bool:
    chat, topic = _topic(world, params)
    name = _name(params)
    if name == topic.name:
        raise BadRequestError("TOPIC_NOT_MODIFIED")
    topic.name = name
    _say(world, chat, topic, {"forum_topic_edited": {"name": name}})
    return True


def close_forum_topic(world: World, params: Params) -> bool:
    return _set_closed(world, params, closed=True)


def reopen_forum_topic(world: World, params: Params) -> bool:
    return _set_closed(world, params, closed=False)


def delete_forum_topic(world: World, params: Params) -> bool:
    chat, topic = _topic(world, params)
    drop_topic(world, chat, topic.id)
    return True


def _set_closed(world: World, params: Params, *, closed: bool) -> bool:
    chat, topic = _topic(world, params)
    if topic.closed == closed:
        raise BadRequestError("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    _say(world, chat, topic, {"forum_topic_closed" if closed else "forum_topic_reopened": {}})
    return True


def _say(world: World, chat: Chat, topic: Topic, event: Json) -> None:
    world.post(chat, world.me, event | world.place(chat, 0, topic.id))
    world.announce("chats")


def _forum(world: World, params: Params) -> Chat:
    chat = writable_chat(world, params)
    if not chat.is_forum:
        raise BadRequestError("the chat is not a forum")
    if chat.members.get(world.me["id"]) != "administrator":
        raise BadRequestError("not enough rights to create a topic")
    return chat


def _topic(world: World, params: Params) -> tuple[Chat, Topic]:
    chat = _forum(world, params)
    topic = chat.topics.get(params.integer("message_thread_id"))
    if topic is None:
        raise BadRequestError("TOPIC_ID_INVALID")
    return chat, topic


def _name(params: Params) -> str:
    name = params.text("name").strip()
    if not name:
        raise BadRequestError("TOPIC_TITLE_EMPTY")
    return name[:MAX_NAME]


METHODS = {
    "createForumTopic": create_forum_topic,
    "editForumTopic": edit_forum_topic,
    "closeForumTopic": close_forum_topic,
    "reopenForumTopic": reopen_forum_topic,
    "deleteForumTopic": delete_forum_topic,
}
