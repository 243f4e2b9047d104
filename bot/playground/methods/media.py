"""Sending files, albums and places; fetching files back."""

from collections.abc import Callable

from bot.playground.contents import CAPTIONED, MEDIA, media_content
from bot.playground.errors import ApiError, BadRequestError
from bot.playground.files import MAX_DOWNLOAD, MAX_UPLOAD, StoredFile
from bot.playground.formatted_text import caption
from bot.playground.inline_results import venue
from bot.playground.params import Params
from bot.playground.sending import deliver, writable_chat
from bot.playground.wire import Json
from bot.playground.world import World

_ATTACHED = "attach://"
_ALBUM_SIZES = range(2, 11)
_ALONE = ("document", "audio")


def _sender(kind: str) -> Callable[[World, Params], Json]:
    def send(world: World, params: Params) -> Json:
        content = media_content(find_file(world, params, kind, params.text(kind)))
        words = caption(params, world.find_user) if kind in CAPTIONED else {}
        return deliver(world, params, content | words)

    return send


def send_media_group(world: World, params: Params) -> list[Json]:
    """Telegram itself takes an album of one; the documentation promises 2–10, so does this."""
    items = params.items("media")
    if len(items) not in _ALBUM_SIZES:
        raise BadRequestError("wrong number of messages in the album: 2-10 are allowed")
    kinds = {item.get("type") for item in items}
    if len(kinds) > 1 and kinds & set(_ALONE):
        raise BadRequestError("document can't be mixed with other media types")
    writable_chat(world, params)
    contents = [album_item(world, params, item) for item in items]
    album = {"media_group_id": world.number()}
    without_keyboard = Params({**params.values, "reply_markup": None})
    return [deliver(world, without_keyboard, content | album) for content in contents]


def album_item(world: World, params: Params, item: Json) -> Json:
    """Make the content of an `InputMedia`."""
    kind = item.get("type", "")
    if kind not in MEDIA:
        raise BadRequestError("can't parse InputMedia: unsupported type specified")
    file = find_file(world, params, kind, item.get("media", ""))
    return media_content(file) | caption(Params(item), world.find_user)


def find_file(world: World, params: Params, kind: str, value: str) -> StoredFile:
    """Find the file that a parameter means: one that came with the call, or one sent before."""
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
    return deliver(world, params, venue(values | _spot(params)))


def send_location(world: World, params: Params) -> Json:
    return deliver(world, params, {"location": _spot(params)})


def get_file(world: World, params: Params) -> Json:
    file = world.files.get(params.text("file_id"))
    if len(file.data) > MAX_DOWNLOAD:
        raise BadRequestError("file is too big")
    return {**file.json, "file_path": file.path}


def _spot(params: Params) -> Json:
    latitude, longitude = params.number("latitude"), params.number("longitude")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):  # noqa: PLR2004  # degrees
        raise BadRequestError("wrong latitude or longitude specified")
    return {"latitude": latitude, "longitude": longitude}


METHODS = {
    **{f"send{kind.replace('_', '')}": _sender(kind) for kind in MEDIA},
    "sendMediaGroup": send_media_group,
    "sendVenue": send_venue,
    "sendLocation": send_location,
    "getFile": get_file,
}
