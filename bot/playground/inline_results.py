"""Inline results: checked when the bot answers, ready to be sent when a person chooses one."""

from bot.playground.contents import media_content
from bot.playground.errors import BadRequestError
from bot.playground.formatted_text import caption, message_text
from bot.playground.keyboards import checked_inline
from bot.playground.params import Params
from bot.playground.wire import Json
from bot.playground.world import World

_MAX_ID = 64
_TEXTUAL = {"message_text": "text", "parse_mode": "parse_mode", "entities": "entities"}


def checked_result(result: Json, world: World) -> Json:
    """Return `result` with the message it would become under `content`."""
    identifier = str(result.get("id", ""))
    if not 1 <= len(identifier.encode()) <= _MAX_ID:
        raise BadRequestError("RESULT_ID_INVALID")
    if result.get("type") == "article" and not result.get("title"):
        raise BadRequestError("can't parse inline query result: Can't find field \"title\"")
    content = _content(result, world)
    markup = checked_inline(result.get("reply_markup"))
    content |= {"reply_markup": markup} if markup else {}
    return {**result, "id": identifier, "content": content}


def _content(result: Json, world: World) -> Json:
    given = result.get("input_message_content")
    if given and "message_text" in given:
        values = {name: given[key] for key, name in _TEXTUAL.items() if key in given}
        preview = given.get("link_preview_options")
        text = message_text(Params(values), world.find_user)
        return text | ({"link_preview_options": preview} if preview else {})
    if given and "address" in given:
        return venue(given)
    for kind in ("photo", "document"):
        if file_id := result.get(f"{kind}_file_id"):
            file = world.files.get(file_id)
            return media_content(file) | caption(Params(result), world.find_user)
    reason = "can't parse inline query result: Can't find field \"input_message_content\""
    raise BadRequestError(reason)


def venue(values: Json) -> Json:
    """Make the content of a message with a place on the map."""
    spot = {name: values[name] for name in ("latitude", "longitude")}
    return {
        "venue": {"location": spot, "title": values["title"], "address": values["address"]},
        "location": spot,
    }
