"""Links, commands, mentions and the like, which Telegram finds in any text by itself."""

import re

from bot.playground.wire import Json, utf16_length

_TOP_LEVEL = (
    "ae app biz by center club cn com de dev edu eu expo gov in info io kz me moscow net online "
    "org pro ru shop site su tech tr uk uz москва рус рф"
).replace(" ", "|")
_HOST = rf"(?:[a-zа-яё0-9_-]+\.)+(?:{_TOP_LEVEL})(?![\w-])"
_PATH = r"[/?#](?:[^\s<>«»\"]*[^\s<>«»\".,;:!?)\]])?"
_PATTERNS = {
    "email": rf"(?<![\w.])[a-z0-9._%+-]+@{_HOST}",
    "url": rf"(?<![\w@./])(?:(?:https?|tg|ton)://[^\s<>«»\"]*[^\s<>«»\".,;:!?)\]]|{_HOST}(?:{_PATH})?)",
    "mention": r"(?<![\w@/.])@[a-z0-9_]{3,32}(?![\w@])",
    "bot_command": r"(?<![\w/<>])/[a-z0-9_]{1,64}(?:@[a-z0-9_]{3,32})?(?![\w/])",
    "hashtag": r"(?<![\w#])#(?=\w*[^\W\d])\w{1,256}",
    "phone_number": r"(?<![\w+])\+\d[\d ()-]{8,18}\d(?!\w)",
}
_ANY = re.compile(
    "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _PATTERNS.items()), re.IGNORECASE
)
_CLOSED = frozenset({"code", "pre", "text_link", "text_mention", "custom_emoji", "date_time"})


def auto_entities(text: str, known: list[Json]) -> list[Json]:
    """Entities to add to the `known` ones; none inside code and explicit links."""
    closed = [
        range(entity["offset"], entity["offset"] + entity["length"])
        for entity in known
        if entity["type"] in _CLOSED
    ]
    found: list[Json] = []
    for match in _ANY.finditer(text):
        offset = utf16_length(text[: match.start()])
        if not any(offset in span for span in closed):
            kind = match.lastgroup
            found.append({"type": kind, "offset": offset, "length": utf16_length(match[0])})
    return found
