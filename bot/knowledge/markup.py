"""Markdown of answers to Telegram HTML, plain text and pages; HTML back to Markdown."""

import re
from collections.abc import Sequence
from html import escape
from html.parser import HTMLParser
from itertools import groupby

from markdown_it import MarkdownIt
from markdown_it.token import Token

PAGE_CHARACTERS = 1200  # of one page of a card
_TAGS = {"strong": "b", "em": "i", "s": "s", "blockquote": "blockquote"}


def to_html(markdown: str) -> str:
    """Telegram HTML. Blocks are separated by one empty line; `cut_pages` cuts there."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("strikethrough")
    parser.disable(["heading", "lheading", "image", "hr", "html_block", "code"])
    return _Renderer().render(parser.parse(markdown))


def to_plain(html: str) -> str:
    """The text of Telegram HTML without tags, entities decoded."""
    collector = _Text()
    collector.feed(html)
    collector.close()
    return "".join(collector.parts)


def visible_length(html: str) -> int:
    """What Telegram counts: UTF-16 units of the text without its tags."""
    return len(to_plain(html).encode("utf-16-le")) // 2


def cut_pages(html: str, limit: int = PAGE_CHARACTERS) -> tuple[str, ...]:
    """Cut at empty lines into pages of at most `limit` visible characters each.

    A block without an empty line stays whole, even if it is longer. Joined by empty lines, the
    pages are the HTML again.
    """
    found: list[str] = []
    for block in html.split("\n\n"):
        joined = f"{found[-1]}\n\n{block}" if found else block
        if found and visible_length(joined) <= limit:
            found[-1] = joined
        else:
            found.append(block)
    return tuple(found)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


class _Renderer:
    def __init__(self) -> None:
        self._out: list[str] = []
        self._lists: list[int | None] = []  # the next number of each open list; None: bullets

    def render(self, tokens: Sequence[Token]) -> str:
        for token in tokens:
            self._block(token)
        return "".join(self._out).strip()

    def _block(self, token: Token) -> None:
        match token.type:
            case "inline":
                self._out.extend(self._inline(child) for child in token.children or ())
            case "bullet_list_open" | "ordered_list_open":
                self._open_list(token)
            case "list_item_open":
                self._out.append("  " * (len(self._lists) - 1) + self._marker())
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
                self._break("\n" if self._lists else "\n\n")
            case "paragraph_close":
                self._break("\n" if self._lists else "\n\n")
            case "blockquote_open":
                self._out.append("<blockquote>")
            case "blockquote_close":
                self._trim()
                self._out.append("</blockquote>\n\n")
            case "fence":
                self._out.append(f"<pre>{escape(token.content.rstrip(), quote=False)}</pre>\n\n")

    def _open_list(self, token: Token) -> None:
        # No empty line between a list and the line that introduces it («Нужно:»).
        self._trim()
        introduced = bool(self._lists) or (self._out and self._out[-1].endswith(":"))
        self._break("\n" if introduced else "\n\n")
        ordered = token.type == "ordered_list_open"
        self._lists.append(int(token.attrs.get("start", 1)) if ordered else None)

    def _marker(self) -> str:
        number = self._lists[-1]
        if number is None:
            return "• "
        self._lists[-1] = number + 1
        return f"{number}. "

    def _inline(self, token: Token) -> str:
        match token.type:
            case "text":
                return escape(token.content, quote=False)
            case "code_inline":
                return f"<code>{escape(token.content, quote=False)}</code>"
            case "softbreak" | "hardbreak":
                return "\n" if token.type == "hardbreak" else " "
            case "link_open":
                return f'<a href="{escape(str(token.attrs["href"]))}">'
            case "link_close":
                return "</a>"
        return f"<{'/' if token.nesting < 0 else ''}{_TAGS[token.tag]}>"

    def _break(self, wanted: str) -> None:
        self._trim()
        if self._out:
            self._out.append(wanted)

    def _trim(self) -> None:
        while self._out and not self._out[-1].strip():
            self._out.pop()
        if self._out:
            self._out[-1] = self._out[-1].rstrip("\n")


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
    """Every line becomes a paragraph; consecutive lines that look like a list become a list."""
    reader = _HtmlReader()
    reader.feed(html)
    reader.close()
    lines = filter(None, (_line(runs) for runs in reader.lines))
    blocks = groupby(lines, lambda line: line[:2] == "- " or bool(_NUMBER.match(line)))
    return "\n\n".join(("\n" if is_list else "\n\n").join(block) for is_list, block in blocks)


class _HtmlReader(HTMLParser):
    """Collects lines of (text, styles). The style of a link is its http(s) address."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[list[tuple[str, _Styles]]] = [[]]
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href") or ""
        is_web = tag == "a" and address.startswith(("http://", "https://"))
        self._open.append(address if is_web else _MARKS.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - Telegram's tags are well nested
        if self._open:  # masking may have removed an opening tag
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
    """Spaces stay outside of the marks: Markdown knows no emphasis with spaces inside."""
    bare = text.strip()
    if not bare:
        return text
    before, after = text[: text.index(bare[0])], text[len(text.rstrip()) :]
    words = bare.replace("`", "'") if "`" in styles else _SPECIAL.sub(r"\\\1", bare)
    for style in sorted(styles, key=len):
        words = f"[{words}]({style})" if "://" in style else f"{style}{words}{style}"
    return f"{before}{words}{after}"
