"""Tags and character references of Telegram's HTML, with the refusals of TDLib's `parse_html`."""

import re

from bot.playground.errors import BadRequestError

_END = "\0"
_SPACE = " \t\r\n\v\f"
_REFERENCE = re.compile(
    r"&(?:#[xX]([0-9a-fA-F]{1,7})|#([0-9]{1,8})|(lt|gt|amp|quot)(?![a-zA-Z]));?"
)
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_TOKEN = re.compile(r"[a-zA-Z0-9.-]*")
_MAX_CODE_POINT = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)


class HtmlScanner:
    """A place in the source that moves forward; each method reads one thing that starts there."""

    def __init__(self, source: str) -> None:
        self._source = source.replace(_END, "") + _END
        self.at = 0

    @property
    def ended(self) -> bool:
        return self._char == _END

    def starts(self, prefix: str) -> bool:
        return self._source.startswith(prefix, self.at)

    def text(self) -> str:
        """Everything up to the next tag, references decoded."""
        begin, tag = self.at, self._source.find("<", self.at)
        self.at = tag if tag >= 0 else len(self._source) - 1
        return unescape(self._source[begin : self.at])

    def start_tag(self, supported: frozenset[str]) -> tuple[str, dict[str, str]]:
        """Name and attributes; an attribute without a value has an empty one."""
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
        """Telegram counts the place in bytes of UTF-8."""
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
    """Telegram knows four named references and the numeric ones; the rest stay as written."""
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
