"""What an event is on a given day: every boundary is a midnight in Moscow."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.events.models import Event, EventState, Status

DAY = timedelta(days=1)
EVENT = Event(
    id=1,
    key="fair",
    name="Ярмарка",
    label="Ярмарка",
    country="Китай",
    city="",
    industry="",
    category="Многоотраслевые",
    format="ярмарка",
    starts=date(2027, 3, 10),
    ends=date(2027, 3, 12),
    status=Status.CONFIRMED,
    apply_by=date(2027, 2, 1),
    organiser="",
    moscow=False,
    website="",
    source_url="https://example.org",
    source_date="",
    note="",
    sequence=0,
    today=date(2027, 1, 1),
)


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2027, 2, 1), EventState.APPLY),
        (date(2027, 2, 2), EventState.UPCOMING),
        (date(2027, 3, 9), EventState.UPCOMING),
        (date(2027, 3, 10), EventState.ON),
        (date(2027, 3, 12), EventState.ON),
        (date(2027, 3, 13), EventState.FINISHED),
    ],
)
def test_the_state_follows_the_day(today, state):
    event = replace(EVENT, today=today)
    assert event.state is state
    assert event.past is (state is EventState.FINISHED)


def test_a_cancelled_event_stays_cancelled_but_goes_to_the_archive_in_time():
    event = replace(EVENT, status=Status.CANCELLED)
    assert (event.state, event.past, event.accepts) == (EventState.CANCELLED, False, False)
    assert replace(event, today=date(2027, 4, 1)).state is EventState.CANCELLED
    assert replace(event, today=date(2027, 4, 1)).past


def test_preliminary_dates_are_never_shown_as_sure():
    event = replace(EVENT, status=Status.UNCONFIRMED)
    for today in (date(2027, 1, 1), date(2027, 3, 11), date(2027, 5, 1)):
        assert replace(event, today=today).state is EventState.UNCONFIRMED
    assert replace(event, today=date(2027, 5, 1)).past


@pytest.mark.parametrize(
    ("name", "source_date", "past_from"),
    [
        ("SIAL 2025", "2025-08-25", date(2026, 1, 1)),
        ("SIAL", "2025-08-25", date(2026, 1, 1)),
        ("SIAL 2027", "2025-08-25", date(2028, 1, 1)),
        ("Ярмарка, 138-я сессия", "2024", date(2025, 1, 1)),
    ],
)
def test_without_dates_an_event_is_over_with_the_year_it_is_known_for(name, source_date, past_from):
    undated = replace(
        EVENT,
        name=name,
        source_date=source_date,
        starts=None,
        ends=None,
        apply_by=None,
        status=Status.UNCONFIRMED,
    )
    assert not replace(undated, today=past_from - DAY).past
    assert replace(undated, today=past_from).past
    assert replace(undated, today=past_from).state is EventState.UNCONFIRMED


def test_an_event_of_no_known_year_stays_without_a_date_for_ever():
    event = replace(EVENT, starts=None, ends=None, status=Status.UNCONFIRMED, apply_by=None)
    assert event.first_day is None
    assert not replace(event, today=date(2099, 1, 1)).past


def test_a_fair_without_an_end_is_on_for_three_weeks_at_most():
    fair = replace(EVENT, ends=None)
    assert replace(fair, today=date(2027, 3, 30)).state is EventState.ON
    assert replace(fair, today=date(2027, 3, 31)).state is EventState.FINISHED
