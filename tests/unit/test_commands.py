"""The command line as an operator and an editor use it."""

import json

import pytest
from typer.testing import CliRunner

from bot.__main__ import build_cli, main
from bot.knowledge.files import ContentError


@pytest.fixture
def run(filled, monkeypatch):
    """Run a command over the filled database."""
    monkeypatch.setenv("BOT_DATABASE", str(filled))

    def run(*arguments, given=None):
        return CliRunner().invoke(build_cli(), arguments, input=given)

    return run


def test_ask_prints_the_card(run):
    result = run("ask", "когда открылось Руднево")
    assert result.exit_code == 0
    assert "2 октября 2024" in result.output
    assert "Источник" in result.output


def test_ask_as_json_tells_the_outcome_and_up_to_five_answers(run):
    said = json.loads(run("ask", "--json", "как получить грант на экспорт").output)
    assert said["outcome"] == "answer"
    assert said["answers"][0]["key"] == "export/money/grant"
    assert set(said["answers"][0]) == {"key", "title", "text", "score"}
    assert len(said["answers"]) <= 5


def test_ask_reads_a_question_a_line(run):
    result = run("ask", "--lines", "--json", given="привет\nкогда открылось Руднево\n\n")
    outcomes = [json.loads(line)["outcome"] for line in result.output.splitlines()]
    assert outcomes == ["nothing", "answer"]


@pytest.mark.parametrize(
    ("question", "words"),
    [("привет", "Здравствуйте"), ("как пожарить стейк", "нет"), ("гранты и займы", "•")],
)
def test_ask_says_what_the_chat_would_say(run, question, words):
    assert words in run("ask", question).output


def test_ask_without_a_question_explains_itself(run):
    result = run("ask")
    assert result.exit_code == 2
    assert "--lines" in result.output


def test_knowledge_check_is_content_with_the_content(run):
    assert "in order" in run("knowledge", "check").output


def test_knowledge_check_tells_what_is_wrong(run, tmp_path):
    (tmp_path / "alone.md").write_text("---\ntitle: x\n---\n", encoding="utf-8")
    assert isinstance(run("knowledge", "check", str(tmp_path)).exception, ContentError)


def test_knowledge_import_tells_what_it_did(run):
    result = run("knowledge", "import")
    assert "0 new or changed" in result.output


def test_knowledge_list_is_a_tree(run):
    assert "export/money/grant" in run("knowledge", "list").output


def test_an_error_the_operator_can_mend_is_only_its_words(monkeypatch, tmp_path):
    (tmp_path / "bot.db").write_bytes(b"damaged" * 999)
    monkeypatch.setenv("BOT_DATABASE", str(tmp_path / "bot.db"))
    monkeypatch.setattr("sys.argv", ["bot", "knowledge", "import"])
    with pytest.raises(SystemExit, match="Restore a backup"):
        main()
