"""Copies and forwards: the way a broadcast goes out exactly as it was composed."""

from itertools import pairwise

from bot.playground.chats import Chat
from bot.playground.contents import CAPTIONED, content_of, is_service
from bot.playground.errors import BadRequestError
from bot.playground.formatted_text import caption
from bot.playground.methods.messages import identifiers
from bot.playground.params import Params
from bot.playground.sending import deliver, known_chat, known_message, writable_chat
from bot.playground.wire import Json
from bot.playground.world import World


def copy_message(world: World, params: Params) -> Json:
    source = known_chat(world, params, "from_chat_id")
    message = known_message(source, params.integer("message_id"), "copy")
    if is_service(message) or "has_protected_content" in message:
        raise BadRequestError("message can't be copied")
    content = content_of(message)
    if "caption" in params and not CAPTIONED.isdisjoint(content):
        content = {k: v for k, v in content.items() if not k.startswith("caption")}
        content |= caption(params, world.find_user)
    return {"message_id": deliver(world, params, content)["message_id"]}


def copy_messages(world: World, params: Params) -> list[Json]:
    """Messages that are gone or cannot be copied are skipped; albums stay albums."""
    sent = [deliver(world, params, content) for _, content in _contents(world, params, "copy")]
    return [{"message_id": message["message_id"]} for message in sent]


def forward_message(world: World, params: Params) -> Json:
    source = known_chat(world, params, "from_chat_id")
    message = known_message(source, params.integer("message_id"), "forward")
    if is_service(message) or "has_protected_content" in message:
        raise BadRequestError("message can't be forwarded")
    return deliver(world, params, content_of(message) | _origin(message))


def forward_messages(world: World, params: Params) -> list[Json]:
    sent = [
        deliver(world, params, content | _origin(message))
        for message, content in _contents(world, params, "forward")
    ]
    return [{"message_id": message["message_id"]} for message in sent]


def _contents(world: World, params: Params, purpose: str) -> list[tuple[Json, Json]]:
    wanted = identifiers(params)
    if any(later <= earlier for earlier, later in pairwise(wanted)):
        raise BadRequestError("message identifiers must be in a strictly increasing order")
    source: Chat = known_chat(world, params, "from_chat_id")
    writable_chat(world, params)
    albums: dict[str, str] = {}
    found: list[tuple[Json, Json]] = []
    for message in (source.history[key] for key in wanted if key in source.history):
        if is_service(message) or "has_protected_content" in message:
            continue
        content = content_of(message)
        if album := message.get("media_group_id"):
            content["media_group_id"] = albums.setdefault(album, world.number())
        found.append((message, content))
    if not found:
        raise BadRequestError(f"there are no messages to {purpose}")
    return found


def _origin(message: Json) -> Json:
    first = {"type": "user", "sender_user": message["from"], "date": message["date"]}
    return {"forward_origin": message.get("forward_origin", first)}


METHODS = {
    "copyMessage": copy_message,
    "copyMessages": copy_messages,
    "forwardMessage": forward_message,
    "forwardMessages": forward_messages,
}
