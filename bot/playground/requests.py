"""Requests to the Bot API: parameters, checks of links and keyboards, errors of a refusal."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import urlsplit

Json: TypeAlias = dict[str, Any]

Result: TypeAlias = Any
"""Any JSON that a method of the Bot API returns."""

_SCHEMES = frozenset({"http", "https", "tg", "ton", "tonsite"})
_SCHEME = re.compile(r"(?<![a-zA-Z0-9+.-])([a-zA-Z][a-zA-Z0-9+.-]*)://")
_HOST = re.compile(
    r"(?<![^\s@:/?#])(?:[^\s.@:/?#]+\.)+[^\s.@:/?#\d][^\s.@:/?#]*|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]+\]"
)
MAX_BUTTONS = 100
MAX_IN_ROW = 8
MAX_DATA = 64
MAX_COPY = 256
_ACTIONS = (
    *("url", "callback_data", "copy_text", "switch_inline_query"),
    *("switch_inline_query_current_chat", "switch_inline_query_chosen_chat"),
)
_MARKUPS = ("inline_keyboard", "keyboard", "remove_keyboard", "force_reply")
_STYLES = (None, "danger", "success", "primary")


@dataclass(frozen=True)
class UploadedFile:
    """A file that came with a call; `attach://<field>` in a parameter points to it."""

    name: str
    data: bytes


def utf16_length(text: str) -> int:
    """Return the length in UTF-16 units, in which Telegram counts lengths and offsets."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def dump(value: object) -> str:
    """Serialise to compact JSON without escaping letters."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class ApiError(Exception):
    """A refusal with the code, description and `parameters` that Telegram would send."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> Json:
        """Return the JSON of the HTTP response."""
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
    """409: two receivers of updates at the same time."""

    def __init__(self, reason: str) -> None:
        super().__init__(409, f"Conflict: {reason}")


class FloodError(ApiError):
    """429: too many calls; the bot must wait `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


class PageError(ApiError):
    """A proxy before Telegram answers with an HTML page instead of JSON."""

    page = "<html><body><h1>502 Bad Gateway</h1></body></html>"

    def __init__(self) -> None:
        super().__init__(502, "Bad Gateway")


class DroppedError(Exception):
    """The connection broke before the response: the bot cannot know whether the call worked."""

    def __init__(self, method: str, *, carried_out: bool) -> None:
        super().__init__(method)
        self.carried_out = carried_out


class Params:
    """Parameters of a call, typed (JSON) or strings (forms)."""

    def __init__(
        self, values: Mapping[str, Result], files: Mapping[str, UploadedFile] | None = None
    ) -> None:
        self.values = {name: value for name, value in values.items() if value is not None}
        self.files = dict(files or {})

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def text(self, name: str) -> str:
        """Read a string; empty when it is missing, as in Telegram."""
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


class BadLinkError(ValueError):
    """The reason, in Telegram's words, why a link is refused."""


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


def checked_markup(markup: Json | None) -> Json | None:
    """Check any `reply_markup`; None when it is missing or has no buttons."""
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
    """Check an inline keyboard: the only kind that an existing message may get."""
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


def _unparsed(reason: str) -> BadRequestError:
    return BadRequestError(f"can't parse inline keyboard button: {reason}")


_CHECKS = {
    "callback_data": _callback,
    "url": _link,
    "copy_text": _copy,
}
