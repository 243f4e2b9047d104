"""Markdown that a card cannot show: what an editor typed would stand there as signs, or be lost."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

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
_FOOTNOTE = re.compile(r"(?<!\\)\[\^[^\]]+\]|\^\[[^\]]+\]")
# A mark beside a word or another mark; a star or a low line of its own may be meant.
_LEFT_OVER = re.compile(
    r"\*\*|__|~~|`|\]\(|\]\[|(?<!\^)\[(?![^\[\]]{0,200}\][(\[]|\^)|\*(?!\s)|(?<!\s)\*|\b_\B|\B_\b"
)
_ADDRESS = re.compile(r"https?://[^/\s]|mailto:|tel:|tg:")
_QUOTES = {"blockquote_open": 1, "blockquote_close": -1}
_LINES = {"softbreak", "hardbreak"}
_LIST_LIKE = re.compile(r"(?:[•·▪◦–—]\s|[-+•·▪◦](?=[^\W\d_])|\d{1,2}[.)](?=[^\W\d_]))")
_TABLE_LIKE = re.compile(r"\|.*\|")
_LINE = re.compile(r"-+")  # as it is written, so it is shown
_HASHES = re.compile(r"#{1,6}(?=[^\W\d_])")


def spoilt_lines(body: str) -> Iterator[tuple[int, str]]:
    """Lines of a body, from 0, with what is wrong there."""
    quotes, lines = 0, body.split("\n")
    for token in _parser().parse(body):
        line = token.map[0] if token.map else 0
        quotes += _QUOTES.get(token.type, 0)
        if quotes > 1 and token.type == "blockquote_open":
            yield line, "цитат внутри цитаты в Telegram нет: сделайте одну"
        if token.type in _REASONS:
            yield line, _REASONS[token.type]
        if token.type == "hr" and not _LINE.fullmatch(lines[line].strip()):
            yield line, "черты в Telegram нет: начните новый абзац"
        yield from ((line + at, reason) for at, reason in _block(token))
        yield from _inline(token.children or (), line)
    for line, text in enumerate(lines):
        if _FOOTNOTE.search(text):
            yield line, "сносок нет: скажите это в тексте"


def _block(token: Token) -> Iterator[tuple[int, str]]:
    """What was meant for a list, a table or a heading, and is none; with its line of the block."""
    if token.type == "fence" and not token.content.strip():
        yield 0, "между строками ``` пусто: слова пишут на строках между ними"
    if token.type != "inline":
        return
    lines = [line.strip() for line in token.content.split("\n")]
    if _HASHES.match(lines[0]):
        yield 0, _REASONS["heading_open"]
    for at, (line, following) in enumerate(pairwise((*lines, ""))):
        if _TABLE_LIKE.fullmatch(line):
            yield at, _REASONS["table_open"]
        if _LIST_LIKE.match(line) and _LIST_LIKE.match(following):
            yield at, "список станет одной строкой: начните каждую с «- » или «1. »"


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
            mend = "ссылка — это [слова](https://…)" if found[0][0] in "[]" else _CLOSE
            yield line, f"знаки «{found[0]}» останутся видны: {mend}"
        words = ""
        line += token.type in _LINES
        if token.type in _REASONS:
            yield line, _REASONS[token.type]
        if token.type == "link_open" and not _ADDRESS.match(address := str(token.attrs["href"])):
            yield line, f"ссылка «{address}» никуда не ведёт: нужен адрес https://…"
