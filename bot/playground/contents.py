"""What a message holds besides its place: text, media, venue and the like."""

import struct

from bot.playground.errors import BadRequestError
from bot.playground.files import StoredFile
from bot.playground.wire import Json

MEDIA = ("photo", "document", "video", "voice", "sticker", "audio", "animation", "video_note")
CAPTIONED = frozenset({"photo", "document", "video", "voice", "audio", "animation"})
_KEYS = frozenset(
    {
        *MEDIA,
        *("text", "entities", "caption", "caption_entities", "link_preview_options"),
        *("venue", "location", "contact", "has_media_spoiler", "show_caption_above_media"),
    }
)
_BODY = _KEYS - {"caption", "caption_entities", "entities", "link_preview_options"}
_MAX_SIDES = 10_000
_MAX_RATIO = 20
_MARKER = 0xFF
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # the JPEG segments that hold the size


def content_of(message: Json) -> Json:
    """Keep the part of a message that copying and forwarding carry over."""
    return {name: value for name, value in message.items() if name in _KEYS}


def is_service(message: Json) -> bool:
    """Whether it only tells of an event (a topic was made, a group moved) and holds nothing."""
    return not _BODY & message.keys()


def media_content(file: StoredFile) -> Json:
    """How a file of this kind looks inside a message."""
    known = {**file.json, "mime_type": file.mime_type}
    if file.kind == "photo":
        width, height = photo_size(file.data)
        return {"photo": [{**file.json, "width": width, "height": height}]}
    if file.kind == "sticker":
        flags = {"type": "regular", "is_animated": False, "is_video": False, "emoji": "🙂"}
        return {"sticker": {**file.json, **flags, "width": 512, "height": 512}}
    if file.kind in {"voice", "audio"}:
        return {file.kind: {**known, "duration": 3}}
    if file.kind in {"video", "animation"}:
        size = {"width": 640, "height": 360, "duration": 3}
        return {file.kind: {**known, **size, "file_name": file.name}}
    return {"document": {**known, "file_name": file.name}}


def photo_size(data: bytes) -> tuple[int, int]:
    """Read width and height of a PNG, GIF or JPEG; anything else is no photo to Telegram."""
    size = _png(data) or _gif(data) or _jpeg(data)
    if size is None:
        raise BadRequestError("IMAGE_PROCESS_FAILED")
    if sum(size) > _MAX_SIDES or max(size) > _MAX_RATIO * min(size):
        raise BadRequestError("PHOTO_INVALID_DIMENSIONS")
    width, height = size
    return width, height


def _png(data: bytes) -> tuple[int, ...] | None:
    return _read(">II", data, 16) if data.startswith(b"\x89PNG\r\n\x1a\n") else None


def _gif(data: bytes) -> tuple[int, ...] | None:
    return _read("<HH", data, 6) if data[:6] in {b"GIF87a", b"GIF89a"} else None


def _jpeg(data: bytes) -> tuple[int, ...] | None:
    at = 2 if data.startswith(b"\xff\xd8") else len(data)
    while (head := _read(">BBH", data, at)) and head[0] == _MARKER:
        if head[1] in _FRAMES:
            height_width = _read(">HH", data, at + 5)
            return height_width and height_width[::-1]
        at += 2 + head[2]
    return None


def _read(layout: str, data: bytes, at: int) -> tuple[int, ...] | None:
    enough = at + struct.calcsize(layout) <= len(data)
    return struct.unpack_from(layout, data, at) if enough else None
