"""Formatted text: parsing of HTML, checks of entities, links found automatically."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.playground.requests import (
    BadLinkError,
    BadRequestError,
    Json,
    Params,
    checked_link,
    utf16_length,
)

_END = "\0"
_SPACE = " \t\r\n\v\f"
_REFERENCE = re.compile(
    r"&(?:#[xX]([0-9a-fA-F]{1,7})|#([0-9]{1,8})|(lt|gt|amp|quot)(?![a-zA-Z]));?"
)
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_TOKEN = re.compile(r"[a-zA-Z0-9.-]*")
_MAX_CODE_POINT = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)
_KINDS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("tg-spoiler", "span"), "spoiler"),
    **{kind: kind for kind in ("code", "pre", "blockquote")},
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
_TAGS = frozenset(_KINDS)
_MENTION = "tg://user?id="
_TOP_LEVEL = (
    "ae app biz by center club cn com de dev edu eu expo gov in info io kz me moscow net online "
    "org pro ru shop site su tech tr uk uz москва рус рф"
).replace(" ", "|")
_HOST = rf"(?:[a-zа-яё0-9_-]+\.)+(?:{_TOP_LEVEL})(?![\w-])"
_PATH = r"[/?#](?:[^\s<>«»\"]*[^\s<>«»\".,;:!?)\]])?"
_PATTERNS = {
    "email": rf"(?<![\w.%+-])[a-z0-9._%+-]+@{_HOST}",
    "url": rf"(?<![\w@./-])(?:(?:https?|tg|ton)://[^\s<>«»\"]*[^\s<>«»\".,;:!?)\]]|{_HOST}(?:{_PATH})?)",
    "mention": r"(?<![\w@/.])@[a-z0-9_]{3,32}(?![\w@])",
    "bot_command": r"(?<![\w/<>])/[a-z0-9_]{1,64}(?:@[a-z0-9_]{3,32})?(?![\w/])",
    "hashtag": r"(?<![\w#])#(?=\w*[^\W\d])\w{1,256}",
    "phone_number": r"(?<![\w+])\+\d[\d ()-]{8,18}\d(?!\w)",
}
_ANY = re.compile(
    "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _PATTERNS.items()), re.IGNORECASE
)
_CLOSED = frozenset({"code", "pre", "text_link", "text_mention", "custom_emoji", "date_time"})
MAX_TEXT = 4096
MAX_CAPTION = 1024
_MAX_ENTITIES = 100
_TYPES = (
    "mention hashtag cashtag bot_command url email phone_number bold italic underline "
    "strikethrough spoiler blockquote expandable_blockquote code pre text_link text_mention "
    "custom_emoji date_time"
)
FindUser = Callable[[int], Json | None]


class HtmlScanner:
    """A position in the source; each method reads one token there and moves past it."""

    def __init__(self, source: str) -> None:
        self._source = source.replace(_END, "") + _END
        self.at = 0

    @property
    def ended(self) -> bool:
        return self._char == _END

    def starts(self, prefix: str) -> bool:
        return self._source.startswith(prefix, self.at)

    def text(self) -> str:
        """Read the text up to the next tag, with references decoded."""
        begin, tag = self.at, self._source.find("<", self.at)
        self.at = tag if tag >= 0 else len(self._source) - 1
        return unescape(self._source[begin : self.at])

    def start_tag(self, supported: frozenset[str]) -> tuple[str, dict[str, str]]:
        """Read a tag: its name and attributes (without a value: empty)."""
        begin = self.at
        self.at += 1
        name = self._take_until(_SPACE + ">" + _END).lower()
        if self.ended:
            raise self.refusal("Unclosed start tag", begin)
        if name not in supported:
            raise self.refusal(f'Unsupported start tag "{name}"', begin)
        attributes: dict[str, str] = {}
        while self._skip_spaces() != ">":
            attribute = self._take_until(_SPACE + "=>/\"'" + _END)
            if not attribute:
                raise self.refusal(f'Empty attribute name in the tag "{name}"', begin)
            if self._skip_spaces() == _END:
                raise self.refusal(f'Unclosed start tag "{name}"', begin)
            attributes[attribute] = self._value(name, begin) if self._char == "=" else ""
        self.at += 1
        return name, attributes

    def end_tag(self) -> str:
        """Read the name in `</name>`; empty in `</>`, which closes any tag."""
        begin = self.at
        self.at += 2
        name = self._take_until(_SPACE + ">" + _END).lower()
        if self._skip_spaces() != ">":
            raise self.refusal("Unclosed end tag", begin)
        self.at += 1
        return name

    def refusal(self, reason: str, at: int, rest: str = "") -> BadRequestError:
        """Make the error at this position, which Telegram counts in bytes of UTF-8."""
        offset = len(self._source[:at].encode())
        return BadRequestError(f"can't parse entities: {reason} at byte offset {offset}{rest}")

    def _value(self, tag: str, begin: int) -> str:
        self.at += 1
        quote = self._skip_spaces()
        if quote == _END:
            raise self.refusal(f'Unclosed start tag "{tag}"', begin)
        if quote not in "\"'":
            return self._token()
        self.at += 1
        value = unescape(self._take_until(quote + _END))
        self.at += not self.ended
        if self.ended:
            raise self.refusal("Unclosed start tag", begin)
        return value

    def _token(self) -> str:
        match = _TOKEN.match(self._source, self.at)
        token = match[0] if match else ""
        begin, self.at = self.at, self.at + len(token)
        if self._char not in _SPACE + ">":
            raise self.refusal("Unexpected end of name token", begin)
        return token.lower()

    @property
    def _char(self) -> str:
        return self._source[self.at]

    def _take_until(self, stops: str) -> str:
        begin = self.at
        while self._char not in stops:
            self.at += 1
        return self._source[begin : self.at]

    def _skip_spaces(self) -> str:
        while self._char in _SPACE:
            self.at += 1
        return self._char


def unescape(text: str) -> str:
    """Decode numeric references and the four named ones of Telegram; keep the others."""
    return _REFERENCE.sub(_decoded, text)


def _decoded(reference: re.Match[str]) -> str:
    if reference[3]:
        return _NAMED[reference[3]]
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    if code in _SURROGATES:
        raise BadRequestError(
            "can't parse entities: Text contains invalid Unicode characters after decoding HTML "
            "entities, check for unmatched surrogate code units"
        )
    return chr(code) if 0 < code <= _MAX_CODE_POINT else reference[0]


@dataclass(frozen=True)
class _OpenTag:
    name: str
    attributes: dict[str, str]
    offset: int
    begin: int


class _Reader:
    def __init__(self, source: str) -> None:
        self.scanner = HtmlScanner(source)
        self.plain = ""
        self.entities: list[Json] = []
        self._length = 0
        self._open: list[_OpenTag] = []

    def read(self) -> None:
        while not self.scanner.ended:
            if self.scanner.starts("</"):
                self._close_tag()
            elif self.scanner.starts("<"):
                self._open_tag()
            else:
                text = self.scanner.text()
                self.plain += text
                self._length += utf16_length(text)
        if self._open:
            tag = self._open[-1].name
            raise _refusal(f'Can\'t find end tag corresponding to start tag "{tag}"')

    def _open_tag(self) -> None:
        begin = self.scanner.at
        name, attributes = self.scanner.start_tag(_TAGS)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise self.scanner.refusal('Tag "span" must have class "tg-spoiler"', begin)
        self._open.append(_OpenTag(name, attributes, self._length, len(self.plain)))

    def _close_tag(self) -> None:
        begin = self.scanner.at
        if not self._open:
            raise self.scanner.refusal("Unexpected end tag", begin)
        name = self.scanner.end_tag()
        tag = self._open.pop()
        if name and name != tag.name:
            rest = f', expected "</{tag.name}>", found "</{name}>"'
            raise self.scanner.refusal("Unmatched end tag", begin, rest)
        details = self._details(tag)
        if details is not None and self._length > tag.offset:
            kind, length = _KINDS[tag.name], self._length - tag.offset
            entity = {"type": kind, "offset": tag.offset, "length": length, **details}
            self._add(entity)

    def _details(self, tag: _OpenTag) -> Json | None:
        """Return the further fields of the entity; None if Telegram makes no entity of the tag."""
        attributes = tag.attributes
        if tag.name == "a":
            return _link(attributes.get("href") or self.plain[tag.begin :])
        if tag.name == "tg-emoji":
            if not attributes.get("emoji-id", "").isdecimal():
                raise _refusal("Invalid custom emoji identifier specified")
            return {"custom_emoji_id": attributes["emoji-id"]}
        if tag.name == "tg-time":
            if not attributes.get("unix", "").isdecimal():
                raise _refusal("Invalid date specified")
            details: Json = {"unix_time": int(attributes["unix"])}
            return details | {"date_time_format": attributes.get("format", "")}
        if tag.name == "blockquote" and "expandable" in attributes:
            return {"type": "expandable_blockquote"}
        language = attributes.get("class", "")
        if tag.name == "code" and language.startswith("language-"):
            return {"language": language.removeprefix("language-")}
        return {}

    def _add(self, entity: Json) -> None:
        last = self.entities[-1] if self.entities else {}
        span = ("offset", "length")
        if entity["type"] == "pre" and all(last.get(name) == entity[name] for name in span):
            # <pre><code class="language-…"> is one entity that names its language
            entity |= {"language": last["language"]} if "language" in last else {}
            self.entities.pop()
        self.entities.append(entity)


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Return plain text and its entities (offsets in UTF-16 units, outer before inner).

    Raises BadRequestError with the message of TDLib when the markup is wrong.
    """
    reader = _Reader(source)
    reader.read()
    for entity in reader.entities:
        if entity["type"] == "code":  # only <pre> has a language
            entity.pop("language", None)
    reader.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return reader.plain, reader.entities


def _link(target: str) -> Json | None:
    person = target.removeprefix(_MENTION)
    if person != target and person.isdecimal():
        return {
            "type": "text_mention",
            "user": {"id": int(person)},
        }  # completed later
    try:
        return {"url": checked_link(target)}
    except BadLinkError:
        return None


def _refusal(reason: str) -> BadRequestError:
    return BadRequestError(f"can't parse entities: {reason}")


def auto_entities(text: str, known: list[Json]) -> list[Json]:
    """Find links, mentions, commands… in the text, but not inside code and explicit links."""
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


def message_text(params: Params, find_user: FindUser) -> Json:
    """Return `{"text": …, "entities": […]}` of a call; refuse an empty or too long text."""
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
    """Return `{"caption": …, "caption_entities": […]}`; empty when there is no caption."""
    text, entities = _parsed(params, "caption", "caption_entities")
    text, entities = corrected(text, entities, find_user)
    if utf16_length(text) > MAX_CAPTION:
        raise BadRequestError("message caption is too long")
    found: Json = {"caption": text} if text else {}
    return found | {"caption_entities": entities} if entities else found


def corrected(text: str, entities: list[Json], find_user: FindUser) -> tuple[str, list[Json]]:
    """Trim the text, find links, drop formatting inside code and entities beyond 100."""
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
        # Markdown is not implemented: the bot uses HTML only
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
