"""Whatever is typed: no error, no long wait, no change; repair done once is done."""

import random
import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.search.index import Snapshot
from bot.search.question import understand
from bot.search.searcher import Searcher
from tests.thorough import times
from tests.unit.search.conftest import CARDS

WORDS = sorted(
    {word for title, asks, body in CARDS.values() for word in f"{title} {asks} {body}".split()}
)
OPERATORS = ["AND", "OR", "NOT", "NEAR(", ")", '"', "*", "^", ":", "-", "+", "{", "}", "title:"]
SIGNS = [
    "\u200b",
    "\u200d",
    "\ufeff",
    "\u202e",
    "\u0301",
    "\x00",
    "\ud800",
    "😂",
    "👩‍🚀",
    "مرحبا",
    "שלום",
]
TYPED = st.one_of(
    st.lists(st.sampled_from([*OPERATORS, *SIGNS, *WORDS]), max_size=60).map(" ".join),
    st.lists(st.sampled_from([*SIGNS, *WORDS]), max_size=60).map("".join),
    st.text(max_size=4096),
    st.text(
        alphabet="абвгдежзиклмнопрстуфхцчшщыьэюя qwertyuiop[]'\";,.-*:^()NEAR OR NOT", max_size=200
    ),
    st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=12).map("".join),
)
PROFILE = settings(
    max_examples=times(150), suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@PROFILE
@given(typed=TYPED)
def test_any_text_may_be_asked(snapshot: Snapshot, typed: str) -> None:
    found = Searcher(snapshot).find(typed, 5)
    assert len(found.hits) <= 5
    assert 0 <= found.confidence <= 1


@PROFILE
@given(typed=TYPED)
@example(typed="20XГОД")  # «20 год», once the letter between is read, is 2020
def test_repair_of_what_is_repaired_changes_nothing(snapshot: Snapshot, typed: str) -> None:
    once = understand(typed, snapshot.vocabulary).text
    assert understand(once, snapshot.vocabulary).text == once


@PROFILE
@given(typed=st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
def test_known_words_are_never_repaired(snapshot: Snapshot, typed: str) -> None:
    assert not understand(typed, snapshot.vocabulary).repaired


@pytest.mark.parametrize(
    "typed",
    [
        "ы" * 4096,
        "a" * 4096,
        "экспорт " * 512,
        "прмышленостьэкспрт" * 220,
        " ".join("".join(random.Random(n).choices("оеаинтсрвл", k=7)) for n in range(500)),
        "/[]'" * 1024,
        "\u202e\u200b\ufeff" * 1300,
    ],
    ids=["one letter", "one Latin letter", "one word", "glued", "gibberish", "signs", "invisible"],
)
def test_the_worst_questions_do_not_hang(snapshot: Snapshot, typed: str) -> None:
    """In processor time: the machine that tests may be busy with others."""
    Searcher(snapshot).find("грант", 5)  # what is read once is read
    started = time.thread_time()
    Searcher(snapshot).find(typed, 5)
    assert time.thread_time() - started < 0.1


def test_searching_never_writes(snapshot: Snapshot) -> None:
    changes = snapshot._connection.total_changes
    Searcher(snapshot).find("гркнт наэкспорт", 5)
    assert snapshot._connection.total_changes == changes
