"""Markdown to the HTML that Telegram accepts, and from that to plain text.

The parser is markdown-it; only what Telegram has a tag for is switched on, so anything else
(headings, tables, images, raw HTML) stays visible as text instead of vanishing.
"""

from collections.abc import Sequence
from html import escape
from html.parser import HTMLParser

from markdown_it import MarkdownIt
from markdown_it.token import Token

_TAGS = {"strong": "b", "em": "i", "s": "s", "blockquote": "blockquote"}


def to_html(markdown: str) -> str:
    """Blocks are separated by one empty line, so that a page can be cut between them."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("strikethrough")
    parser.disable(["heading", "lheading", "image", "hr", "html_block", "code"])
    return _Renderer().render(parser.parse(markdown))


def to_plain(html: str) -> str:
    """The words of Telegram HTML, entities decoded, addresses of links left out."""
    collector = _Text()
    collector.feed(html)
    collector.close()
    return "".join(collector.parts)


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
        # A list under its own introduction («Нужно:») stays close to it.
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
