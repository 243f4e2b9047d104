"""HTML to plain text and message entities, as Telegram reads it."""

from dataclasses import dataclass

from bot.playground.errors import BadRequestError
from bot.playground.html_scanner import HtmlScanner
from bot.playground.urls import BadLinkError, checked_link
from bot.playground.wire import Json, utf16_length

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
        """Say what the entity carries besides its place; None if Telegram makes no entity of it."""
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
    """Plain text and its entities (offsets in UTF-16 units, outer before inner).

    Raises BadRequestError with TDLib's own sentence when the markup is wrong.
    """
    reader = _Reader(source)
    reader.read()
    for entity in reader.entities:
        if entity["type"] == "code":  # only a <pre> may name its language
            entity.pop("language", None)
    reader.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return reader.plain, reader.entities


def _link(target: str) -> Json | None:
    person = target.removeprefix(_MENTION)
    if person != target and person.isdecimal():
        return {"type": "text_mention", "user": {"id": int(person)}}  # the caller knows the rest
    try:
        return {"url": checked_link(target)}
    except BadLinkError:
        return None


def _refusal(reason: str) -> BadRequestError:
    return BadRequestError(f"can't parse entities: {reason}")
