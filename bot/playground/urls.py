"""Which links Telegram takes, after TDLib's `LinkManager::get_checked_link`."""

import re
from urllib.parse import urlsplit

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
