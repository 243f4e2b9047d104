"""What an editor's files do to the tables."""

import sqlite3
from pathlib import Path
from shutil import copy

import pytest

from bot.errors import MovedError, NotFoundError
from bot.knowledge.check import check, cut_labels
from bot.knowledge.files import ContentError
from bot.knowledge.importer import import_content, import_if_changed
from bot.knowledge.phrasing_repository import add_phrasings, phrasing_owners
from bot.knowledge.repository import Knowledge
from bot.knowledge.revisions import Authorship
from bot.storage.database import Database

SECTION = (
    "title: Экспорт\nemoji: 📦\norder: 1\ndescription: Всё об экспорте\naudience: [business]\n"
)
ANSWER = """---
title: {title}
audience: [business]
questions: ["{title} — как это?"]
sources: [{{title: РИАМО, url: "https://riamo.ru/1", date: 2025-12-05}}]
checked: 2026-11-22
{more}
---
Короткий ответ про {title}.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "knowledge"
    (root / "export").mkdir(parents=True)
    (root / "export" / "_section.yaml").write_text(SECTION, encoding="utf-8")
    write(root, "grant", "Грант")
    write(root, "loan", "Заём")
    return root


def write(root: Path, slug: str, title: str, more: str = "") -> Path:
    path = root / "export" / f"{slug}.md"
    path.write_text(ANSWER.format(title=title, more=more), encoding="utf-8")
    return path


@pytest.fixture
async def empty(blank, tmp_path, clock):
    database = await Database.open(Path(copy(blank, tmp_path / "empty.db")), clock)
    yield database
    await database.close()


async def ids(database):
    return {row["key"]: row["id"] for row in await database.rows("SELECT key, id FROM answers")}


async def revision(database):
    return (await database.row("SELECT revision FROM content"))["revision"]


def problems(folder):
    with pytest.raises(ContentError) as refused:
        check(folder)
    return [str(problem) for problem in refused.value.problems]


async def test_importing_twice_changes_nothing(empty, folder):
    first = await import_content(empty, folder)
    before, number = await ids(empty), await revision(empty)
    second = await import_content(empty, folder)
    assert (first.changed, second.changed, second.removed) == (2, 0, 0)
    assert await ids(empty) == before
    assert await revision(empty) == number


async def test_unchanged_files_are_not_even_read(empty, folder):
    assert (await import_if_changed(empty, folder)).total == 2
    assert await import_if_changed(empty, folder) is None
    write(folder, "grant", "Грант новый")
    assert (await import_if_changed(empty, folder)).changed == 1


async def test_a_section_that_alone_has_changed_is_seen_at_the_next_tap(empty, folder):
    await import_content(empty, folder)
    knowledge = Knowledge(empty)
    assert [(link.emoji, link.title) for link in await knowledge.home(None)] == [("📦", "Экспорт")]
    section = folder / "export" / "_section.yaml"
    section.write_text(SECTION.replace("📦", "🚢"), encoding="utf-8")
    await import_if_changed(empty, folder)
    assert [(link.emoji, link.title) for link in await knowledge.home(None)] == [("🚢", "Экспорт")]


async def test_a_removed_answer_is_gone_and_keeps_its_id_for_its_return(empty, folder):
    await import_content(empty, folder)
    old = await ids(empty)
    (folder / "export" / "loan.md").unlink()
    assert (await import_content(empty, folder)).removed == 1
    with pytest.raises(NotFoundError):
        await Knowledge(empty).answer(old["export/loan"], 0)
    write(folder, "loan", "Заём")
    await import_content(empty, folder)
    assert await ids(empty) == old
    assert (await Knowledge(empty).answer(old["export/loan"], 0)).title == "Заём"


async def test_a_moved_answer_leads_to_its_new_place(empty, folder):
    await import_content(empty, folder)
    old = await ids(empty)
    (folder / "export" / "loan.md").unlink()
    write(folder, "credit", "Кредит", "moved_from: [export/loan]")
    await import_content(empty, folder)
    with pytest.raises(MovedError) as moved:
        await Knowledge(empty).answer(old["export/loan"], 0)
    assert moved.value.moved_to == (await ids(empty))["export/credit"]


async def test_a_bad_file_changes_nothing_at_all(empty, folder):
    await import_content(empty, folder)
    before = list(empty.path.parent.glob("*"))
    write(folder, "grant", "Совсем другой грант")
    (folder / "export" / "bad.md").write_text("---\ntitle: [\n---\nтекст", encoding="utf-8")
    with pytest.raises(ContentError, match=r"export/bad\.md"):
        await import_content(empty, folder)
    assert (await empty.row("SELECT title FROM answers WHERE key = 'export/grant'"))[
        "title"
    ] == "Грант"
    assert list(empty.path.parent.glob("*")) == before


async def test_a_phrasing_bound_in_chat_survives_an_import(empty, folder):
    await import_content(empty, folder)
    known, by = await phrasing_owners(empty, ["дайте денег"]), Authorship(5, empty.clock())
    async with empty.transaction() as transaction:
        await add_phrasings(transaction, 1, ["дайте денег"], by, known)
    write(folder, "grant", "Грант новый")
    await import_content(empty, folder)
    texts = [row["text"] for row in await empty.rows("SELECT text FROM phrasings")]
    assert "дайте денег" in texts


MISTAKES = {
    "sources: []": "sources",
    "checked: вчера": "checked",
    "audience: [pirate]": "audience",
    "unknown: 1": "unknown",
    "related: [export/nothing]": "related",
    "moved_from: [export/loan]": "moved_from",
    "place: {name: Тут, latitude: 91}": "place.latitude",
    "buttons: [{label: Сайт, url: javascript:1}]": "buttons.0.url",
}


@pytest.mark.parametrize(("line", "field"), MISTAKES.items())
def test_a_mistake_is_told_with_file_field_and_reason(folder, line, field):
    path = write(folder, "grant", "Грант")
    name = line.split(":")[0]
    text = path.read_text(encoding="utf-8")
    kept = [each for each in text.splitlines() if not each.startswith(f"{name}:")]
    path.write_text("\n".join([kept[0], line, *kept[1:]]), encoding="utf-8")
    problem = problems(folder)[0]
    assert problem.startswith(f"export/grant.md: {field}")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("---\nКороткий", "Короткий", ["нет закрывающей строки --- после полей"]),
        ("---\ntitle", "title", ["нет первой строки ---: с неё начинаются поля"]),
        ("[business]", "[pirate]", ["audience.0: допустимо только 'business' или 'student'"]),
        (
            "[business]",
            "business",
            ["audience: нужен список: [одно, другое] или строки с «- »"],
        ),
        (
            "https://riamo.ru/1",
            "riamo.ru",
            ["sources.0.url: нужен адрес, который начинается с https://"],
        ),
    ],
)
def test_one_mistake_is_one_line_in_words_for_an_editor(folder, before, after, told):
    write(folder, "loan", "Заём", "related: [export/grant]")
    path = write(folder, "grant", "Грант")
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    assert problems(folder) == [f"export/grant.md: {line}" for line in told]


@pytest.mark.parametrize(
    ("short", "told"),
    [
        ("Очень длинное название для кнопки", "слишком длинно: не больше 32 знаков"),
        ('""', "пусто"),
        ("", "пусто"),
        ('"Две\\nстроки"', "нужна одна строка"),
    ],
)
def test_a_short_title_is_one_short_line(folder, short, told):
    write(folder, "grant", "Грант", f"short: {short}")
    section = folder / "export" / "_section.yaml"
    section.write_text(f"{SECTION}short: {short}\n", encoding="utf-8")
    assert problems(folder) == [
        f"export/_section.yaml: short: {told}",
        f"export/grant.md: short: {told}",
    ]


async def test_a_button_says_the_short_title_and_without_one_the_whole(empty, folder):
    write(folder, "grant", "Грант на экспорт", "short: Грант")
    await import_content(empty, folder)
    knowledge = Knowledge(empty)
    (link,) = await knowledge.home(None)
    assert (link.title, link.label) == ("Экспорт", "Экспорт")
    links = (await knowledge.section(link.id, None)).content.links
    assert [(each.title, each.label) for each in links] == [
        ("Грант на экспорт", "Грант"),
        ("Заём", "Заём"),
    ]
    write(folder, "grant", "Грант на экспорт")
    assert (await import_content(empty, folder)).changed == 1
    links = (await knowledge.section(link.id, None)).content.links
    assert links[0].label == "Грант на экспорт"


async def test_a_section_that_changed_alone_is_seen_at_once(empty, folder):
    await import_content(empty, folder)
    knowledge, number = Knowledge(empty), await revision(empty)
    (link,) = await knowledge.home(None)
    assert link.label == "Экспорт"
    (folder / "export" / "_section.yaml").write_text(f"{SECTION}short: Вывоз\n", encoding="utf-8")
    await import_content(empty, folder)
    (link,) = await knowledge.home(None)
    assert (link.title, link.label) == ("Экспорт", "Вывоз")
    assert await revision(empty) == number + 1


def test_buttons_that_a_phone_would_cut_are_named_and_are_no_problem(folder):
    write(folder, "grant", "Я" * 32)
    write(folder, "loan", "Ё" * 31, "entry: true")
    write(folder, "old", "Э" * 31, "valid_until: 2025-12-31")
    write(folder, "credit", "Ю" * 33)
    write(folder, "leasing", "Щ" * 33, "short: Лизинг")
    (folder / "export" / "_section.yaml").write_text(
        SECTION.replace("title: Экспорт", f"title: {'Ж' * 31}"), encoding="utf-8"
    )
    after = "short: телефон обрежет кнопку после 32 знаков"
    assert list(map(str, cut_labels(check(folder)))) == [
        f"export/_section.yaml: {after}: 📦 {'Ж' * 31}",
        f"export/credit.md: {after}: {'Ю' * 33}",
        f"export/loan.md: {after}: 👉 {'Ё' * 31}",
        f"export/old.md: {after}: 🗄 {'Э' * 31}",
    ]


def test_all_problems_are_told_at_once(folder):
    write(folder, "grant", "Грант cо смешанной буквой")
    write(folder, "loan", "Заём", "related: [nowhere/at-all]")
    (folder / "export" / "Плохое имя.md").write_text("x", encoding="utf-8")
    (folder / "other").mkdir()
    (folder / "other" / "lost.md").write_text(
        ANSWER.format(title="Потерян", more=""), encoding="utf-8"
    )
    told = "\n".join(problems(folder))
    for part in ("cо", "nowhere/at-all", "имя файла", "other/_section.yaml"):
        assert part in told


def test_the_same_question_in_two_answers_is_a_problem(folder):
    write(folder, "loan", "Грант")
    assert any("вопрос повторяется" in problem for problem in problems(folder))


def test_an_answer_outside_a_section_is_a_problem(folder):
    (folder / "alone.md").write_text(ANSWER.format(title="Один", more=""), encoding="utf-8")
    assert any("в папке раздела" in problem for problem in problems(folder))


def test_a_paragraph_too_long_for_a_message_is_a_problem(folder):
    path = write(folder, "grant", "Грант")
    path.write_text(path.read_text(encoding="utf-8") + "слово " * 600, encoding="utf-8")
    assert any("не поместится" in problem for problem in problems(folder))


def test_a_key_too_long_for_a_link_is_a_problem(folder):
    write(folder, "a" * 70, "Длинный")
    assert any("ссылка не поместится" in problem for problem in problems(folder))


async def test_a_transaction_that_fails_leaves_no_half(empty):
    async def insert_twice():
        async with empty.transaction() as transaction:
            for _ in range(2):
                await transaction.execute(
                    "INSERT INTO people (id, first_seen, last_seen) VALUES (1, 0, 0)"
                )

    with pytest.raises(sqlite3.IntegrityError):
        await insert_twice()
    assert await empty.rows("SELECT id FROM people") == []
