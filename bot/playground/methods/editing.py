"""Changing what the bot has sent: it may at any age, but only its own, and only really."""

from collections.abc import Callable

from bot.playground.chats import Chat
from bot.playground.contents import CAPTIONED, MEDIA
from bot.playground.errors import BadRequestError
from bot.playground.formatted_text import caption, message_text
from bot.playground.keyboards import checked_inline
from bot.playground.methods.media import album_item
from bot.playground.params import Params
from bot.playground.sending import known_chat, known_message
from bot.playground.wire import Json, Result
from bot.playground.world import World

_UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


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
    """Return the edited message; `True` for an inline one, as Telegram answers."""
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


METHODS = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
}
