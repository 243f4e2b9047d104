"""A text with its entities, as Telegram stores it after all its own corrections."""

from collections.abc import Callable

from bot.playground.auto_entities import auto_entities
from bot.playground.errors import BadRequestError
from bot.playground.html_entities import parse_html
from bot.playground.params import Params
from bot.playground.urls import BadLinkError, checked_link
from bot.playground.wire import Json, utf16_length

MAX_TEXT = 4096
MAX_CAPTION = 1024
_MAX_ENTITIES = 100
_TYPES = (
    "mention hashtag cashtag bot_command url email phone_number bold italic underline "
    "strikethrough spoiler blockquote expandable_blockquote code pre text_link text_mention "
    "custom_emoji date_time"
)
FindUser = Callable[[int], Json | None]


def message_text(params: Params, find_user: FindUser) -> Json:
    """`{"text": …, "entities": […]}` of a call; refuses the empty and the too long."""
    if not params.text("text"):
        raise BadRequestError("message text is empty")
    text, entities = _parsed(params, "text", "entities")
    text, entities = corrected(text, entities, find_user)
    if not text:
        raise BadRequestError("text must be non-empty")
    if utf16_length(text) > MAX_TEXT:
        raise BadRequestError("message is too long")
    return {"text": text, "entities": entities} if entities else {"text": text}


def caption(params: Params, find_user: FindUser) -> Json:
    """`{"caption": …, "caption_entities": […]}`, or nothing when there is no caption."""
    text, entities = _parsed(params, "caption", "caption_entities")
    text, entities = corrected(text, entities, find_user)
    if utf16_length(text) > MAX_CAPTION:
        raise BadRequestError("message caption is too long")
    found: Json = {"caption": text} if text else {}
    return found | {"caption_entities": entities} if entities else found


def corrected(text: str, entities: list[Json], find_user: FindUser) -> tuple[str, list[Json]]:
    """Trim, find links, forget formatting inside code and beyond the hundredth entity."""
    trimmed = text.strip(" \t\n\r")
    shift = utf16_length(text) - utf16_length(text.lstrip(" \t\n\r"))
    kept = [found for entity in entities if (found := _moved(entity, shift, trimmed, find_user))]
    kept = [entity for entity in kept if not _inside_code(entity, kept)]
    kept = (kept + auto_entities(trimmed, kept))[:_MAX_ENTITIES]
    kept.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return trimmed, kept


def _parsed(params: Params, field: str, entities_field: str) -> tuple[str, list[Json]]:
    mode = params.text("parse_mode").lower()
    text = params.text(field)
    if mode == "html":
        return parse_html(text)
    if mode:
        # Markdown is refused too: this bot and its tests speak HTML only.
        raise BadRequestError("unsupported parse_mode")
    return text, [_checked(entity, text) for entity in params.items(entities_field)]


def _checked(entity: Json, text: str) -> Json:
    offset, length, end = entity["offset"], entity["length"], utf16_length(text)
    if entity["type"] not in _TYPES.split():
        raise BadRequestError("can't parse MessageEntity: Unsupported type specified")
    if offset < 0:
        raise BadRequestError(f"receive an entity with incorrect offset {offset}")
    if offset >= end:
        reason = f"entity begins after the end of the text at UTF-16 offset {offset}"
        raise BadRequestError(reason)
    if offset + length > end:
        raise BadRequestError(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text "
            f"at UTF-16 offset {offset + length}"
        )
    if entity["type"] == "text_link":
        return entity | {"url": _entity_link(entity.get("url", ""))}
    return entity


def _entity_link(url: str) -> str:
    try:
        return checked_link(url)
    except BadLinkError as error:
        raise BadRequestError(f"entity URL '{url}' is invalid: {error}") from None


def _moved(entity: Json, shift: int, text: str, find_user: FindUser) -> Json | None:
    begin = max(0, entity["offset"] - shift)
    end = min(utf16_length(text), entity["offset"] + entity["length"] - shift)
    if end <= begin:
        return None
    moved = entity | {"offset": begin, "length": end - begin}
    if entity["type"] == "text_mention":
        user = find_user(entity["user"]["id"])
        return moved | {"user": user} if user else None
    return moved


def _inside_code(entity: Json, entities: list[Json]) -> bool:
    return any(
        other is not entity
        and other["type"] in {"code", "pre"}
        and other["offset"] <= entity["offset"]
        and other["offset"] + other["length"] >= entity["offset"] + entity["length"]
        for other in entities
    )
