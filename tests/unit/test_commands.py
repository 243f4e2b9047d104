"""The command line as an operator and an editor use it."""

import json
import shutil

import pytest
from typer.testing import CliRunner

from bot.__main__ import build_cli, main
from bot.errors import OperatorError
from bot.knowledge.encoding import SAVE_AS
from bot.knowledge.files import ContentError
from bot.settings import DATES, EVENTS, KNOWLEDGE
from tests.shared import copy_with_index


@pytest.fixture(scope="module")
def copied(filled, tmp_path_factory):
    return copy_with_index(filled, tmp_path_factory.mktemp("commands"))


@pytest.fixture
def run(copied, monkeypatch):
    """Run a command over a copy of the filled database."""
    monkeypatch.setenv("BOT_DATABASE", str(copied))

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


def test_ask_explains_what_was_repaired_and_what_counted(run):
    told = run("ask", "--explain", "'rcgjhn d rbnfq").output
    assert "экспорт в китай" in told
    assert "countries/asia/china: " in told


def test_ask_explains_the_meaning_of_each_turn(run):
    given = "площадка руднево\nчему там учат\nотписаться\nвыставки в китае"
    told = run("ask", "--explain", "--dialogue", "--lines", given=given).output
    assert "follow-up about training/rudnevo/" in told
    assert "deictic 1.00" in told
    assert "request unsubscribe: отписаться" in told
    assert "exhibitions" in told
    assert "китае: country" in told


def test_ask_without_a_question_explains_itself(run):
    result = run("ask")
    assert result.exit_code == 2
    assert "--lines" in result.output


@pytest.mark.parametrize("arguments", [("",), ("  \n",), ("", "--json"), ("", "--explain")])
def test_ask_says_that_an_empty_question_is_empty(run, arguments):
    result = run("ask", *arguments)
    assert result.exit_code == 2
    assert "the question is empty" in result.output


def test_knowledge_check_is_content_with_the_content(run):
    assert "in order" in run("knowledge", "check").output


def test_knowledge_check_tells_what_is_wrong(run, tmp_path):
    (tmp_path / "alone.md").write_text("---\ntitle: x\n---\n", encoding="utf-8")
    assert isinstance(run("knowledge", "check", str(tmp_path)).exception, ContentError)


def test_knowledge_check_reads_the_synonyms_too(run, tmp_path):
    synonyms = tmp_path / "synonyms.yaml"
    synonyms.write_text("money: [[грант]]", encoding="utf-8")
    error = run("knowledge", "check", "--synonyms", str(synonyms)).exception
    assert isinstance(error, OperatorError)
    assert "хотя бы два слова" in str(error)


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


def test_the_check_names_the_buttons_that_a_phone_would_cut(run, tmp_path):
    section = "title: Раздел\nemoji: 📦\norder: 1\ndescription: Всё\naudience: [business]\n"
    (tmp_path / "all").mkdir()
    (tmp_path / "all" / "_section.yaml").write_text(f"{section}short: {'я' * 31}", encoding="utf-8")
    answer = "---\ntitle: Что это\naudience: [business]\nquestions: [зачем]\n"
    (tmp_path / "all" / "one.md").write_text(f"{answer}sources: [{{title: А}}]\n---\nЭто.\n")
    result = run("knowledge", "check", str(tmp_path))
    assert result.exit_code == 0
    assert "all/_section.yaml: short: телефон обрежет кнопку" in result.stderr
    assert "The content is in order" in result.stdout


def test_events_are_checked_exported_and_imported(run, tmp_path):
    assert "The calendar is in order: 195 events, 55 dates" in run("events", "check").output
    file, dates = tmp_path / "events.csv", tmp_path / "dates.csv"
    assert run("events", "export", str(file), "--dates", str(dates)).exit_code == 0
    assert (file.read_bytes(), dates.read_bytes()) == (EVENTS.read_bytes(), DATES.read_bytes())
    assert run("events", "export").stdout_bytes == EVENTS.read_bytes()
    said = run("events", "import", str(file), "--dates", str(dates)).output
    assert said.count("0 new or changed, 0 removed") == 2


def test_a_bad_calendar_is_explained_and_nothing_is_imported(run, tmp_path):
    file = tmp_path / "events.csv"
    file.write_text("key\nx\n", encoding="utf-8")
    for command in ("check", "import"):
        result = run("events", command, str(file))
        assert isinstance(result.exception, ContentError)
        told = str(result.exception)
        assert "строка 1: name, " in told
        assert told.endswith(": столбца нет")


def test_of_two_files_one_of_which_is_bad_none_is_imported(run, tmp_path):
    good, bad = tmp_path / "events.csv", tmp_path / "dates.csv"
    good.write_text(EVENTS.read_text(encoding="utf-8").replace("GITEX", "ГИТЕКС"), encoding="utf-8")
    bad.write_bytes(DATES.read_bytes().decode().encode("cp866", "replace"))
    result = run("events", "import", str(good), "--dates", str(bad))
    assert str(result.exception) == f"dates.csv: файл в кодировке MS-DOS (cp866): {SAVE_AS}"
    assert "ГИТЕКС" not in run("events", "export").output


def test_a_calendar_without_rows_is_named_and_imported_only_when_asked(run, tmp_path):
    header = tmp_path / "events.csv"
    header.write_text(EVENTS.read_text(encoding="utf-8").partition("\n")[0], encoding="utf-8")
    checked = run("events", "check", str(header))
    assert (checked.exit_code, checked.stderr) == (0, "events.csv: нет ни одной строки\n")
    assert "(195)" in str(run("events", "import", str(header)).exception)
    said = run("events", "import", str(header), "--empty").output
    assert "Imported 0 events: 0 new or changed, 195 removed." in said
    assert run("events", "import").exit_code == 0


TRACELESS = {
    "a date that does not exist": "checked: 2026-09-31",
    "a tag that is not kept": "order: !!int abc",
    "a number without end": f"order: {'9' * 5000}",
}


@pytest.mark.parametrize("line", TRACELESS.values(), ids=TRACELESS)
@pytest.mark.parametrize("command", ["check", "import", "list"])
def test_no_command_ends_in_a_traceback(copied, tmp_path, monkeypatch, command, line):
    folder = tmp_path / "knowledge"
    shutil.copytree(KNOWLEDGE, folder)
    grant = folder / "export/money/grant.md"
    kept = [each for each in grant.read_text(encoding="utf-8").split("\n") if each[:7] != line[:7]]
    grant.write_text("\n".join([kept[0], line, *kept[1:]]), encoding="utf-8")
    monkeypatch.setenv("BOT_DATABASE", str(copied))
    monkeypatch.setattr("sys.argv", ["bot", "knowledge", command, str(folder)])
    with pytest.raises(SystemExit) as ended:
        main()
    field = line.partition(":")[0]
    assert str(ended.value.code).startswith(f"export/money/grant.md: {field}: нет так")


def test_ask_answers_with_events_by_their_keys(run):
    result = run("ask", "--json", "гитекс когда")
    first = json.loads(result.output)["answers"][0]
    assert first["key"] == "events/gitex-global-2026"
    assert "7–11 декабря 2026" in first["text"]
    assert "gulfnews.com" in first["text"]
