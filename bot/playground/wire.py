"""The shapes that travel between a bot and Telegram."""

import json
from dataclasses import dataclass
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
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
