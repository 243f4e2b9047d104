"""What editors do in chat comes back to the files, and from there to the tables again."""

import asyncio
import re
import shutil
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from bot.__main__ import build_cli
from bot.knowledge.check import check
from bot.knowledge.content_repository import save_answer
from bot.knowledge.exporter import export_content
from bot.knowledge.file_writing import add_questions
from bot.knowledge.files import ContentError, parse_answer
from bot.knowledge.importer import import_content
from bot.knowledge.phrasing_repository import add_phrasings, phrasing_owners
from bot.knowledge.revisions import Authorship
from bot.settings import KNOWLEDGE

AUTHOR, MOMENT = 1000001, datetime(2026, 11, 23, tzinfo=UTC)
NOW = int(MOMENT.timestamp())
BY = Authorship(AUTHOR, MOMENT)
FILE = """---
title: "Грант: как получить"   # a comment
audience: [business]
questions:
  - дадут ли грант   # colloquial
  - "грант: кому"
# between
keywords: [грант]
sources:
  - {title: РИАМО, date: 2025-12}
checked: 2026-11-22
---
Текст с «---» внутри:

---
и дальше.
"""


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(KNOWLEDGE, tmp_path / "knowledge")
    return tmp_path / "knowledge"


async def bind(database, key, *texts):
    row = await database.row("SELECT id FROM answers WHERE key = ?", key)
    known = await phrasing_owners(database, texts)
    async with database.transaction() as transaction:
        return await add_phrasings(transaction, row["id"], texts, BY, known)


async def write(database, key="export/money/chat"):
    fields = {
        "title": "Написано в чате: да",
        "short": "В чате: да",
        "audience": ["business"],
        "questions": ["кто это написал", "да: кто"],
        "sources": [{"title": "РИАМО", "date": "2025-12-05"}],
        "checked": MOMENT.date().isoformat(),
        "body": "Редактор.",
    }
    async with database.transaction() as transaction:
        return await save_answer(transaction, key, fields, BY)


async def phrasings(database, key):
    return await database.rows(
        """
        SELECT text, phrasings.author_id, added_at, filed FROM phrasings
        JOIN answers ON answers.id = answer_id WHERE key = ? ORDER BY text
        """,
        key,
    )


def test_questions_are_added_and_every_other_letter_stays():
    changed = add_questions(FILE, ["новый вопрос", "с двоеточием: да", "- с чертой"])
    added = {"  - новый вопрос", "  - 'с двоеточием: да'", "  - '- с чертой'"}
    assert set(changed.splitlines()) - set(FILE.splitlines()) == added
    kept = [line for line in changed.splitlines() if line not in added]
    assert kept == FILE.splitlines()
    assert parse_answer(changed).questions[-3:] == (
        "новый вопрос",
        "с двоеточием: да",
        "- с чертой",
    )


def test_a_list_in_brackets_stays_in_brackets():
    flow = FILE.replace(
        'questions:\n  - дадут ли грант   # colloquial\n  - "грант: кому"\n',
        "questions: [дадут ли грант, 'грант: кому']  # two\n",
    )
    changed = add_questions(flow, ['он сказал "да"'])
    assert parse_answer(changed).questions == ("дадут ли грант", "грант: кому", 'он сказал "да"')
    assert "]  # two" in changed


@pytest.mark.parametrize(
    "front", ["questions: []", "title: нет", "questions: &all [а]\nkeywords: *all"]
)
def test_a_file_that_cannot_be_added_to_is_left_alone(front):
    with pytest.raises(ValueError, match=r"questions|written"):
        add_questions(f"---\n{front}\n---\nТекст\n", ["вопрос"])


async def test_export_merges_bound_questions_and_makes_files_of_new_answers(database, folder):
    key = "export/money/grant"
    before = {path: path.read_text() for path in folder.rglob("*.md")}
    await bind(database, key, "дадут ли мне грант на снегоуборщик", "грант: а если нет")
    await write(database)
    exported = await export_content(database, folder)
    assert (exported.made, exported.changed) == (("export/money/chat",), (key,))

    after = {path: path.read_text() for path in folder.rglob("*.md")}
    assert {path for path in before if before[path] != after[path]} == {folder / f"{key}.md"}
    content = check(folder)
    assert content.answers[key].questions[-2:] == (
        "дадут ли мне грант на снегоуборщик",
        "грант: а если нет",
    )
    made = content.answers["export/money/chat"]
    assert (made.short, made.body) == ("В чате: да", "Редактор.")
    assert content.answers[key].short == "Грант на экспорт: сколько дают"
    again = await export_content(database, folder)
    assert (again.made, again.changed, again.absent) == ((), (), ())


async def test_authors_and_dates_outlive_the_export_and_every_import(database, folder):
    key = "export/money/grant"
    await bind(database, key, "дадут ли мне грант на снегоуборщик")
    answer_id = await write(database)
    for _ in range(2):
        await import_content(database, folder)
        (bound,) = [row for row in await phrasings(database, key) if row["author_id"]]
        assert (bound["author_id"], bound["added_at"], bound["filed"]) == (AUTHOR, NOW, 0)
    await export_content(database, folder)
    await import_content(database, folder)
    (bound,) = [row for row in await phrasings(database, key) if row["author_id"]]
    assert (bound["author_id"], bound["added_at"], bound["filed"]) == (AUTHOR, NOW, 1)
    row = await database.row("SELECT * FROM answers WHERE id = ?", answer_id)
    assert (row["state"], row["author_id"], row["written"]) == ("live", AUTHOR, None)

    (folder / "export/money/chat.md").unlink()
    path = folder / f"{key}.md"
    path.write_text(path.read_text().replace("  - дадут ли мне грант на снегоуборщик\n", ""))
    await import_content(database, folder)
    assert not [row for row in await phrasings(database, key) if row["author_id"]]
    row = await database.row("SELECT state FROM answers WHERE id = ?", answer_id)
    assert row["state"] == "gone"


async def test_votes_outlive_a_new_question_and_button_but_not_new_words(database, folder):
    key = "export/money/grant"
    await import_content(database, folder)

    async def version():
        return (await database.row("SELECT version FROM answers WHERE key = ?", key))["version"]

    before, path = await version(), folder / f"{key}.md"
    path.write_text(add_questions(path.read_text(), ["совсем новый вопрос о гранте"]))
    assert (await import_content(database, folder)).changed == 1
    assert await version() == before
    path.write_text(path.read_text().replace("\nshort: 'Грант на экспорт: ", "\nshort: '"))
    assert (await import_content(database, folder)).changed == 1
    assert await version() == before
    path.write_text(f"{path.read_text()}\n\nНовый абзац.\n")
    await import_content(database, folder)
    assert await version() != before


async def test_what_was_bound_follows_an_answer_that_moved(database, folder):
    await bind(database, "export/money/grant", "дадут ли мне грант на снегоуборщик")
    old, new = folder / "export/money/grant.md", folder / "export/money/grant-new.md"
    text = old.read_text().replace("\nmoved_from: [", "\nmoved_from: [export/money/grant, ")
    old.unlink()
    for path in folder.rglob("*.md"):
        path.write_text(path.read_text().replace("export/money/grant,", "export/money/grant-new,"))
        path.write_text(path.read_text().replace("export/money/grant]", "export/money/grant-new]"))
    new.write_text(text)
    await import_content(database, folder)
    (bound,) = [r for r in await phrasings(database, "export/money/grant-new") if r["author_id"]]
    assert bound["text"] == "дадут ли мне грант на снегоуборщик"


async def test_a_phrasing_is_moved_between_answers_only_while_no_file_has_it(database):
    first, second = "export/money/grant", "export/money/grant-open"
    await bind(database, first, "снегоуборщик")
    assert (await bind(database, second, "снегоуборщик")).added == 1
    assert not [row for row in await phrasings(database, first) if row["author_id"]]
    await write(database)
    bound = await bind(database, second, "Кто это написал?", "снегоуборщик", "нaлог", "")
    assert (bound.added, bound.owners) == (0, ("Написано в чате: да",))


async def test_a_file_that_is_not_there_is_told(database, folder):
    await bind(database, "export/money/grant", "снегоуборщик")
    (folder / "export/money/grant.md").unlink()
    exported = await export_content(database, folder)
    assert exported.absent == ("export/money/grant",)


async def test_every_file_that_cannot_be_added_to_is_told_and_the_others_are_written(
    database, folder
):
    await bind(database, "export/money/grant", "снегоуборщик")
    await bind(database, "export/money/grant-open", "лопата")
    path = folder / "export/money/grant.md"
    path.write_text(path.read_text().replace("questions:", "questions: &all", 1) + "")
    path.write_text(re.sub(r"\nmoved_from: .*", "\nmoved_from: *all", path.read_text()))
    with pytest.raises(ContentError, match="впишите сами: снегоуборщик"):
        await export_content(database, folder)
    assert "лопата" in (folder / "export/money/grant-open.md").read_text()


async def test_the_command_names_what_it_wrote(database, folder, monkeypatch):
    await bind(database, "export/money/grant", "снегоуборщик")
    await bind(database, "export/money/grant-open", "лопата")
    (folder / "export/money/grant-open.md").unlink()
    monkeypatch.setenv("BOT_DATABASE", str(database.path))
    command = ["knowledge", "export", str(folder)]
    result = await asyncio.to_thread(CliRunner().invoke, build_cli(), command)
    assert "0 new files, 1 changed" in result.output
    assert "export/money/grant.md" in result.output
    assert "grant-open.md is not in" in result.output
