"""`python -m bot evaluate`: labelled questions in, figures and misses out."""

import json

import pytest
from typer.testing import CliRunner

from bot.__main__ import build_cli
from tests.shared import copy_with_index

LABELLED = (
    {"q": "когда открылось Руднево", "class": "plain", "expect": ["2 октября", "2024"]},
    {"q": "как получить грант на экспорт", "class": "plain", "expect": ["такого нигде нет"]},
    {"q": "как пожарить стейк средней прожарки", "class": "offtopic", "expect": None},
    {"q": "как пожарить рыбу", "class": "unknown", "expect": ["рыб"]},
)


@pytest.fixture
def run(filled, monkeypatch, tmp_path):
    monkeypatch.setenv("BOT_DATABASE", str(copy_with_index(filled, tmp_path)))
    file = tmp_path / "questions.jsonl"

    def run(*arguments, rows=LABELLED, text=None):
        lines = (json.dumps(row, ensure_ascii=False) for row in rows)
        file.write_text(text or "\n".join(lines), encoding="utf-8")
        return CliRunner().invoke(build_cli(), ["evaluate", str(file), *arguments])

    return run


def test_figures_by_class_and_the_misses(run):
    result = run("--floor", "hit1=0.3, hit3=0.3,mrr=0.3")
    assert result.exit_code == 0
    lines = {line.split()[0]: line.split()[1:] for line in result.output.splitlines() if line}
    assert lines["all"] == ["3", "0.333", "0.333", "0.333", "1", "0.000"]
    assert lines["plain"] == ["2", "0.500", "0.500", "0.500", "0", "—"]
    assert lines["offtopic"] == ["0", "—", "—", "—", "1", "0.000"]
    assert "plain: как получить грант на экспорт" in result.output
    assert "стейк" not in result.output


def test_nothing_is_said_of_misses_when_there_are_none(run):
    result = run(rows=LABELLED[:1])
    assert "Misses" not in result.output


def test_under_the_floor_the_exit_is_not_zero_and_the_figure_is_named(run):
    result = run("--floor", "hit1=0.88,hit3=0.1")
    assert result.exit_code == 1
    assert str(result.exception) == "hit1 is 0.333, under the floor 0.88"


@pytest.mark.parametrize("floor", ["hit2=0.5", "hit1", "hit1=many", "hit1=2"])
def test_a_floor_that_is_none_is_refused_before_anything_is_asked(run, floor):
    result = run("--floor", floor)
    assert result.exit_code == 2
    assert "hit1=0.88" in result.output


@pytest.mark.parametrize("text", ["not json", '{"q": "без класса"}'])
def test_a_file_of_another_form_is_explained(run, text):
    result = run(text=text)
    assert result.exit_code == 1
    assert "one {" in str(result.exception)


DIALOGUES = (
    {
        "turns": ["площадка руднево", "чему там учат"],
        "class": "pronoun",
        "expect": ["четырём направлениям: машиностроение"],
    },
    {
        "turns": ["площадка руднево", "экспортный грант"],
        "class": "short_but_whole",
        "expect": ["такого нигде нет"],
        "old": ["Руднев"],
    },
    {
        "turns": ["инкотермс 2020", "а телефон какой?"],
        "class": "unanswerable_follow_up",
        "expect": None,
        "subject": ["Инкотермс"],
    },
    {"turns": ["мфппип", "подробнее"], "class": "more", "expect": ["МФППиП"]},
)


def test_dialogues_are_judged_by_their_last_turn(run):
    said = run("--floor", "hit1=0.9", rows=DIALOGUES).output
    told = {line[:32].strip(): line[32:] for line in said.splitlines() if " of " in line}
    assert told["hit@1"] == "2 of 2 = 1.00"
    assert told["left alone"] == "1 of 1 = 1.00"
    assert told["whole"] == "0 of 1 = 0.00"
    assert told["subject"] == "1 of 1 = 1.00"
    assert told["right and new"] == "1 of 1 = 1.00"
    assert told["taken rightly"] == "3 of 3 = 1.00"
    assert "площадка руднево → экспортный грант" in said.partition("Misses")[2]


REQUESTS = (
    {"q": "отпишите меня", "class": "intent", "action": "unsubscribe"},
    {"q": "как отказаться от ндс", "class": "lookalike", "action": "none"},
    {"q": "спасибо", "class": "intent", "action": "bye", "also": ["thanks"]},
    {"q": "меню", "class": "intent", "action": "help"},
)


def test_requests_are_heard_and_questions_left_alone(run):
    said = run(rows=REQUESTS).output
    assert "heard                           2 of 3 = 0.67" in said
    assert "left alone                      1 of 1 = 1.00" in said
    assert "menu, not help" in said


NO_FILTER = {"country": None, "city": None, "industry": None}
EXHIBITIONS = (
    {
        "q": "выставки в декабре",
        "today": "2026-11-29",
        "filter": {**NO_FILTER, "from": "2026-12-01", "until": "2026-12-31", "past": False},
        "class": "time",
    },
    {
        "q": "выставки в дубае",
        "today": "2026-11-29",
        "filter": {**NO_FILTER, "country": "Китай", "from": None, "until": None, "past": False},
        "class": "place",
    },
    {"q": "gitex когда", "today": "2026-11-29", "filter": None, "class": "named", "event": "gitex"},
    {"q": "кто платит за стенд", "today": "2026-11-29", "filter": None, "class": "lookalike"},
)


def test_exhibitions_are_judged_by_their_filter_on_the_day_of_the_labels(run):
    result = run("--floor", "exact=0.6", rows=EXHIBITIONS)
    assert "exact                           1 of 2 = 0.50" in result.output
    assert "same                            1 of 2 = 0.50" in result.output
    assert "left alone                      2 of 2 = 1.00" in result.output
    assert "named                           1 of 1 = 1.00" in result.output
    assert str(result.exception) == "exact is 0.500, under the floor 0.6"
