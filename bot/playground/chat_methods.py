"""Methods of the Bot API about chats: members, topics of a forum."""

from collections.abc import Callable
from functools import partial

from bot.playground.requests import BadRequestError, ForbiddenError, Json, Params, Result
from bot.playground.sending import known_chat, writable_chat
from bot.playground.world import INSIDE, Chat, ForumTopic, World

_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription")
_FULL = {
    "accent_color_id": 0,
    "max_reaction_count": 11,
    "accepted_gift_types": dict.fromkeys((*_GIFTS, "gifts_from_channels"), True),
}
MAX_NAME = 128
_COLORS = frozenset({0, 0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F})


def get_chat(world: World, params: Params) -> Json:
    return _visible(world, params).json | _FULL


def get_chat_member(world: World, params: Params) -> Json:
    chat, user_id = _visible(world, params), params.integer("user_id")
    user = world.find_user(user_id)
    if user is None:
        raise BadRequestError("member not found")
    inside = "member" if chat.is_private else "left"
    return world.member(user, chat.members.get(user_id, inside))


def _visible(world: World, params: Params) -> Chat:
    chat = known_chat(world, params)
    status = chat.members.get(world.me["id"], "left")
    if not chat.is_private and status not in INSIDE:
        raise ForbiddenError(f"bot is not a member of the {chat.type} chat")
    return chat


def create_forum_topic(world: World, params: Params) -> Json:
    chat, name = _forum(world, params), params.text("name").strip()
    if not name:
        raise BadRequestError("TOPIC_TITLE_EMPTY")
    color = params.integer("icon_color")
    if color not in _COLORS:
        raise BadRequestError("wrong forum topic icon color specified")
    topic = world.add_topic(chat, name[:MAX_NAME], world.me, color)
    facts = {"name": topic.name, "icon_color": topic.icon_color}
    return {"message_thread_id": topic.id, **facts}


def _set_closed(world: World, params: Params, *, closed: bool) -> bool:
    chat, topic = _topic(world, params)
    if topic.closed == closed:
        raise BadRequestError("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    event: Json = {"forum_topic_closed" if closed else "forum_topic_reopened": {}}
    world.post(chat, world.me, event | world.reply_fields(chat, 0, topic.id))
    world.announce("chats")
    return True


def _forum(world: World, params: Params) -> Chat:
    chat = writable_chat(world, params)
    if not chat.is_forum:
        raise BadRequestError("the chat is not a forum")
    if chat.members.get(world.me["id"]) != "administrator":
        raise BadRequestError("not enough rights to create a topic")
    return chat


def _topic(world: World, params: Params) -> tuple[Chat, ForumTopic]:
    chat = _forum(world, params)
    topic = chat.topics.get(params.integer("message_thread_id"))
    if topic is None:
        raise BadRequestError("TOPIC_ID_INVALID")
    return chat, topic


METHODS: dict[str, Callable[[World, Params], Result]] = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "createForumTopic": create_forum_topic,
    "closeForumTopic": partial(_set_closed, closed=True),
    "reopenForumTopic": partial(_set_closed, closed=False),
}
