"""Markdown of answers to Telegram HTML, plain text and pages; typography."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from html import escape
from html.parser import HTMLParser
from itertools import accumulate, pairwise
from textwrap import shorten

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType

PAGE_CHARACTERS = 1200  # of one page of a card
COMMENT = "<!---->"
_TAGS = {"strong": "b", "em": "i", "s": "s", "blockquote": "blockquote"}


@lru_cache(maxsize=64)  # the English of a card, which each question about it comes by
def to_html(markdown: str) -> str:
    """Telegram HTML. Blocks are separated by one empty line; `cut_pages` cuts there."""
    return _Renderer().render(_parser().parse(markdown))


class _FreeMarks(StateInline):
    """Bold and struck text may begin and end beside letters and signs alike: «**Срок:**10 дней».

    CommonMark takes a mark between a sign and a letter for what was typed: «**Срок:**10».
    """

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803, FBT001 - markdown-it's names
        scanned = super().scanDelims(start, canSplitWord)
        if not canSplitWord:  # «_», which stands in names of files
            return scanned
        end = start + scanned.length
        begins = start == 0 or self.src[start - 1].isspace() or self.src.endswith(COMMENT, 0, start)
        ends = self.src[end : end + 1].strip() == ""
        return Scanned(not ends, not begins, scanned.length)


class _FreeInline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = _FreeMarks(src, md, env, tokens)
        self.tokenize(state)
        for pair_up in self.ruler2.getRules(""):
            pair_up(state)
        return state.tokens


def _skip_comment(state: StateInline, _silent: bool) -> bool:  # noqa: FBT001 - markdown-it's way
    """After an empty comment a mark begins something: «**раз**<!---->*два*»."""
    found = state.src.startswith(COMMENT, state.pos)
    state.pos += len(COMMENT) * found
    return found


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero")
    parser.inline = _FreeInline()
    parser.configure("commonmark", {"html": False}).enable("strikethrough")
    parser.inline.ruler.before("escape", "comment", _skip_comment)
    parser.disable(["heading", "lheading", "image", "hr", "html_block", "code"])
    parser.parse("-")  # it puts its rules in order now, not in two threads at once
    return parser


@lru_cache(maxsize=512)  # a card passes here half a dozen times
def to_plain(html: str) -> str:
    """The text of Telegram HTML without tags, entities decoded."""
    collector = _Text()
    collector.feed(html)
    collector.close()
    return "".join(collector.parts)


def visible_length(html: str) -> int:
    """What Telegram counts: UTF-16 units of the text without its tags."""
    return len(to_plain(html).encode("utf-16-le")) // 2


def cut_pages(html: str) -> tuple[str, ...]:
    """Cut at empty lines into pages of at most `PAGE_CHARACTERS` visible characters each.

    A block without an empty line stays whole, even if it is longer. Joined by empty lines, the
    pages are the HTML again.
    """
    found: list[str] = []
    for block in html.split("\n\n"):
        joined = f"{found[-1]}\n\n{block}" if found else block
        if found and visible_length(joined) <= PAGE_CHARACTERS:
            found[-1] = joined
        else:
            found.append(block)
    return tuple(found)


SHOWN_CHARACTERS = 320
FOLDED_CHARACTERS = 120  # less is not worth a tap: Telegram shows three lines of a folded quotation


@lru_cache(maxsize=512)
def cut_to_fold(page: str) -> tuple[str, str]:
    """The first paragraphs of a page, and those to fold into a quotation, both HTML.

    A page that fits on a phone stays whole, and one with a quotation of its own: none can stand
    inside another.
    """
    first, *others = page.split("\n\n")
    while others and visible_length(f"{first}\n\n{others[0]}") <= SHOWN_CHARACTERS:
        first = f"{first}\n\n{others.pop(0)}"
    rest = "\n\n".join(others)
    if visible_length(rest) < FOLDED_CHARACTERS or "<blockquote" in page:
        return page, ""
    return first, rest


_SENTENCE_END = re.compile(
    r"(?<=[.!?…])(?<![\s(][а-яё]\.)(?<!\bул\.)(?<!\bруб\.)\s+(?=[«А-ЯЁA-Z\d])|\n"
)


def sentences(plain: str) -> tuple[str, ...]:
    """The sentences and lines of a plain text."""
    return tuple(filter(None, map(str.strip, _SENTENCE_END.split(plain))))


def first_sentence(plain: str, longest: int) -> str:
    """The first sentence or line of a plain text, cut between words."""
    return first_words(_SENTENCE_END.split(plain.strip(), maxsplit=1)[0], longest)


def first_words(plain: str, longest: int) -> str:
    """As many whole words as `longest` characters hold, with «…» where more follows."""
    return shorten(plain, longest, placeholder="…")


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
        self._quotes = 0

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
                self._quotes += 1
            case "blockquote_close":
                self._quotes -= 1
                self._trim()
                self._out.append("</blockquote>\n\n")
            case "fence":
                lines = (line or " " for line in token.content.rstrip().split("\n"))
                code = escape("\n".join(lines), quote=False)  # no empty line: pages are cut there
                self._out.append(f"<pre>{code}</pre>")
                self._break("\n\n")

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
        """Not inside of a quotation: pages are cut at empty lines, and its tags stand together."""
        self._trim()
        if self._out and not self._out[-1].endswith("<blockquote>"):
            self._out.append("\n" if self._quotes else wanted)

    def _trim(self) -> None:
        while self._out and not self._out[-1].strip():
            self._out.pop()
        if self._out:
            self._out[-1] = self._out[-1].rstrip("\n")


_SPACE = "\N{NO-BREAK SPACE}"
_JOINER = "\N{WORD JOINER}"
_RANGE = re.compile(r"(?<=[–—])(?=\d)")  # a line may end behind a dash: «35–» and «45»
# What stands before and after such a space. A space itself is one character of each `(?<=…)`.
_BOUND = re.compile(
    r"""
    [ ](?:
      (?<=\d[ ])(?=\d{3}(?!\d)|[а-яёa-z₽$€°])                # 1 000, 10 млн, 2026 года
    | (?<=\bмлн[ ])(?=[а-яё₽$€]) | (?<=\b(?:млрд|трлн|тыс\.)[ ])(?=[а-яё₽$€])
    | (?<=\bкв\.[ ])(?=[а-яё])
    | (?<=[№§][ ])(?=\w)                                     # № 5
    | (?<=\b[гдп]\.[ ])(?=[А-ЯЁ\d])                          # г. Москва, д. 5
    | (?<=\b(?:ул|пл|пр|ст|им)\.[ ])(?=[А-ЯЁ\d])             # ул. Ленина
    | (?<=\b(?:стр|наб|пер)\.[ ])(?=[А-ЯЁ\d]) | (?<=\bкорп\.[ ])(?=\d)
    | (?<=\bт\.[ ])(?=[депкч]\.)                             # т. е.
    | (?<=\b[А-ЯЁ]\.[ ])(?=[А-ЯЁ]) | (?=[А-ЯЁ]\.[ ]?[А-ЯЁ]\.)  # А. С. Пушкин, Пушкин А. С.
    | (?<=\S[ ])(?=[—–](?:\s|$))                             # before a dash
    | (?<=(?<![\w-])[авикосуАВИКОСУ][ ])(?=\S)               # prepositions and conjunctions
    | (?<=(?<![\w-])(?:во|до|за|из|ко|на|не|ни|но|об|от|по|со)[ ])(?=\S)
    | (?<=(?<![\w-])(?:Во|До|За|Из|Ко|На|Не|Ни|Но|Об|От|По|Со)[ ])(?=\S)
    | (?<=(?<![\w-])(?:без|для|над|под|при|про|Без|Для|Над|Под|При|Про)[ ])(?=\S)
    | (?<=\w[ ])(?=(?:бы|же|ли)\b)
    )
    """,
    re.VERBOSE,
)
_TAG = re.compile(r"(<(code|pre)\b(?:[^<]++|<(?!\2\b|/\2>))*+</\2>|<[^<>]*+>)")


@lru_cache(maxsize=512)  # a card has new buttons for each question, and the same words
def bind_words(html: str) -> str:
    """The same Telegram HTML with words and ranges that no line tears; tags, links, code stay."""
    parts = _TAG.split(html)
    texts, tags = parts[::3], [*parts[1::3], ""]
    bound = _BOUND.sub(_SPACE, "".join(texts))  # words and their marks may stand in different tags
    ends = pairwise(accumulate(map(len, texts), initial=0))
    return "".join(
        _RANGE.sub(_JOINER, bound[at:end]) + tag for (at, end), tag in zip(ends, tags, strict=True)
    )


def unbound(text: str) -> str:
    """The text as it was before `bind_words`, with spaces of one kind."""
    return text.replace(_SPACE, " ").replace(_JOINER, "")
