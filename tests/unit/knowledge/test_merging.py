"""What an editor changed in chat meets what somebody changed in the files."""

from pathlib import Path
from shutil import copy

import pytest

from bot.errors import MovedError, NotFoundError
from bot.knowledge.content_repository import answer_now, save_answer
from bot.knowledge.exporter import export_content
from bot.knowledge.file_writing import new_file
from bot.knowledge.files import answer_fields, parse_answer
from bot.knowledge.importer import import_content
from bot.knowledge.models import WITHDRAWN
from bot.knowledge.repository import Knowledge
from bot.knowledge.revisions import Authorship
from bot.storage.database import Database
from tests.fixtures import ADMIN

SECTION = (
    "title: Экспорт\nemoji: 📦\norder: 1\ndescription: Всё об экспорте\naudience: [business]\n"
)
GRANT = {
    "title": "Грант",
    "audience": ["business"],
    "questions": ["дадут ли грант", "грант кому"],
    "keywords": ["деньги"],
    "sources": [{"title": "РИАМО", "date": "2025-12"}],
    "review_by": "2027-02-22",
    "body": "До 10 млн рублей.",
}
KEY = "export/grant"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "knowledge"
    (root / "export").mkdir(parents=True)
    (root / "export" / "_section.yaml").write_text(SECTION, encoding="utf-8")
    write(root)
    write(root, "export/loan", title="Заём", questions=["дадут ли заём"])
    return root


def write(root, key=KEY, **changes):
    (root / f"{key}.md").write_text(new_file(GRANT | changes), encoding="utf-8")


@pytest.fixture
async def imported(blank, tmp_path, clock, folder):
    database = await Database.open(Path(copy(blank, tmp_path / "own.db")), clock)
    await import_content(database, folder)
    yield database
    await database.close()


async def now(database, key=KEY):
    row = await database.row("SELECT id FROM answers WHERE key = ?", key)
    return await answer_now(database, row["id"])


async def edit(database, key=KEY, **changes):
    known = await database.row("SELECT id FROM answers WHERE key = ?", key)
    fields = {**(await now(database, key) if known else {}), **changes}
    kept = {name: value for name, value in fields.items() if value is not None}
    async with database.transaction() as transaction:
        return await save_answer(transaction, key, kept, Authorship(ADMIN, database.clock()))


async def shown(database, key=KEY):
    knowledge = Knowledge(database)
    return await knowledge.answer((await knowledge.find_key(key)).id, 0)


def fields_of(conflicts):
    return [each.clash.field for each in conflicts]


async def test_what_only_one_side_changed_is_taken(imported, folder):
    await edit(imported, body="До 20 млн рублей.")
    write(folder, title="Грант на экспорт")
    result = await import_content(imported, folder)
    found = await shown(imported)
    assert (found.title, found.html) == ("Грант на экспорт", "До 20 млн рублей.")
    assert (result.changed, result.conflicts) == (1, ())


async def test_what_both_changed_stays_as_in_the_chat_and_is_told_once(imported, folder):
    await edit(imported, body="До 20 млн рублей.")
    write(folder, body="До 30 млн рублей.")
    result = await import_content(imported, folder)
    ((key, clash),) = result.conflicts
    assert (key, *clash) == (KEY, "body", "До 20 млн рублей.", "До 30 млн рублей.")
    assert (await shown(imported)).html == "До 20 млн рублей."
    (told,) = await imported.rows("SELECT admin_id, subject FROM audit")
    assert tuple(told.values()) == (0, "answer 1")
    assert (await import_content(imported, folder)).conflicts == ()
    assert len(await imported.rows("SELECT id FROM conflicts")) == 1


async def test_both_sides_that_say_the_same_agree(imported, folder):
    await edit(imported, body="До 30 млн рублей.")
    write(folder, body="До 30 млн рублей.")
    assert (await import_content(imported, folder)).conflicts == ()
    write(folder, body="До 40 млн рублей.")
    assert (await import_content(imported, folder)).conflicts == ()
    assert (await shown(imported)).html == "До 40 млн рублей."


async def test_lists_are_merged_item_by_item(imported, folder):
    await edit(imported, questions=["дадут ли грант", "из чата"], keywords=None)
    write(
        folder, questions=["дадут ли грант", "грант кому", "из файла"], keywords=["деньги", "мсп"]
    )
    assert (await import_content(imported, folder)).conflicts == ()
    merged = await now(imported)
    assert merged["questions"] == ["дадут ли грант", "из чата", "из файла"]
    assert merged["keywords"] == ["мсп"]


async def test_a_file_that_left_takes_away_what_nobody_edited(imported, folder):
    await edit(imported, body="До 20 млн рублей.")
    for key in (KEY, "export/loan"):
        (folder / f"{key}.md").unlink()
    write(folder, "export/other", questions=["иное"])
    result = await import_content(imported, folder)
    assert (result.removed, fields_of(result.conflicts)) == (1, [WITHDRAWN])
    assert (await shown(imported)).html == "До 20 млн рублей."
    with pytest.raises(NotFoundError):
        await shown(imported, "export/loan")


async def test_what_was_withdrawn_in_chat_stays_so(imported, folder):
    await edit(imported, **{WITHDRAWN: "export/loan"})
    write(folder, body="До 30 млн рублей.")
    assert (await import_content(imported, folder)).conflicts == ()
    with pytest.raises(MovedError):
        await shown(imported)
    exported = await export_content(imported, folder)
    assert (exported.removed, exported.changed) == ((KEY,), ("export/loan",))
    assert (await import_content(imported, folder)).removed == 0
    with pytest.raises(MovedError):
        await shown(imported)


async def test_an_export_writes_what_was_edited_and_imports_as_no_change(imported, folder):
    path = folder / f"{KEY}.md"
    path.write_text(path.read_text().replace("keywords:", "# a comment\nkeywords:"))
    await edit(
        imported,
        title="Грант: да",
        review_by="2027-05-01",
        short="Грант",
        keywords=None,
        sources=[{"title": "ТАСС", "url": "https://tass.ru/1"}],
        body="До 20 млн\n\nи ещё",
    )
    assert (await export_content(imported, folder)).changed == (KEY,)
    assert answer_fields(parse_answer(path.read_text())) == await now(imported)
    assert "# a comment\n" in path.read_text()
    assert (await import_content(imported, folder)).changed == 0
    again = await export_content(imported, folder)
    assert (again.made, again.changed, again.removed) == ((), (), ())


async def test_an_export_does_not_write_over_what_a_file_says_since(imported, folder):
    await edit(imported, body="До 20 млн рублей.", title="Грант: да")
    write(folder, body="До 30 млн рублей.")
    with pytest.raises(Exception, match="изменено и в файле, и в чате"):
        await export_content(imported, folder)
    text = (folder / f"{KEY}.md").read_text()
    assert "До 30 млн" in text
    assert "Грант: да" in text


async def test_an_empty_folder_gets_all_of_the_content(imported, folder, tmp_path):
    await edit(imported, body="До 20 млн рублей.")
    other = tmp_path / "other"
    other.mkdir()
    assert len((await export_content(imported, other)).made) == 2
    result = await import_content(imported, other)
    assert (result.changed, result.removed, result.total) == (0, 0, 2)


async def test_what_editors_wrote_before_revisions_were_kept_stays(imported, folder):
    """As a release left it that had a future file in `written` and phrasings beside the file's."""
    answer_id = await edit(imported, "export/chat", **GRANT | {"questions": ["из чата"]})
    for table in ("revisions", "imported"):
        await imported.write(f"DELETE FROM {table}")
    await imported.write(
        "UPDATE answers SET written = ? WHERE id = ?",
        new_file(GRANT | {"title": "Из чата", "questions": ["из чата"]}),
        answer_id,
    )
    row = await imported.row("SELECT id FROM answers WHERE key = ?", KEY)
    bound = "INSERT INTO phrasings (answer_id, text, author_id, added_at) VALUES (?, ?, ?, 1)"
    await imported.write(bound, row["id"], "дайте денег", ADMIN)
    await imported.write(bound, answer_id, "и мне", ADMIN)

    write(folder, body="До 30 млн рублей.")
    assert (await import_content(imported, folder)).conflicts == ()
    assert (await now(imported))["questions"] == [*GRANT["questions"], "дайте денег"]
    assert (await shown(imported)).html == "До 30 млн рублей."
    kept = await now(imported, "export/chat")
    assert (kept["title"], kept["questions"]) == ("Из чата", ["из чата", "и мне"])
    assert (await import_content(imported, folder)).changed == 0
