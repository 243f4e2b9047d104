"""Telegram HTML, as editors and specialists send it, to Markdown."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from html.parser import HTMLParser
from itertools import groupby
from typing import NamedTuple

from bot.knowledge.markup import COMMENT

_FENCE, _CODE = "```", "`"
_MARKS = {
    **dict.fromkeys(("b", "strong"), "**"),
    **dict.fromkeys(("i", "em"), "*"),
    **dict.fromkeys(("s", "strike", "del"), "~~"),
    "code": _CODE,
    "pre": _FENCE,
}
_SPECIAL = re.compile(
    r"[\\`*\[\]<]|(?<=<)!|(?<=~)~|~(?=~)|^~|~$|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w{1,40};)"
)
_UNSAFE = re.compile(r"[\\<>&]")  # in an address
_BARE = re.compile(r"[^\s\\()<>&]*")  # an address that needs no brackets
_BULLET = re.compile(r"[•·*–—+-]\s+")
_NUMBER = re.compile(r"(0|[1-9]\d{0,8})([.)])\s+")
_HEAD = re.compile(
    r"\d{1,9}(?=[.)](?:\s|$))|(?=[>#|])|(?=[-+](?:\s|$))"
)  # begins a list, a quotation or a table
_SPACES = re.compile(r"(\s+)")
_TICKS = re.compile("`+")
_PLAIN: frozenset[str] = frozenset()


class _Run(NamedTuple):
    """A text and its marks; the mark of a link is its address."""

    text: str
    marks: frozenset[str]


def to_markdown(html: str) -> str:
    """Every line becomes a paragraph; consecutive lines that look like a list become a list."""
    reader = _HtmlReader()
    reader.feed(html)
    reader.close()
    written: list[str] = []
    before: int | None = None  # the number of the item before, 0 for a bullet
    for line in reader.lines:
        block, number = _block(line, before)
        if block:
            written += ["\n\n" if None in (before, number) else "\n", block]
            before = number
    return "".join(written[1:])


class _HtmlReader(HTMLParser):
    """Collects lines of runs. Links of other schemes than http and https are left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[list[_Run]] = [[]]
        self._open: list[str] = []
        self._links = [""]  # of those that are open, the last one counts
        self._marked: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href") or ""
        is_web = tag == "a" and address.startswith(("http://", "https://"))
        mark = address if is_web else _MARKS.get(tag, "")
        self._open.append(mark)
        self._turn(mark, 1)
        if is_web:
            self._links.append(address)

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - Telegram's tags are well nested
        if not self._open:  # masking may have removed an opening tag
            return
        mark = self._open.pop()
        self._turn(mark, -1)
        if "://" in mark:
            self._links.pop()

    def handle_data(self, data: str) -> None:
        if self._marked[_FENCE]:
            self.lines[-1].append(_Run(data, frozenset({_FENCE})))
            return
        marks = frozenset(mark for mark in ("**", "*", "~~", _CODE) if self._marked[mark])
        marks |= frozenset(filter(None, self._links[-1:]))
        first, *others = data.split("\n")
        self.lines[-1].append(_Run(first, marks))
        self.lines.extend([_Run(other, marks)] for other in others)

    def _turn(self, mark: str, change: int) -> None:
        self._marked[mark] += change
        if mark == _FENCE:  # a block of its own
            self.lines.append([])


def _block(line: Iterable[_Run], before: int | None) -> tuple[str, int | None]:
    """A line as a block, and its number if it is an item of a list: 0 for a bullet.

    A number that does not follow the one before would be counted anew: it is no item.
    """
    runs = _settled(line)
    text, marks = runs[0] if runs else _Run("", _PLAIN)
    if _FENCE in marks:
        return _in_ticks("\n", text, "\n", fewest=3), None
    if marks == _PLAIN and (bullet := _BULLET.match(text)):
        return f"- {_without_head(runs, bullet.end())}", 0
    number = _NUMBER.match(text) if marks == _PLAIN else None
    if number and (not before or int(number[1]) == before + 1):
        item = f"{number[1]}{number[2]} {_without_head(runs, number.end())}"
        return item, int(number[1])
    return _escape_head(_styled(runs)), None


def _without_head(runs: Sequence[_Run], end: int) -> str:
    """The content of an item, without what stands before it."""
    return _escape_head(_styled([_Run(runs[0].text[end:], _PLAIN), *runs[1:]]))


def _settled(line: Iterable[_Run]) -> list[_Run]:
    """Merge what has the same marks; a space has those that the words on both sides have."""
    runs: list[_Run] = []
    gap = _Run("", _PLAIN)
    for run in line:
        for piece in [run.text] if _FENCE in run.marks else filter(None, _SPACES.split(run.text)):
            if piece.isspace():
                gap = _Run(gap.text + piece, run.marks & gap.marks if gap.text else run.marks)
                continue
            if gap.text and runs:
                runs.append(_Run(gap.text, gap.marks & runs[-1].marks & run.marks))
            runs.append(_Run(piece, run.marks))
            gap = _Run("", _PLAIN)
    same = groupby(runs, lambda run: run.marks)
    return [_Run("".join(run.text for run in group), marks) for marks, group in same]


def _styled(runs: Sequence[_Run]) -> str:
    """Marks that last longer stand outside, a link outside of those that last as long."""
    lasting: Counter[str] = Counter()
    lasts = []
    for run in reversed(runs):
        lasting = Counter({mark: lasting[mark] + 1 for mark in run.marks})
        lasts.append(lasting)
    out: list[str] = []
    around: list[str] = []
    for run, lasting in zip(runs, reversed(lasts), strict=True):
        kept = next((n for n, mark in enumerate(around) if mark not in run.marks), len(around))
        out += [_closing(mark) for mark in reversed(around[kept:])]
        new = run.marks.difference(around[:kept], {_CODE})
        opened = sorted(new, key=lambda mark: (-lasting[mark], "://" not in mark, -len(mark)))
        text = run.text.lstrip() if opened else run.text  # no mark before a space
        out.append(run.text[: len(run.text) - len(text)])
        if text == run.text and _kinds(around) & _kinds(opened):
            out.append(COMMENT)
        out += ["[" if "://" in mark else mark for mark in opened]
        around = [*around[:kept], *opened]
        out.append(_code(text) if _CODE in run.marks else _SPECIAL.sub(r"\\\g<0>", text))
    return "".join((*out, *map(_closing, reversed(around))))


def _kinds(marks: Iterable[str]) -> set[str]:
    """«*» for bold and italic, «~» for struck: only marks of one kind can be taken for others."""
    return {mark[0] for mark in marks} & {"*", "~"}


def _closing(mark: str) -> str:
    if "://" not in mark:
        return mark
    address = "%20".join(_UNSAFE.sub(r"\\\g<0>", mark).split())
    return f"]({mark})" if _BARE.fullmatch(mark) else f"](<{address}>)"


def _code(text: str) -> str:
    edge = " " if text.startswith("`") or text.endswith("`") else ""
    return _in_ticks(edge, text, edge, fewest=1)


def _in_ticks(before: str, text: str, after: str, *, fewest: int) -> str:
    """More ticks around than stand anywhere inside."""
    ticks = "`" * max(fewest, 1 + max(map(len, _TICKS.findall(text)), default=0))
    return f"{ticks}{before}{text}{after}{ticks}"


def _escape_head(text: str) -> str:
    """No list and no quotation begins where nobody has begun one."""
    found = _HEAD.match(text)
    return f"{text[: found.end()]}\\{text[found.end() :]}" if found else text
