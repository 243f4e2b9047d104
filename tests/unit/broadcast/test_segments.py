"""The SQL of segments gives the same people as plain Python does."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.broadcast.segments import (
    EVERYONE,
    ActiveWithin,
    AllOf,
    AnyOf,
    Applied,
    Got,
    HasRole,
    Not,
    Planned,
    Pressed,
    SavedEvent,
    SavedFilter,
    Segment,
    Wants,
    count_queries,
    from_json,
    to_json,
)
from bot.people.models import Role, Topic
from bot.storage.migrations import migrate
from tests.thorough import times

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Europe/Moscow"))
PLANS = (("b", "fr0m"), ("b", "mr0s"), ("t", "f0"))
FILTERS = (("event", '{"country": "Китай"}'), ("event", "{}"), ("programme", "{}"))


@dataclass(frozen=True)
class Someone:
    id: int
    role: Role | None
    idle_days: int
    refused: frozenset[Topic]
    events: frozenset[int]
    filters: frozenset[tuple[str, str]]
    applied: frozenset[int]
    got: frozenset[int]
    pressed: frozenset[int]
    plans: frozenset[tuple[str, str]]


PEOPLE = tuple(
    Someone(
        number,
        role,
        idle,
        frozenset(topic for at, topic in enumerate(Topic) if number >> at & 1),
        frozenset(event for event in (1, 2) if (number + event) % 3),
        frozenset(each for at, each in enumerate(FILTERS) if (number + at) % 4 == 0),
        frozenset(event for event in (1, 2) if (number + event) % 5 == 0),
        frozenset(each for each in (1, 2) if number % (each + 1)),
        frozenset(each for each in (1, 2) if number % 4 == each),
        frozenset(plan for at, plan in enumerate(PLANS) if (number + at) % 3 == 0),
    )
    for number, (role, idle, _) in enumerate(
        product((None, *Role), (0, 6, 7, 8, 400), range(5)), start=1
    )
)


def belongs(someone: Someone, segment: Segment) -> bool:  # noqa: C901, PLR0911 - a case per kind
    match segment:
        case HasRole(role=role):
            return someone.role is role
        case ActiveWithin(days=days):
            return someone.idle_days <= days
        case Wants(topic=topic):
            return topic not in someone.refused
        case SavedEvent(event_id=event_id):
            return event_id in someone.events
        case SavedFilter(what=what, wanted=wanted):
            return (what, wanted) in someone.filters
        case Applied(event_id=event_id):
            return event_id in someone.applied if event_id else bool(someone.applied)
        case Got(broadcast_id=number):
            return number in someone.got
        case Pressed(broadcast_id=number):
            return number in someone.pressed
        case Planned(finder=finder, at=at, code=code):
            return any(kind == finder and said[at : at + 1] == code for kind, said in someone.plans)
        case AllOf(parts=parts):
            return all(belongs(someone, part) for part in parts)
        case AnyOf(parts=parts):
            return any(belongs(someone, part) for part in parts)
        case Not(part=part):
            return not belongs(someone, part)
    raise AssertionError(segment)


CONDITIONS = st.one_of(
    st.builds(HasRole, role=st.sampled_from((None, *Role))),
    st.builds(ActiveWithin, days=st.sampled_from((1, 7, 30, 365))),
    st.builds(Wants, topic=st.sampled_from(Topic)),
    st.builds(SavedEvent, event_id=st.integers(0, 3)),
    st.sampled_from(FILTERS).map(lambda each: SavedFilter(what=each[0], wanted=each[1])),
    st.builds(Applied, event_id=st.integers(0, 3)),
    st.builds(Got, broadcast_id=st.integers(1, 3)),
    st.builds(Pressed, broadcast_id=st.integers(1, 3)),
    st.builds(
        Planned,
        finder=st.sampled_from(("b", "t")),
        at=st.integers(0, 4),
        code=st.sampled_from("frm0s"),
    ),
)
SEGMENTS = st.recursive(
    CONDITIONS,
    lambda inner: st.one_of(
        st.builds(Not, part=inner),
        st.builds(AllOf, parts=st.lists(inner, max_size=4).map(tuple)),
        st.builds(AnyOf, parts=st.lists(inner, max_size=4).map(tuple)),
    ),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path: Path = tmp_path_factory.mktemp("segments") / "bot.db"
    migrate(path)
    connection = sqlite3.connect(path)
    connection.executescript(
        """
        CREATE TABLE IF NOT EXISTS saved_events (person_id, event_id, saved_on, saved_at, status);
        CREATE TABLE IF NOT EXISTS alerts (person_id, kind, wanted, after_id, created_at);
        """
    )
    for someone in PEOPLE:
        seen = int((NOW - timedelta(days=someone.idle_days)).timestamp())
        connection.execute(
            "INSERT INTO people (id, role, first_seen, last_seen) VALUES (?, ?, ?, ?)",
            (someone.id, someone.role, seen, seen),
        )
        connection.executemany(
            "INSERT INTO opt_outs (person_id, topic, since) VALUES (?, ?, 0)",
            [(someone.id, topic) for topic in someone.refused],
        )
        connection.executemany(
            """
            INSERT INTO saved_events (person_id, event_id, saved_on, saved_at, status)
            VALUES (?, ?, '2026-11-01', 0, 'confirmed')
            """,
            [(someone.id, event) for event in someone.events],
        )
        connection.executemany(
            """
            INSERT INTO alerts (person_id, kind, wanted, after_id, created_at)
            VALUES (?, ?, ?, 0, 0)
            """,
            [(someone.id, *each) for each in someone.filters],
        )
        connection.executemany(
            """
            INSERT INTO applications
                (person_id, event_id, company, contact, wish, state, touched_at)
            VALUES (?, ?, '', '', '', 'taken', 0)
            """,
            [(someone.id, event) for event in someone.applied],
        )
        connection.executemany(
            "INSERT INTO deliveries (broadcast_id, person_id, outcome) VALUES (?, ?, ?)",
            [
                (each, someone.id, "delivered" if each in someone.got else "blocked")
                for each in (1, 2)
            ],
        )
        connection.executemany(
            "INSERT INTO broadcast_clicks VALUES (?, 0, ?, 0)",
            [(each, someone.id) for each in someone.pressed],
        )
        connection.executemany(
            "INSERT INTO saved_plans (person_id, kind, answers, saved_at) VALUES (?, ?, ?, 0)",
            [(someone.id, *plan) for plan in someone.plans],
        )
    yield connection
    connection.close()


@settings(max_examples=times(300), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(segment=SEGMENTS)
def test_a_count_by_sets_is_the_number_of_people(people, segment):
    queries = count_queries(segment.clause(NOW))
    numbers = [people.execute(query.sql, query.values).fetchone()[0] for query in queries]
    assert sum(numbers) == sum(belongs(someone, segment) for someone in PEOPLE)


@settings(max_examples=times(300), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(segment=SEGMENTS)
def test_random_expressions_find_whom_plain_python_finds(people, segment):
    clause = from_json(to_json(segment)).clause(NOW)
    rows = people.execute(f"SELECT id FROM people WHERE {clause.sql} ORDER BY id", clause.values)
    assert [row[0] for row in rows] == [
        someone.id for someone in PEOPLE if belongs(someone, segment)
    ]


@given(segment=SEGMENTS)
def test_an_expression_comes_back_from_json_as_it_was(segment):
    assert from_json(to_json(segment)) == segment


def test_nothing_written_is_everyone():
    assert from_json("") == EVERYONE


def test_a_value_is_bound_and_never_becomes_a_part_of_the_sql():
    wicked = SavedFilter(what="event", wanted="' OR 1 = 1 --")
    clause = wicked.clause(NOW)
    assert wicked.wanted not in clause.sql
    assert wicked.wanted in clause.values


@pytest.mark.parametrize("text", ["{", "{}", '{"kind": "sql"}', '{"kind": "active", "days": 0}'])
def test_what_is_no_expression_is_refused(text):
    with pytest.raises(ValueError, match="validation error"):
        from_json(text)
