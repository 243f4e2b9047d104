"""Nobody can freeze the bot by a text: twice the text takes twice the work, not four times."""

import ast
import re
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from string import punctuation

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.applications.models import reachable
from bot.broadcast.input_parsing import link, moment
from bot.conversation.event_query import read_event_query
from bot.conversation.requests import read_request
from bot.editing.field_texts import NAMES
from bot.editing.field_values import UnreadableFieldError, body_of
from bot.editing.fields import SPECS, parse, parse_form
from bot.editing.models import DraftKind
from bot.events.models import parse_days
from bot.history.differences import differences
from bot.knowledge.from_html import to_markdown
from bot.knowledge.markup import to_html
from bot.questions.groups import phrasing, search_words
from bot.questions.masks import masked, without_masks
from bot.search.question import language_of
from bot.search.small_talk import small_talk, without_abuse, without_small_talk
from bot.search.text import words
from bot.settings import ROOT
from tests.clock import MOSCOW
from tests.house.test_code import modules, nodes
from tests.thorough import times

Read = Callable[[str], object]

SIZES = (256, 1024, 4096)  # letters; a message of Telegram has 4,096
WORTH_MEASURING = 1_000_000  # nanoseconds: what takes less is quick, whatever its curve
LONGEST_MESSAGE = 4096
UNWANTED = "\N{SNOWMAN}"  # at the end of a text, where a pattern looks for something else
MOST = 2.5  # times the work for twice the text
TRIES = 9  # a busy machine is measured again


def patterns():
    """Every compiled pattern of the project, found in its modules, by the name it has there."""
    found = {}
    for module in modules():
        for name, value in vars(module).items():
            for pattern in _inside(value):
                found.setdefault(pattern, f"{module.__name__}.{name}")
    return found


def _inside(value):
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list | set | frozenset):
        for each in value:
            yield from _inside(each)
    elif isinstance(value, dict):
        yield from _inside(tuple(value.values()))


PATTERNS = patterns()


def work(read: Read, text: str, readings: int = 3) -> int:
    """Processor time of this thread in nanoseconds, the least of so many."""
    measured = []
    for _ in range(readings):
        begun = time.thread_time_ns()
        read(text)
        measured.append(time.thread_time_ns() - begun)
    return min(measured)


def growth(read: Read, make: Callable[[int], str]) -> float:
    """How many times the work grows with twice the text, at the sizes that are worth measuring."""
    for size in SIZES:
        once, twice = make(size), make(2 * size)
        work_of_twice = work(read, twice, readings=1)
        if work_of_twice > WORTH_MEASURING:
            ratios = [work_of_twice / max(1, work(read, once, readings=2))]
            while ratios[-1] > MOST and len(ratios) <= TRIES:
                ratios.append(work(read, twice) / max(1, work(read, once)))
            if min(ratios) > MOST:
                return min(ratios)
    return 1.0


def _text(head: str, unit: str, tail: str, size: int) -> str:
    return head + unit * (size // len(unit)) + tail


COMMON = ("1", " ", "\n", "а", "Я", "a", "ab", "1 ", "а ", "а1", "8916", "паспорт", *punctuation)


def hostile(parts: list[str]) -> st.SearchStrategy[Callable[[int], str]]:
    """Texts that repeat what a pattern looks for, and break off before it is complete."""
    piece = st.sampled_from(sorted({*parts, *COMMON}))
    unit = piece | st.lists(piece, min_size=2, max_size=4).map("".join)
    end = st.just("") | piece
    return st.builds(lambda head, unit, tail: partial(_text, head, unit, tail), end, unit, end)


def _parts(pattern: re.Pattern[str]) -> list[str]:
    """Words and signs of the pattern's own source."""
    return re.findall(r"[^\W\d_]{2,}|[^\\\s]", pattern.pattern)


def check(read: Read, parts: list[str], examples: int) -> None:
    for piece in sorted({*parts, *COMMON}):
        assert growth(read, partial(_text, "", piece, UNWANTED)) <= MOST, repr(piece)

    @settings(max_examples=examples, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(hostile(parts))
    def grows_evenly(make):
        assert growth(read, make) <= MOST, repr(make(40))

    grows_evenly()


def scan(pattern: re.Pattern[str], text: str) -> None:
    for _ in pattern.finditer(text):
        pass
    pattern.fullmatch(text)


@pytest.mark.slow
@pytest.mark.parametrize("pattern", PATTERNS, ids=PATTERNS.values())
def test_every_regular_expression_is_linear(pattern):
    check(partial(scan, pattern), _parts(pattern), examples=times(25))


def tolerant(read: Read) -> Read:
    def tolerating(text: str) -> object:
        try:
            return read(text)
        except UnreadableFieldError:
            return None

    return tolerating


NOON = datetime(2026, 11, 23, 12, tzinfo=MOSCOW)
READERS = {
    **{read.__name__: read for read in (without_masks, phrasing, search_words)},
    **{read.__name__: read.__wrapped__ for read in (masked, words)},  # not what they remember
    **{read.__name__: read for read in (read_request, small_talk, without_abuse)},
    **{read.__name__: read for read in (without_small_talk, link, parse_days)},
    **{read.__name__: read for read in (to_markdown, to_html, reachable)},
    "moment": lambda text: moment(text, NOON),
    **{
        f"{field} of {kind}": tolerant(partial(parse, spec))
        for kind, specs in SPECS.items()
        for field, spec in specs.items()
    },
    **{f"a form of {kind}": tolerant(partial(parse_form, kind, NAMES[kind])) for kind in DraftKind},
    "body": lambda text: body_of(text, text),
    "differences": lambda text: differences(DraftKind.ANSWER, {"body": text}, {"body": text[::-1]}),
}


@pytest.mark.slow
@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_whatever_reads_what_people_type_is_linear(read):
    check(
        read, ["**", "~~", "`", "[a](b)", "- ", "1. ", "> ", "@ab.ru", "&amp;"], examples=times(25)
    )


def look_at_each_letter(text: str) -> object:
    return sum(letter.isalpha() for letter in text)


PRICE = 40  # such looks at the longest text: ten milliseconds where one takes a quarter
AT_ONCE = {
    **{read.__name__: read for read in (read_request, small_talk, search_words, phrasing)},
    "language_of": language_of,
    "words": words.__wrapped__,
    "read_event_query": lambda text: read_event_query(text, NOON.date()),
    "masked": lambda text: masked.__wrapped__(text[:1000]),  # a letter is masked in a thread
}
UNITS = (
    *COMMON, "ﷺ", "я ", "a@b.", "+7", "8 916 ", "кв. 1 ", "1 мая ", "с 1 по ", "1. ", "<b>",
    "экспорт ", "выставка ", "ghbdtn ", "какие-то нужны выставки, ", "&amp;",
)  # fmt: skip


@pytest.mark.parametrize("read", AT_ONCE.values(), ids=AT_ONCE)
def test_what_the_event_loop_reads_itself_costs_a_few_looks_at_each_letter(read):
    read("привет")  # what it keeps for later is read
    for unit in UNITS:
        text = (unit * LONGEST_MESSAGE)[:LONGEST_MESSAGE]
        prices = []
        while min(prices, default=PRICE + 1) > PRICE and len(prices) < TRIES:
            words.cache_clear()
            prices.append(work(read, text, readings=1) / work(look_at_each_letter, text))
        assert min(prices) <= PRICE, repr(unit)


# Patterns that editors and operators write into files of their own, for the command line.
GIVEN_BY_OPERATORS = {"bot/search/evaluation.py", "bot/conversation/evaluation.py"}


def test_patterns_are_compiled_where_the_test_finds_them():
    """At the top of their modules: nothing is given to `re` inside a function."""
    elsewhere = {
        f"{file.relative_to(ROOT)}:{call.lineno}"
        for file, function in nodes(ast.FunctionDef, ast.AsyncFunctionDef)
        for call in ast.walk(function)
        if isinstance(call, ast.Call)
        and ast.unparse(call.func).startswith("re.")
        and ast.unparse(call.func) != "re.escape"
        and str(file.relative_to(ROOT)) not in GIVEN_BY_OPERATORS
    }
    assert elsewhere == set()
