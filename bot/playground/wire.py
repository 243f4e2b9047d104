"""Requests as Telegram reads them: parameters, files, addresses, errors, reply markup."""

import hashlib
import json
import mimetypes
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import urlsplit

Json: TypeAlias = dict[str, Any]


MAX_DOWNLOAD = 20 * 1024 * 1024


MAX_UPLOAD = 50 * 1024 * 1024


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
    """By `file_id`."""

    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}

    def add(self, kind: str, data: bytes, name: str) -> StoredFile:
        unique = hashlib.sha256(data).hexdigest()[:16]
        file_id = f"{kind}-{len(self._files) + 1}-{unique}"
        self._files[file_id] = StoredFile(file_id, unique, kind, name, data)
        return self._files[file_id]

    def get(self, file_id: str) -> StoredFile:
        """Find a file; BadRequestError for an id that this Telegram never gave."""
        try:
            return self._files[file_id]
        except KeyError:
            reason = "wrong file identifier/HTTP URL specified"
            raise BadRequestError(reason) from None

    def at(self, path: str) -> StoredFile | None:
        """Find the file that `getFile` gave this path for."""
        return next((file for file in self._files.values() if file.path == path), None)


Result: TypeAlias = Any
"""Whatever JSON a method of the Bot API returns."""


@dataclass(frozen=True)
class UploadedFile:
    """A file that came with a call; `attach://<field>` in a parameter points to it."""

    name: str
    data: bytes
    content_type: str = "application/octet-stream"


def utf16_length(text: str) -> int:
    """Telegram counts lengths and offsets in UTF-16 units: an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def dump(value: object) -> str:
    """Compact JSON with its letters readable."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class ApiError(Exception):
    """A refusal, with the code, the words and the `parameters` that Telegram would send."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> Json:
        """Make the JSON of the HTTP response."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


class BadRequestError(ApiError):
    """400: the call itself is wrong."""

    def __init__(self, reason: str, parameters: Json | None = None) -> None:
        super().__init__(400, f"Bad Request: {reason}", parameters)


class ForbiddenError(ApiError):
    """403: the bot may not do this in this chat."""

    def __init__(self, reason: str) -> None:
        super().__init__(403, f"Forbidden: {reason}")


class ConflictError(ApiError):
    """409: two receivers of updates at once."""

    def __init__(self, reason: str) -> None:
        super().__init__(409, f"Conflict: {reason}")


class FloodError(ApiError):
    """429: too many calls; the bot must be silent for `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


class PageError(ApiError):
    """Not Telegram has answered but something before it, and with a page instead of JSON."""

    def __init__(self, code: int = 502) -> None:
        super().__init__(code, "Bad Gateway")
        self.page = f"<html><body><h1>{code} {self.description}</h1></body></html>"


class DroppedError(Exception):
    """The connection broke before an answer came; the bot cannot know what became of its call."""

    def __init__(self, method: str, *, carried_out: bool) -> None:
        super().__init__(method)
        self.carried_out = carried_out


_SCHEMES = frozenset({"http", "https", "tg", "ton", "tonsite"})
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*)://")
_HOST = re.compile(
    r"(?:[^\s.@:/?#]+\.)+[^\s.@:/?#\d][^\s.@:/?#]*|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]+\]"
)


class BadLinkError(ValueError):
    """Telegram's words for why a link is refused."""


def checked_link(link: str) -> str:
    """Return the link as Telegram keeps it (`example.com` → `http://example.com/`)."""
    link = link.strip()
    scheme = _SCHEME.match(link)
    if scheme and scheme[1].lower() not in _SCHEMES:
        raise BadLinkError("Unsupported URL protocol")
    if scheme and scheme[1].lower() not in {"http", "https"}:
        return link
    parts = urlsplit(link if scheme else f"http://{link}")
    try:
        port = parts.port
    except ValueError:
        raise BadLinkError("Wrong port number specified in the URL") from None
    if not parts.hostname:
        raise BadLinkError("URL host is empty")
    if port == 0 or not _HOST.fullmatch(parts.hostname):
        raise BadLinkError("Wrong HTTP URL")
    return parts._replace(path=parts.path or "/").geturl()


class Params:
    """Values come typed (JSON) or as strings (forms): both read the same."""

    def __init__(
        self, values: Mapping[str, Result], files: Mapping[str, UploadedFile] | None = None
    ) -> None:
        self.values = {name: value for name, value in values.items() if value is not None}
        self.files = dict(files or {})

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def text(self, name: str) -> str:
        """Read a string; the empty one when it is missing, as Telegram sees it."""
        value = self.values.get(name, "")
        if isinstance(value, str):
            return value
        if isinstance(value, bool | dict | list):
            raise BadRequestError(f'field "{name}" must be of type String')
        return str(value)

    def integer(self, name: str, default: int = 0) -> int:
        value = self.values.get(name, default)
        try:
            return int(value)
        except (TypeError, ValueError):
            raise BadRequestError(f'field "{name}" must be a valid Number') from None

    def number(self, name: str) -> float:
        try:
            return float(self.values[name])
        except KeyError:
            raise BadRequestError(f"{name} is empty") from None
        except (TypeError, ValueError):
            raise BadRequestError(f'field "{name}" must be a valid Number') from None

    def flag(self, name: str) -> bool:
        value = self.values.get(name, False)
        return value.lower() in {"true", "1", "yes"} if isinstance(value, str) else bool(value)

    def structure(self, name: str) -> Result:
        """Read an object or array, parsed if it came as a string; None when missing or empty."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise BadRequestError(f"can't parse {name} JSON object") from None

    def fields(self, name: str) -> Json | None:
        """Read an object; anything else is refused."""
        value = self.structure(name)
        if value is not None and not isinstance(value, dict):
            raise BadRequestError(f"object expected as {name.replace('_', ' ')}")
        return value

    def items(self, name: str) -> list[Result]:
        """Read an array; the empty one when it is missing."""
        value = self.structure(name)
        if value is not None and not isinstance(value, list):
            raise BadRequestError(f'field "{name}" must be of type Array')
        return value or []


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


MAX_BUTTONS = 100
MAX_IN_ROW = 8
MAX_DATA = 64
MAX_COPY = 256
_ACTIONS = (
    *("url", "callback_data", "web_app", "login_url", "switch_inline_query"),
    *("switch_inline_query_current_chat", "switch_inline_query_chosen_chat"),
    *("copy_text", "callback_game", "pay", "disabled"),
)
_MARKUPS = ("inline_keyboard", "keyboard", "remove_keyboard", "force_reply")
_STYLES = (None, "danger", "success", "primary")


def checked_markup(markup: Json | None) -> Json | None:
    """Any `reply_markup`; None when there is none, or when it holds no button at all."""
    if not markup:
        return None
    if not any(name in markup for name in _MARKUPS):
        raise BadRequestError("object expected as reply markup")
    if "inline_keyboard" in markup:
        return checked_inline(markup)
    for flag in ("remove_keyboard", "force_reply", "selective", "resize_keyboard", "is_persistent"):
        if not isinstance(markup.get(flag, False), bool):
            raise BadRequestError(f'field "{flag}" must be of type Boolean')
    for row in _rows(markup, "keyboard"):
        for button in row:
            if not (button if isinstance(button, str) else button.get("text")):
                raise BadRequestError("can't parse keyboard button: Can't find field \"text\"")
    return markup


def checked_inline(markup: Json | None) -> Json | None:
    """Check an inline keyboard alone; the other kinds cannot be put under an existing message."""
    if not markup:
        return None
    if "inline_keyboard" not in markup:
        raise BadRequestError("inline keyboard expected")
    rows = [[_button(button) for button in row] for row in _rows(markup, "inline_keyboard") if row]
    return {"inline_keyboard": rows} if rows else None


def _rows(markup: Json, name: str) -> list[list[Result]]:
    rows = markup.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise BadRequestError(f'field "{name}" must be of type Array')
    if sum(map(len, rows)) > MAX_BUTTONS or any(len(row) > MAX_IN_ROW for row in rows):
        raise BadRequestError("reply markup is too long")
    return rows


def _button(button: Result) -> Json:
    if not isinstance(button, dict):
        raise _unparsed("Object expected")
    button = {name: value for name, value in button.items() if value is not None}
    if not isinstance(button.get("text"), str):
        raise _unparsed('Can\'t find field "text"')
    if not button["text"].strip():
        raise _unparsed('Field "text" must be non-empty')
    actions = [name for name in _ACTIONS if name in button]
    if not actions or (actions[0] in {"callback_data", "url"} and not button[actions[0]]):
        raise _unparsed("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise _unparsed(f"Exactly one action is allowed, found {', '.join(actions)}")
    if button.get("style") not in _STYLES:
        raise BadRequestError("BUTTON_STYLE_INVALID")
    check = _CHECKS.get(actions[0])
    return check(button) if check else button


def _callback(button: Json) -> Json:
    if len(str(button["callback_data"]).encode()) > MAX_DATA:
        raise BadRequestError("BUTTON_DATA_INVALID")
    return button


def _link(button: Json) -> Json:
    try:
        return button | {"url": checked_link(button["url"])}
    except BadLinkError as error:
        url = button["url"]
        reason = f"inline keyboard button URL '{url}' is invalid: {error}"
        raise BadRequestError(reason) from None


def _copy(button: Json) -> Json:
    if not 1 <= len(button["copy_text"].get("text", "")) <= MAX_COPY:
        raise BadRequestError("BUTTON_COPY_TEXT_INVALID")
    return button


def _web_app(button: Json) -> Json:
    url = button["web_app"].get("url", "")
    if not url.startswith("https://"):
        reason = f"inline keyboard button Web App URL '{url}' is invalid: "
        raise BadRequestError(f"{reason}Only HTTPS links are allowed")
    return button


def _impossible(button: Json) -> Json:
    # Payments and games are not played here.
    raise BadRequestError("BUTTON_TYPE_INVALID" if button else "")


def _unparsed(reason: str) -> BadRequestError:
    return BadRequestError(f"can't parse inline keyboard button: {reason}")


_CHECKS = {
    "callback_data": _callback,
    "url": _link,
    "copy_text": _copy,
    "web_app": _web_app,
    "pay": _impossible,
    "callback_game": _impossible,
    "login_url": _impossible,
}
