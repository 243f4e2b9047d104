"""Methods of the Bot API about chats: members, pinned messages, topics of a forum."""

from collections.abc import Callable

from bot.playground.requests import BadRequestError, ForbiddenError, Json, Params, Result
from bot.playground.sending import known_chat, known_message, writable_chat
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
    chat = _visible(world, params)
    pinned = [chat.history[key] for key in chat.pinned if key in chat.history]
    return {**chat.json, **_FULL, **({"pinned_message": pinned[-1]} if pinned else {})}


def get_chat_member(world: World, params: Params) -> Json:
    chat, user_id = _visible(world, params), params.integer("user_id")
    user = world.find_user(user_id)
    if user is None:
        raise BadRequestError("member not found")
    inside = "member" if chat.is_private else "left"
    return world.member(user, chat.members.get(user_id, inside))


def get_chat_administrators(world: World, params: Params) -> list[Json]:
    chat = _visible(world, params)
    if chat.is_private:
        raise BadRequestError("there are no administrators in the private chat")
    return [
        world.member(user, status)
        for user_id, status in chat.members.items()
        if status in {"administrator", "creator"} and (user := world.find_user(user_id))
    ]


def get_chat_member_count(world: World, params: Params) -> int:
    chat = _visible(world, params)
    return 2 if chat.is_private else sum(one in INSIDE for one in chat.members.values())


def leave_chat(world: World, params: Params) -> bool:
    chat = _visible(world, params)
    if chat.is_private:
        raise BadRequestError("chat member status can't be changed in private chats")
    chat.members[world.me["id"]] = "left"
    world.announce("chats")
    return True


def pin_chat_message(world: World, params: Params) -> bool:
    chat = writable_chat(world, params)
    message_id = known_message(chat, params.integer("message_id"), "pin")["message_id"]
    chat.pinned = [*(key for key in chat.pinned if key != message_id), message_id]
    world.announce("pinned", chat_id=chat.id, message_id=message_id)
    return True


def unpin_chat_message(world: World, params: Params) -> bool:
    chat = writable_chat(world, params)
    message_id = params.integer("message_id", chat.pinned[-1] if chat.pinned else 0)
    if message_id not in chat.pinned:
        raise BadRequestError("message to unpin not found")
    chat.pinned.remove(message_id)
    world.announce("pinned", chat_id=chat.id, message_id=chat.pinned[-1] if chat.pinned else 0)
    return True


def _visible(world: World, params: Params) -> Chat:
    chat = known_chat(world, params)
    status = chat.members.get(world.me["id"], "left")
    if not chat.is_private and status not in INSIDE:
        raise ForbiddenError(f"bot is not a member of the {chat.type} chat")
    return chat


def create_forum_topic(world: World, params: Params) -> Json:
    chat, name = _forum(world, params), _name(params)
    color = params.integer("icon_color")
    if color not in _COLORS:
        raise BadRequestError("wrong forum topic icon color specified")
    topic = world.add_topic(chat, name, world.me, color)
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
    world.remove_topic(chat, topic.id)
    return True


def _set_closed(world: World, params: Params, *, closed: bool) -> bool:
    chat, topic = _topic(world, params)
    if topic.closed == closed:
        raise BadRequestError("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    _say(world, chat, topic, {"forum_topic_closed" if closed else "forum_topic_reopened": {}})
    return True


def _say(world: World, chat: Chat, topic: ForumTopic, event: Json) -> None:
    world.post(chat, world.me, event | world.reply_fields(chat, 0, topic.id))
    world.announce("chats")


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


def _name(params: Params) -> str:
    name = params.text("name").strip()
    if not name:
        raise BadRequestError("TOPIC_TITLE_EMPTY")
    return name[:MAX_NAME]


METHODS: dict[str, Callable[[World, Params], Result]] = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "createForumTopic": create_forum_topic,
    "editForumTopic": edit_forum_topic,
    "closeForumTopic": close_forum_topic,
    "reopenForumTopic": reopen_forum_topic,
    "deleteForumTopic": delete_forum_topic,
}
