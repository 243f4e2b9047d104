"""Methods of the Bot API about messages: send, copy, edit, delete."""

from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise

from bot.playground.formatted_text import caption, message_text
from bot.playground.media import (
    CAPTIONED,
    MAX_DOWNLOAD,
    MAX_UPLOAD,
    MEDIA,
    StoredFile,
    content_of,
    is_service,
    media_content,
)
from bot.playground.requests import ApiError, BadRequestError, Json, Params, Result, checked_inline
from bot.playground.sending import deliver, known_chat, known_message, writable_chat
from bot.playground.world import DELETABLE_SECONDS, REACTIONS, Chat, World

_ACTIONS = frozenset(
    {
        *("typing", "upload_photo", "record_video", "upload_video", "record_voice"),
        *("upload_voice", "upload_document", "choose_sticker", "find_location"),
        *("record_video_note", "upload_video_note"),
    }
)
_MAX_AT_ONCE = 100
_ATTACHED = "attach://"
_UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def send_message(world: World, params: Params) -> Json:
    content = message_text(params, world.find_user)
    preview = params.fields("link_preview_options")
    return deliver(world, params, content | ({"link_preview_options": preview} if preview else {}))


def send_chat_action(world: World, params: Params) -> bool:
    chat, action = writable_chat(world, params), params.text("action")
    if action not in _ACTIONS:
        raise BadRequestError("wrong parameter action in request")
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
    """Delete messages; skip those that are missing or too old."""
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
    """Read `message_ids`: from one to a hundred."""
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


def _sender(kind: str) -> Callable[[World, Params], Json]:
    def send(world: World, params: Params) -> Json:
        content = media_content(find_file(world, params, kind, params.text(kind)))
        words = caption(params, world.find_user) if kind in CAPTIONED else {}
        return deliver(world, params, content | words)

    return send


def album_item(world: World, params: Params, item: Json) -> Json:
    """Return the content of an `InputMedia`."""
    kind = item.get("type", "")
    if kind not in MEDIA:
        raise BadRequestError("can't parse InputMedia: unsupported type specified")
    file = find_file(world, params, kind, item.get("media", ""))
    return media_content(file) | caption(Params(item), world.find_user)


def find_file(world: World, params: Params, kind: str, value: str) -> StoredFile:
    """Return the file of a parameter: uploaded with the call, or sent before."""
    field = value.removeprefix(_ATTACHED) if value.startswith(_ATTACHED) else kind
    uploaded = params.files.get(field)
    if uploaded is None and value.startswith(("http://", "https://")):
        raise BadRequestError("failed to get HTTP URL content")
    if uploaded is None and (not value or value.startswith(_ATTACHED)):
        raise BadRequestError(f"there is no {kind} in the request")
    if uploaded is None:
        file = world.files.get(value)
        if file.kind != kind:
            names = file.kind.capitalize(), kind.capitalize()
            raise BadRequestError(f"can't use file of type {names[0]} as {names[1]}")
        return file
    if not uploaded.data:
        raise BadRequestError("file must be non-empty")
    if len(uploaded.data) > MAX_UPLOAD:
        raise ApiError(413, "Request Entity Too Large")
    return world.files.add(kind, uploaded.data, uploaded.name)


def send_venue(world: World, params: Params) -> Json:
    values: Json = {name: params.text(name) for name in ("title", "address")}
    for name, value in values.items():
        if not value:
            raise BadRequestError(f"venue {name} must be non-empty")
    latitude, longitude = params.number("latitude"), params.number("longitude")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):  # noqa: PLR2004  # degrees
        raise BadRequestError("wrong latitude or longitude specified")
    spot = {"latitude": latitude, "longitude": longitude}
    place = {"venue": {"location": spot, **values}, "location": spot}
    return deliver(world, params, place)


def get_file(world: World, params: Params) -> Json:
    file = world.files.get(params.text("file_id"))
    if len(file.data) > MAX_DOWNLOAD:
        raise BadRequestError("file is too big")
    return {**file.json, "file_path": file.path}


def copy_message(world: World, params: Params) -> Json:
    source = known_chat(world, params, "from_chat_id")
    message = known_message(source, params.integer("message_id"), "copy")
    if is_service(message):
        raise BadRequestError("message can't be copied")
    content = content_of(message)
    if "caption" in params and not CAPTIONED.isdisjoint(content):
        content = {k: v for k, v in content.items() if not k.startswith("caption")}
        content |= caption(params, world.find_user)
    return {"message_id": deliver(world, params, content)["message_id"]}


def copy_messages(world: World, params: Params) -> list[Json]:
    """Copy messages; skip those that are missing or cannot be copied. Albums stay albums."""
    wanted = identifiers(params)
    if any(later <= earlier for earlier, later in pairwise(wanted)):
        raise BadRequestError("message identifiers must be in a strictly increasing order")
    source: Chat = known_chat(world, params, "from_chat_id")
    writable_chat(world, params)
    found = [source.history[key] for key in wanted if key in source.history]
    found = [message for message in found if not is_service(message)]
    if not found:
        raise BadRequestError("there are no messages to copy")
    albums: dict[str, str] = defaultdict(world.new_id)
    sent = []
    for message in found:
        album = message.get("media_group_id")
        content = content_of(message) | ({"media_group_id": albums[album]} if album else {})
        sent.append({"message_id": deliver(world, params, content)["message_id"]})
    return sent


def edit_message_text(world: World, params: Params) -> Result:
    content = {"entities": None} | message_text(params, world.find_user)

    def new_text(message: Json) -> Json:
        if "text" not in message:
            raise BadRequestError("there is no text in the message to edit")
        return content

    return _edit(world, params, new_text)


def edit_message_caption(world: World, params: Params) -> Result:
    content = {"caption": None, "caption_entities": None} | caption(params, world.find_user)

    def new_caption(message: Json) -> Json:
        if CAPTIONED.isdisjoint(message):
            raise BadRequestError("there is no caption in the message to edit")
        return content

    return _edit(world, params, new_caption)


def edit_message_media(world: World, params: Params) -> Result:
    item = params.fields("media") or {}
    nothing = dict.fromkeys((*MEDIA, "caption", "caption_entities"))
    content = nothing | album_item(world, params, item)

    def new_media(message: Json) -> Json:
        if "text" in message or "venue" in message:
            raise BadRequestError("there is no media in the message to edit")
        return content

    return _edit(world, params, new_media)


def edit_message_reply_markup(world: World, params: Params) -> Result:
    return _edit(world, params, lambda _message: {})


def _edit(world: World, params: Params, change: Callable[[Json], Json]) -> Result:
    """Edit and return the message; `True` for an inline one, as in Telegram."""
    chat, message = _editable(world, params)
    markup = checked_inline(params.fields("reply_markup"))
    content = change(message) | {"reply_markup": markup}
    if all(message.get(name) == value for name, value in content.items()):
        raise BadRequestError(_UNCHANGED)
    edited = world.change(chat, message, content)
    return True if "inline_message_id" in params else edited


def _editable(world: World, params: Params) -> tuple[Chat, Json]:
    if "inline_message_id" in params:
        place = world.inline_messages.get(params.text("inline_message_id"))
        if place is None:
            raise BadRequestError("MESSAGE_ID_INVALID")
        chat, message_id = world.chats[place[0]], place[1]
        return chat, known_message(chat, message_id, "edit")
    chat, message_id = known_chat(world, params), params.integer("message_id")
    if not message_id:
        raise BadRequestError("message identifier is not specified")
    message = known_message(chat, message_id, "edit")
    if message["from"]["id"] != world.me["id"]:
        raise BadRequestError("message can't be edited")
    return chat, message


METHODS: dict[str, Callable[[World, Params], Result]] = {
    "sendMessage": send_message,
    "sendChatAction": send_chat_action,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "setMessageReaction": set_message_reaction,
    **{f"send{kind.replace('_', '')}": _sender(kind) for kind in MEDIA},
    "sendVenue": send_venue,
    "getFile": get_file,
    "copyMessage": copy_message,
    "copyMessages": copy_messages,
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
}
