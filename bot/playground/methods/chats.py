"""Looking at chats and their members; pins; leaving."""

from bot.playground.chats import INSIDE, Chat
from bot.playground.errors import BadRequestError, ForbiddenError
from bot.playground.params import Params
from bot.playground.sending import known_chat, known_message, writable_chat
from bot.playground.wire import Json
from bot.playground.world import World

_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription")
_FULL = {
    "accent_color_id": 0,
    "max_reaction_count": 11,
    "accepted_gift_types": dict.fromkeys((*_GIFTS, "gifts_from_channels"), True),
}


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


METHODS = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
}
