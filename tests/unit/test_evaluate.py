"""`python -m bot evaluate`: labelled questions in, figures and misses out."""

import json

import pytest
from typer.testing import CliRunner

from bot.__main__ import build_cli

LABELLED = (
    {"q": "когда открылось Руднево", "class": "plain", "expect": ["2 октября", "2024"]},
    {"q": "как получить грант на экспорт", "class": "plain", "expect": ["такого нигде нет"]},
    {"q": "как пожарить стейк средней прожарки", "class": "offtopic", "expect": None},
    {"q": "как пожарить рыбу", "class": "unknown", "expect": ["рыб"]},
)


@pytest.fixture
def run(filled, monkeypatch, tmp_path):
    monkeypatch.setenv("BOT_DATABASE", str(filled))
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
