"""Reading of what Telegram sends: a part that does not fit is left out, and the rest is read.

aiogram reads an update or an answer as a whole or not at all. Telegram adds kinds and fields every
month, and leaves out fields of old messages.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from aiogram import Bot, Dispatcher
from aiogram.enums import ContentType
from aiogram.types import Message, Update
from pydantic import ValidationError

_log = logging.getLogger(__name__)

Json = dict[str, Any]
Value = TypeVar("Value")
Path = tuple[str | int, ...]

MOST_FLAWS = 50  # a message of Telegram has few; what has more is not worth the time
_NEUTRAL: tuple[object, ...] = ("", 0, [])  # for a text, a number or a flag, a list
_KINDS = {"type", "status"}  # what says how the rest is to be read has no neutral value
_ADDRESS = {"from", "chat"}


class UnreadableError(ValueError):
    """Nothing useful can be read; the text names the part that does not fit."""


@dataclass(frozen=True, slots=True)
class Reading(Generic[Value]):
    """`left_out` names parts as «message.forward_origin», without the numbers of list items."""

    value: Value
    left_out: tuple[str, ...] = ()


async def feed(
    dispatcher: Dispatcher, bot: Bot, raw: Json, count: Callable[[str], None] = lambda _: None
) -> object:
    """Let the dispatcher handle what can be read; `count` is told each part that is left out.

    Raises UnreadableError as `read_update` does.
    """
    reading = read_update(raw, bot)
    for part in (*reading.left_out, *unknown_fields(reading.value)):
        _log.warning("An update was read without %s", part)
        count(part)
    return await dispatcher.feed_update(bot, reading.value)


def read_update(raw: Json, bot: Bot) -> Reading[Update]:
    """Raises UnreadableError when it cannot be said whose update it is, or its content is lost.

    What stands under a picture that cannot be read is read.
    """
    reading = read(partial(Update.model_validate, context={"bot": bot}), raw)
    for part in reading.left_out:
        kind, _, field = part.partition(".")
        event = getattr(reading.value, kind, None)
        if field in _ADDRESS or (field and not _is_note(field) and _has_lost_content(event)):
            raise UnreadableError(part)
    return reading


def read(validate: Callable[[Any], Value], raw: Json) -> Reading[Value]:
    """Raises UnreadableError when `raw` has no value without the part that does not fit."""
    left_out: list[str] = []
    for _ in range(MOST_FLAWS):
        try:
            return Reading(validate(raw), tuple(dict.fromkeys(left_out)))
        except ValidationError as error:
            raw = raw if left_out else deepcopy(raw)
            left_out.append(_name(_mend(validate, raw, _deepest_flaw(raw, error))))
    raise UnreadableError(left_out[-1])


def unknown_fields(update: Update) -> Iterator[str]:
    """The kind of an update, where it is new, and the fields of a message without known ones."""
    yield from update.model_extra or ()
    for kind, event in update:
        if isinstance(event, Message) and event.content_type == ContentType.UNKNOWN:
            yield from (f"{kind}.{field}" for field in event.model_extra or ())


def _is_note(field: str) -> bool:
    """Whether it is a note of Telegram in a chat, as of a pin or a timer: nobody has said it."""
    kind = field.partition(".")[0]
    return kind in set(ContentType) and kind not in CONTENT_TYPES


def _has_lost_content(event: object) -> bool:
    return (
        isinstance(event, Message)
        and event.content_type == ContentType.UNKNOWN
        and not event.caption
    )


def _deepest_flaw(raw: Json, error: ValidationError) -> Path:
    """The path to what is wrong or missing that is farthest from the root."""
    flaws = error.errors(include_url=False, include_context=False, include_input=False)
    others = [flaw["loc"][:-1] for flaw in flaws if flaw["type"] == "literal_error"]
    meant = [flaw for flaw in flaws if not any(_begins(flaw["loc"], other) for other in others)]
    paths = (
        _path(raw, flaw["loc"], is_missing=flaw["type"] == "missing") for flaw in meant or flaws
    )
    return max(paths, key=len)


def _begins(path: Sequence[object], beginning: Sequence[object]) -> bool:
    return path[: len(beginning)] == beginning


def _path(raw: Any, location: Path, *, is_missing: bool) -> Path:  # noqa: ANN401 - JSON
    """Where in `raw` pydantic's location is; it also names the members of unions, which are not."""
    path: list[str | int] = []
    for step in location:
        if _has(raw, step):
            raw = raw[step]
            path.append(step)
    return (*path, location[-1]) if is_missing else tuple(path)


def _mend(validate: Callable[[Any], object], raw: Json, path: Path) -> Path:
    """Fill in what is missing, or take out what holds the flaw; return the path to it."""
    holder, name = _at(raw, path[:-1]), path[-1]
    if isinstance(holder, dict) and name not in holder:
        if not _identifies(str(name)) and _fill(validate, raw, path):
            return path
        path = path[:-1]
    if len(path) <= 1:
        raise UnreadableError(_name(path))
    del _at(raw, path[:-1])[path[-1]]
    return path


def _fill(validate: Callable[[Any], object], raw: Json, path: Path) -> bool:
    holder = _at(raw, path[:-1])
    for value in _NEUTRAL:
        holder[path[-1]] = value
        if path not in _wrong(validate, raw):
            return True
    del holder[path[-1]]
    return False


def _wrong(validate: Callable[[Any], object], raw: Json) -> set[Path]:
    try:
        validate(raw)
    except ValidationError as error:
        return {_path(raw, flaw["loc"], is_missing=False) for flaw in error.errors()}
    return set()


def _identifies(name: str) -> bool:
    """Nobody may be taken for somebody else."""
    return name in _KINDS or name == "id" or name.endswith("_id")


def _has(holder: object, step: str | int) -> bool:
    if isinstance(holder, list):
        return isinstance(step, int) and step < len(holder)
    return isinstance(holder, dict) and step in holder


def _name(path: Path) -> str:
    return ".".join(step for step in path if isinstance(step, str))


def _at(raw: Any, path: Sequence[str | int]) -> Any:  # noqa: ANN401 - JSON
    for step in path:
        raw = raw[step]
    return raw


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an update comes from; it is known of what cannot be read as well.

    `sent_at` is in Unix seconds; 0 where Telegram does not tell it, as of a press.
    """

    chat_id: int = 0
    topic_id: int = 0
    message_id: int = 0
    person_id: int = 0
    sent_at: int = 0
    is_reply: bool = False

    @property
    def is_private(self) -> bool:
        return self.chat_id == self.person_id > 0

    @property
    def may_be_letter(self) -> bool:
        """A person writes to the staff by a reply, the staff by any message in their group."""
        return self.chat_id < 0 or self.is_reply

    @property
    def lane(self) -> tuple[int, int]:
        """What has to keep its order: a topic of a group, a chat, or the queries of a person."""
        return (self.chat_id, self.topic_id) if self.chat_id else (self.person_id, 0)


def origin_of(update: Json) -> Origin:
    payload = next((value for value in update.values() if isinstance(value, dict)), {})
    message = payload["message"] if isinstance(payload.get("message"), dict) else payload
    chat_id = _integer(message.get("chat"), "id")
    in_topic = chat_id < 0 and message.get("is_topic_message") is True
    return Origin(
        chat_id,
        _integer(message, "message_thread_id") if in_topic else 0,
        _integer(message, "message_id"),
        _integer(payload.get("from"), "id"),
        _integer(payload, "edit_date") or _integer(payload, "date"),
        is_reply="reply_to_message" in payload,
    )


def _integer(holder: object, name: str) -> int:
    value = holder.get(name) if isinstance(holder, dict) else None
    return value if isinstance(value, int) else 0


# What says something without words; the rest is a mood, a game or a place in Telegram.
SPEAKS_FOR_ITSELF = frozenset(
    {
        ContentType.PHOTO,
        ContentType.LIVE_PHOTO,
        ContentType.VIDEO,
        ContentType.VIDEO_NOTE,
        ContentType.VOICE,
        ContentType.AUDIO,
        ContentType.DOCUMENT,
        ContentType.CONTACT,
        ContentType.LOCATION,
        ContentType.VENUE,
    }
)
# A person may send one of these. If Telegram refuses to copy it to the staff, they are told.
CONTENT_TYPES = SPEAKS_FOR_ITSELF | {
    ContentType.TEXT,
    ContentType.ANIMATION,
    ContentType.STICKER,
    ContentType.POLL,
    ContentType.DICE,
    ContentType.GAME,
    ContentType.STORY,
    ContentType.CHECKLIST,
    ContentType.PAID_MEDIA,
    ContentType.RICH_MESSAGE,
    ContentType.GIVEAWAY,
    ContentType.GIVEAWAY_WINNERS,
    ContentType.INVOICE,
}


def has_content(message: Message) -> bool:
    """A caption is somebody's words, also under what is of a kind that nobody here knows."""
    return message.content_type in CONTENT_TYPES or bool(message.caption)
