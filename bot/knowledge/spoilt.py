"""Markdown that a card cannot show: what an editor typed would stand there as signs, or be lost."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

_REASONS = {
    "heading_open": "заголовков у ответа нет: выделите начало абзаца **жирным**",
    "table_open": "таблиц в Telegram нет: напишите списком",
    "html_block": "теги HTML не читаются: **жирный**, *курсив*, [слова](https://…)",
    "html_inline": "теги HTML не читаются: **жирный**, *курсив*, [слова](https://…)",
    "image": "картинок в ответе нет: дайте ссылку",
}
_CLOSE = "поставьте их вплотную к словам"
_FOOTNOTE = re.compile(r"(?<!\\)\[\^[^\]]+\]")
_LEFT_OVER = re.compile(r"\*\*|__|~~|`|\]\(|\]\[")
_ADDRESS = re.compile(r"https?://[^/\s]|mailto:|tel:|tg:")
_QUOTES = {"blockquote_open": 1, "blockquote_close": -1}
_LINES = {"softbreak", "hardbreak"}


def spoilt_lines(body: str) -> Iterator[tuple[int, str]]:
    """Lines of a body, from 0, with what is wrong there."""
    quotes = 0
    for token in _parser().parse(body):
        line = token.map[0] if token.map else 0
        quotes += _QUOTES.get(token.type, 0)
        if quotes > 1 and token.type == "blockquote_open":
            yield line, "цитат внутри цитаты в Telegram нет: сделайте одну"
        if token.type in _REASONS:
            yield line, _REASONS[token.type]
        yield from _inline(token.children or (), line)
    for line, text in enumerate(body.split("\n")):
        if _FOOTNOTE.search(text):
            yield line, "сносок нет: скажите это в тексте"


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return parser.disable("text_join")  # it joins typed signs with escaped ones, which are right


def _inline(tokens: Sequence[Token], line: int) -> Iterator[tuple[int, str]]:
    words = ""
    for token in (*tokens, Token("end", "", 0)):
        if token.type == "text":
            words += token.content
            continue
        if found := _LEFT_OVER.search(words):
            mend = "ссылка — это [слова](https://…)" if "]" in found[0] else _CLOSE
            yield line, f"знаки «{found[0]}» останутся видны: {mend}"
        words = ""
        line += token.type in _LINES
        if token.type in _REASONS:
            yield line, _REASONS[token.type]
        if token.type == "link_open" and not _ADDRESS.match(address := str(token.attrs["href"])):
            yield line, f"ссылка «{address}» никуда не ведёт: нужен адрес https://…"
