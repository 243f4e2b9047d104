"""Telegram's HTML as the Markdown that answers are written in; `markup.to_html` turns it back."""

import re
from html.parser import HTMLParser
from itertools import groupby

_MARKS = {
    **dict.fromkeys(("b", "strong"), "**"),
    **dict.fromkeys(("i", "em"), "*"),
    **dict.fromkeys(("s", "strike", "del"), "~~"),
    **dict.fromkeys(("code", "pre"), "`"),
}
_SPECIAL = re.compile(r"([\\`*\[\]<]|~~|\b_|_\b|&(?=#?\w+;))")
_BULLET = re.compile(r"(?:[•·*–—+-])\s+")
_NUMBER = re.compile(r"\d{1,3}[.)]\s")

_Styles = tuple[str, ...]


def to_markdown(html: str) -> str:
    """Every line becomes a paragraph, and lines that look like a list become one."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = filter(None, (_line(runs) for runs in reader.lines))
    blocks = groupby(lines, lambda line: line[:2] == "- " or bool(_NUMBER.match(line)))
    return "\n\n".join(("\n" if is_list else "\n\n").join(block) for is_list, block in blocks)


class _Reader(HTMLParser):
    """Gathers lines of (text, styles); a link's style is its address, only of the web."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[list[tuple[str, _Styles]]] = [[]]
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href") or ""
        is_web = tag == "a" and address.startswith(("http://", "https://"))
        self._open.append(address if is_web else _MARKS.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - Telegram's tags are well nested
        if self._open:  # but for one that a mask has swallowed
            self._open.pop()

    def handle_data(self, data: str) -> None:
        first, *others = data.split("\n")
        styles = tuple(style for style in self._open if style)
        self.lines[-1].append((first, styles))
        self.lines.extend([(other, styles)] for other in others)


def _line(runs: list[tuple[str, _Styles]]) -> str:
    text = "".join(_styled(words, styles) for words, styles in runs).strip()
    text = text.replace("\\* ", "* ", 1) if text.startswith("\\* ") else text
    if bullet := _BULLET.match(text):
        return f"- {text[bullet.end() :]}"
    return f"\\{text}" if text.startswith((">", "#")) else text


def _styled(text: str, styles: _Styles) -> str:
    """Spaces stay outside of the marks: inside they would make no emphasis."""
    bare = text.strip()
    if not bare:
        return text
    before, after = text[: text.index(bare[0])], text[len(text.rstrip()) :]
    words = bare.replace("`", "'") if "`" in styles else _SPECIAL.sub(r"\\\1", bare)
    for style in sorted(styles, key=len):
        words = f"[{words}]({style})" if "://" in style else f"{style}{words}{style}"
    return f"{before}{words}{after}"
