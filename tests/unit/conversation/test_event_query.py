"""Exhibitions asked for in words: the filter of the calendar, and questions that stay questions."""

import csv
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from bot.conversation.event_query import (
    EventQuery,
    in_words,
    read_event_query,
    refined,
    relaxations,
)
from bot.conversation.lexicon import read_vocabulary
from bot.knowledge.yaml_text import parse_yaml

TODAY = date(2026, 11, 29)
CASES = parse_yaml((Path(__file__).parent / "queries.yaml").read_bytes())
CALENDAR = Path(__file__).parents[3] / "data" / "events.csv"
UNKNOWN_PLACES = {"Страна уточняется", "онлайн", ""}


def shown(query: EventQuery) -> dict[str, object]:
    """What is asked for; «from today» and «until today», which are meant anyway, left out."""
    told = asdict(query) | {"parts": ()}
    told["since"] = str(query.since or "") if query.since != TODAY else ""
    told["until"] = str(query.until or "") if query.until != TODAY or not query.past else ""
    return {name: value for name, value in told.items() if value}


def test_words_give_the_filter():
    today = str(TODAY)
    for said, given in CASES["queries"].items():
        query, wanted = read_event_query(said, TODAY), dict(given)
        assert query is not None, said
        if wanted.get("since") == today:
            del wanted["since"]
        if wanted.get("past") and wanted.get("until") == today:
            del wanted["until"]
        assert shown(query) == wanted, said


@pytest.mark.parametrize(
    ("said", "changed"),
    {
        "а в апреле?": {"since": "2027-04-01", "until": "2027-04-30"},
        "15.04.2027": {"since": "2027-04-15", "until": "2027-04-15"},
        "дубай": {"country": "ОАЭ", "city": "Дубай"},
        "нет, в индии": {"country": "Индия", "city": ""},
        "мебельные": {"industry": "Мебель и дизайн"},
        "а прошлой весной": {"since": "2026-03-01", "until": "2026-05-31", "past": True},
        "уже прошедшие": {"since": "", "until": "", "past": True},
    }.items(),
)
def test_what_is_said_next_changes_a_part_of_the_filter(said, changed):
    earlier = read_event_query("выставки еды в шанхае в мае", TODAY)
    assert earlier is not None
    query = refined(said, earlier, TODAY)
    assert query is not None
    wanted = shown(earlier) | changed
    assert shown(query) == {name: value for name, value in wanted.items() if value}
    assert EventQuery.of_json(query.as_json()) == query


def test_what_is_ahead_follows_what_is_over():
    earlier = read_event_query("прошедшие выставки в китае", TODAY)
    assert earlier is not None
    week = refined("а на следующей неделе?", earlier, TODAY)
    april = refined("а в апреле?", earlier, TODAY)
    assert week is not None
    assert april is not None
    assert (week.since, week.past) == (date(2026, 11, 30), False)
    assert (april.since, april.past) == (date(2026, 4, 1), True)


def test_what_is_said_twice_keeps_the_filter():
    earlier = read_event_query("выставки в китае в апреле", TODAY)
    assert earlier is not None
    for said in ("китай", "а в апреле?"):
        query = refined(said, earlier, TODAY)
        assert query == earlier
        assert [part.field for part in query.parts] != [part.field for part in earlier.parts]


@pytest.mark.parametrize("said", ["а будущие?", "предстоящие", "а ближайшие?"])
def test_out_of_the_past_leads_what_is_ahead(said):
    earlier = read_event_query("прошедшие выставки в китае за 2025", TODAY)
    assert earlier is not None
    assert refined(said, earlier, TODAY) == EventQuery(country="Китай")


@pytest.mark.parametrize(
    "said",
    ["ндс", "кто платит", "спасибо", "20 или 22", "экспорт в индию", "а ещё?", "колледж"],
)
def test_what_is_no_time_place_or_branch_changes_no_filter(said):
    earlier = read_event_query("выставки в китае", TODAY)
    assert earlier is not None
    assert refined(said, earlier, TODAY) is None


def test_a_question_about_exhibitions_stays_a_question():
    assert [said for said in CASES["none"] if read_event_query(said, TODAY)] == []


def test_every_part_names_its_words():
    query = read_event_query("мебель в Китае весной — какие выставки?", TODAY)
    assert query is not None
    assert {part.field: part.words for part in query.parts if part.field != "fillers"} == {
        "industry": "мебель",
        "country": "китае",
        "period": "весной",
        "which": "какие",
        "many": "выставки",
    }


def test_the_same_words_mean_other_days_on_another_day():
    january = date(2027, 1, 14)
    winter = read_event_query("выставки зимой", january)
    week = read_event_query("выставки на этой неделе", january)
    assert winter is not None
    assert week is not None
    assert (winter.since, winter.until) == (january, date(2027, 2, 28))
    assert (week.since, week.until) == (january, date(2027, 1, 17))


def test_the_vocabulary_has_the_names_of_the_calendar():
    content = read_vocabulary("calendar_words.yaml")
    with CALENDAR.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    cities = {
        (country, city)
        for country, told in content["countries"].items()
        for city in told.get("cities", {})
    }
    assert {row["country"] for row in rows} - UNKNOWN_PLACES <= set(content["countries"])
    assert {row["category"] for row in rows} <= set(content["branches"])
    asked = {(row["country"], row["city"].partition(" (")[0]) for row in rows}
    assert {place for place in asked if place[1] not in UNKNOWN_PLACES} <= cities


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("ит выставки в оаэ в декабре", "Декабрь, ОАЭ, ИТ и связь"),
        ("выставки в дубае на следующей неделе", "30 ноября – 6 декабря, Дубай"),
        ("весной 2027 какие выставки", "Март – май 2027"),
        ("выставки в 2027", "2027 год"),
        ("в первом полугодии мебель выставки", "Первое полугодие 2027, Мебель и дизайн"),
        ("какие выставки до конца года", "До 31 декабря"),
        ("выставки на этой неделе", "29 ноября"),
        ("выставки в ноябре", "Ноябрь"),
        ("прошедшие выставки в китае за 2025", "Прошедшие, 2025 год, Китай"),
        ("какие выставки уже прошли в этом году", "Прошедшие, 2026 год"),
        ("ближайшие выставки", ""),
    ],
)
def test_a_filter_is_said_in_russian(said, words):
    query = read_event_query(said, TODAY)
    assert query is not None
    assert in_words(query, TODAY) == words


def test_relaxations_leave_out_little_first():
    query = read_event_query("ит выставки в дубае в декабре", TODAY)
    assert query is not None
    offered = [(each.dropped, in_words(each.query, TODAY)) for each in relaxations(query, TODAY)]
    assert offered[:5] == [
        (("industry",), "Декабрь, Дубай"),
        (("city",), "Декабрь, ОАЭ, ИТ и связь"),
        (("period",), "Декабрь 2026 – февраль 2027, Дубай, ИТ и связь"),
        (("period",), "Декабрь 2026 – ноябрь 2027, Дубай, ИТ и связь"),
        (("period",), "Дубай, ИТ и связь"),
    ]
    assert offered[-1] == (("industry", "city", "period", "country"), "")


def test_a_filter_of_nothing_has_no_relaxation():
    assert relaxations(EventQuery(), TODAY) == ()


@pytest.mark.parametrize("said", ["", "👍", "выставки " * 400, "с по до " * 120, "1.1." * 250])
def test_a_long_or_empty_message_asks_for_nothing(said):
    assert read_event_query(said, TODAY) is None
