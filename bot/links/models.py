"""What became of an address in the content."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from bot.editing.models import ContentId


class LinkState(StrEnum):
    OK = "ok"
    MOVED = "moved"  # for ever, to another address
    BROKEN = "broken"  # there is no such page, or no such site
    UNREACHABLE = "unreachable"  # no answer, or a refusal: it may be there


class LinkResult(NamedTuple):
    state: LinkState
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CheckedLink:
    """`subjects` are the answers and events that have it, with their titles."""

    url: str
    result: LinkResult
    subjects: tuple[tuple[ContentId, str], ...]
