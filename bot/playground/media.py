"""Files and the messages that carry them: identifiers, sizes of pictures, what a copy keeps."""

import hashlib
import mimetypes
import struct
from dataclasses import dataclass

from bot.playground.requests import BadRequestError, Json

MAX_DOWNLOAD = 20 * 1024 * 1024
MAX_UPLOAD = 50 * 1024 * 1024
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


@dataclass(frozen=True)
class StoredFile:
    """`id` is the bot's `file_id`; `unique_id` is the same for equal bytes."""

    id: str
    unique_id: str
    kind: str
    name: str
    data: bytes

    @property
    def path(self) -> str:
        return f"{self.kind}s/{self.id}{self.suffix}"

    @property
    def suffix(self) -> str:
        return "." + self.name.rpartition(".")[2] if "." in self.name else ""

    @property
    def mime_type(self) -> str:
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    @property
    def json(self) -> Json:
        """The fields that every kind of file has."""
        unique, size = self.unique_id, len(self.data)
        return {"file_id": self.id, "file_unique_id": unique, "file_size": size}


class Files:
    """All files, by `file_id`."""

    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}

    def add(self, kind: str, data: bytes, name: str) -> StoredFile:
        unique = hashlib.sha256(data).hexdigest()[:16]
        file_id = f"{kind}-{len(self._files) + 1}-{unique}"
        self._files[file_id] = StoredFile(file_id, unique, kind, name, data)
        return self._files[file_id]

    def get(self, file_id: str) -> StoredFile:
        """Return the file; BadRequestError for an unknown id."""
        try:
            return self._files[file_id]
        except KeyError:
            reason = "wrong file identifier/HTTP URL specified"
            raise BadRequestError(reason) from None

    def at(self, path: str) -> StoredFile | None:
        """Return the file with the path that `getFile` returned."""
        return next((file for file in self._files.values() if file.path == path), None)


def content_of(message: Json) -> Json:
    """Return the fields of a message that a copy or forward keeps."""
    return {name: value for name, value in message.items() if name in _KEYS}


def is_service(message: Json) -> bool:
    """Whether the message has no content: it only announces an event, such as a new topic."""
    return not _BODY & message.keys()


def media_content(file: StoredFile) -> Json:
    """Return the fields of a message that carries this file."""
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
    """Return width and height of a PNG, GIF or JPEG; refuse other data, as Telegram does."""
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
