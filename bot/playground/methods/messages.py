"""Sending texts, deleting, reacting."""

from bot.playground.chats import DELETABLE_SECONDS, Chat
from bot.playground.errors import BadRequestError
from bot.playground.formatted_text import message_text
from bot.playground.params import Params
from bot.playground.reactions import REACTIONS
from bot.playground.sending import deliver, known_chat, known_message, writable_chat
from bot.playground.wire import Json
from bot.playground.world import World

_ACTIONS = frozenset(
    {
        *("typing", "upload_photo", "record_video", "upload_video", "record_voice"),
        *("upload_voice", "upload_document", "choose_sticker", "find_location"),
        *("record_video_note", "upload_video_note"),
    }
)
_MAX_AT_ONCE = 100


def send_message(world: World, params: Params) -> Json:
    content = message_text(params, world.find_user)
    preview = params.fields("link_preview_options")
    return deliver(world, params, content | ({"link_preview_options": preview} if preview else {}))


def send_chat_action(world: World, params: Params) -> bool:
    chat, action = writable_chat(world, params), params.text("action")
    if action not in _ACTIONS:
        raise BadRequestError("wrong parameter action in request")
    chat.action = action
    world.announce("action", chat_id=chat.id, action=action)
    return True


def delete_message(world: World, params: Params) -> bool:
    chat, message_id = known_chat(world, params), params.integer("message_id")
    if not message_id:
        raise BadRequestError("message identifier is not specified")
    message = known_message(chat, message_id, "delete")
    if not _deletable(world, chat, message):
        raise BadRequestError("message can't be deleted for everyone")
    world.remove(chat, message_id)
    return True


def delete_messages(world: World, params: Params) -> bool:
    """Those that are gone, or too old, are skipped in silence."""
    chat = known_chat(world, params)
    for message_id in identifiers(params):
        message = chat.history.get(message_id)
        if message and _deletable(world, chat, message):
            world.remove(chat, message_id)
    return True


def set_message_reaction(world: World, params: Params) -> bool:
    chat = writable_chat(world, params)
    message = known_message(chat, params.integer("message_id"), "react")
    reactions = params.items("reaction")
    if len(reactions) > 1:
        raise BadRequestError("REACTIONS_TOO_MANY")
    emoji = reactions[0].get("emoji", "") if reactions else ""
    if reactions and emoji not in REACTIONS:
        raise BadRequestError("REACTION_INVALID")
    world.set_reaction(chat, message["message_id"], world.me["id"], emoji)
    return True


def identifiers(params: Params) -> list[int]:
    """`message_ids`: from one to a hundred."""
    found = [int(item) for item in params.items("message_ids")]
    if not found:
        raise BadRequestError("message identifiers are not specified")
    if len(found) > _MAX_AT_ONCE:
        raise BadRequestError("too many message identifiers specified")
    return found


def _deletable(world: World, chat: Chat, message: Json) -> bool:
    mine = message["from"]["id"] == world.me["id"]
    admin = chat.members.get(world.me["id"]) == "administrator"
    fresh = world.now() - message["date"] < DELETABLE_SECONDS
    return fresh and (mine or chat.is_private or admin)


METHODS = {
    "sendMessage": send_message,
    "sendChatAction": send_chat_action,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "setMessageReaction": set_message_reaction,
}
