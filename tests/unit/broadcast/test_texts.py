"""Texts of progress and of audiences."""

from datetime import UTC, datetime

import pytest

from bot.broadcast import run_texts as broadcast_run_texts
from bot.broadcast import texts as broadcast_texts
from bot.broadcast.models import DeliveryState, Progress, RecallOutcome
from bot.broadcast.segments import (
    ActiveWithin,
    AllOf,
    AnyOf,
    HasRole,
    Not,
    SavedEvent,
    SavedFilter,
    Wants,
)
from bot.people.models import Role, Topic

BEGUN = datetime(2026, 11, 26, 12, 37, tzinfo=UTC)
BUSINESS, STUDENT = HasRole(role=Role.BUSINESS), HasRole(role=Role.STUDENT)


@pytest.mark.parametrize(
    ("seconds", "words"), [(5, "5 с"), (65, "1 мин 5 с"), (3600, "1 ч 0 мин"), (7325, "2 ч 2 мин")]
)
def test_time_left_is_told_in_two_units_at_most(seconds, words):
    assert broadcast_run_texts.duration(seconds) == words


def test_the_pace_has_its_speed_and_the_time_left_when_they_are_known():
    counts = dict.fromkeys(DeliveryState, 0) | {
        DeliveryState.PENDING: 700,
        DeliveryState.DELIVERED: 584,
    }
    recalled = dict.fromkeys(RecallOutcome, 0)
    going = Progress(1284, counts, recalled, 24.6, 28)
    assert (
        broadcast_run_texts.pace(going)
        == "584 из 1\N{NO-BREAK SPACE}284 · 25 в секунду · осталось 28 с"
    )
    assert broadcast_run_texts.pace(Progress(1284, counts, recalled, 0.0, None)).endswith("284")


@pytest.mark.parametrize(
    ("ended", "words"),
    [
        (None, "чт 26.11.2026, 12:37"),
        (BEGUN.replace(second=40), "чт 26.11.2026, 12:37"),
        (BEGUN.replace(minute=39), "чт 26.11.2026, 12:37–12:39"),
        (BEGUN.replace(day=27, hour=8, minute=1), "чт 26.11.2026, 12:37 — пт 27.11.2026, 08:01"),
    ],
)
def test_an_end_is_told_when_it_is_another_minute(ended, words):
    assert broadcast_run_texts.time_span(BEGUN, ended) == words


@pytest.mark.parametrize(("done", "words"), [(0, "░" * 10), (550, "▓" * 5), (1000, "▓" * 10)])
def test_the_bar_fills_with_what_is_settled(done, words):
    assert broadcast_run_texts.bar(done, 1000).startswith(words)
    assert broadcast_run_texts.bar(0, 0) == f"{'░' * 10} 0%"


def test_an_expression_that_no_button_made_is_told_with_brackets():
    inner = AnyOf(parts=(BUSINESS, Not(part=AllOf(parts=(STUDENT, BUSINESS)))))
    told = broadcast_texts.describe_audience(((Not(part=inner),), (AllOf(),), (AnyOf(),)))
    assert told == (
        "всем, кроме (предпринимателей или всех, кроме (студентов и предпринимателей)); "
        "из них только (всем); из них только (никому)"
    )


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ((BUSINESS, STUDENT), "предпринимателям или студентам"),
        ((Not(part=BUSINESS),), "всем, кроме предпринимателей"),
        ((Not(part=STUDENT), BUSINESS), "всем, кроме студентов, или предпринимателям"),
        ((Not(part=HasRole(role=None)),), "всем, кроме тех, кто не сказал, кто он"),
        ((Not(part=ActiveWithin(days=30)),), "всем, кроме тех, кто был в боте за 30 дней"),
        (
            (Wants(topic=Topic.NEWS), STUDENT),
            "тем, кто подписан на «Новости», или студентам",
        ),
        ((SavedEvent(event_id=1, label="ITE"),), "тем, кто сохранил «ITE»"),
        (
            (SavedFilter(what="event", wanted="{}", label="Китай"),),
            "тем, кто ждёт новинок: Китай",
        ),
    ],
)
def test_to_whom_is_told_as_russian_wants(terms, words):
    assert broadcast_texts.describe_audience((terms,)) == words
