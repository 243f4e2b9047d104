"""What no source tells is said in one line, with a way to somebody who may know."""

import asyncio

import pytest
from typer.testing import CliRunner

from bot.__main__ import build_cli
from bot.editing import texts as editing_texts
from bot.knowledge import texts as knowledge_texts
from bot.knowledge.buttons import OpenAnswer
from bot.knowledge.check import check
from bot.knowledge.exporter import export_content
from bot.knowledge.importer import import_content
from bot.knowledge.models import payload
from bot.questions import texts as questions_texts
from bot.settings import KNOWLEDGE, Settings
from bot.specialist import texts as specialist_texts
from bot.ui import texts as ui_texts
from tests.fixtures import make_settings

KEY = "export/mosprom/contacts"
LINE = "❔ Пока не знаем: телефон, адрес, часы работы, сайт и форма заявки, список документов."
MISSED = "как растаможить снегоуборщик"


@pytest.fixture
async def contacts(database) -> OpenAnswer:
    row = await database.row("SELECT id FROM answers WHERE key = ?", KEY)
    return OpenAnswer(answer_id=row["id"])


async def test_a_card_ends_with_what_is_unknown_and_offers_a_person(person, contacts):
    await person.writes("/start")
    await person.opens(contacts.pack())
    *_, line, footer = person.screen.text.split("\n")
    assert line == LINE
    assert "Источники: " in footer
    await person.presses(specialist_texts.ICON)
    assert specialist_texts.WHO in person.screen.text
    await person.presses(ui_texts.BACK)
    assert LINE in person.screen.text


async def test_a_card_that_lacks_nothing_offers_a_person_too(person):
    known = next(key for key, each in check(KNOWLEDGE).answers.items() if not each.unknown)
    await person.writes(f"/start {payload(key=known)}")
    assert "Пока не знаем" not in person.screen.text
    assert specialist_texts.ICON in person.screen.buttons


async def test_a_question_about_it_is_answered_with_it_first(person):
    await person.writes("телефон моспрома")
    assert person.screen.text.startswith(f"{LINE}\n\nКонтакты Моспрома")
    assert person.screen.text.count("Пока не знаем") == 1
    await person.presses(specialist_texts.SPECIALIST)
    assert "телефон моспрома" in person.screen.text


async def test_another_question_is_not(person):
    await person.writes("чем моспром отличается от мэц")
    assert not person.screen.text.startswith("❔")


async def test_a_group_and_the_command_line_hear_it_first_too(person, database, monkeypatch):
    person.world.telegram.add_group(-1001, "Группа")
    person.world.telegram.add_member(-1001, person.id)
    await person.writes("@moscow_business_bot телефон моспрома", chat_id=-1001)
    assert person.world.telegram.chat(-1001).messages[-1]["text"].startswith("❔")
    monkeypatch.setenv("BOT_DATABASE", str(database.path))
    result = await asyncio.to_thread(CliRunner().invoke, build_cli(), ["ask", "телефон моспрома"])
    assert result.output.startswith(LINE)


class TestWithoutStaff:
    @pytest.fixture
    def settings(self) -> Settings:
        return make_settings(admin_ids=frozenset())

    async def test_nobody_is_offered_where_nobody_can_be_reached(self, person, contacts):
        await person.writes("/start")
        await person.opens(contacts.pack())
        assert LINE in person.screen.text
        assert not any(specialist_texts.ICON in each for each in person.screen.buttons)


async def test_an_editor_names_it_in_the_last_line_and_it_comes_to_the_file(
    person, admin, database, tmp_path
):
    await person.writes(MISSED)
    await admin.writes("/inbox")
    await admin.presses(MISSED)
    await admin.presses(questions_texts.WRITE)
    await admin.writes("Растаможка снегоуборщика")
    await admin.presses("Экспорт")
    await admin.presses("НДС и валютный контроль")
    await admin.presses("И тем и другим")
    await admin.writes("Его оформляют как машину.\n\nПока не знаем: цены (считает таможня), сроки.")
    await admin.writes("Сайт мэра Москвы\nhttps://www.mos.ru/news/1\n05.12.2025")
    line = "Его оформляют как машину.\n❔ Пока не знаем: цены (считает таможня), сроки.\n"
    foot = "По данным на декабрь 2025, проверено 23.11.2026. Источник: Сайт мэра Москвы, 05.12.2025"
    assert f"{line}{foot}" in admin.screen.text
    await admin.presses(editing_texts.PUBLISH)
    await person.writes(MISSED)
    assert f"{line}{foot}" in person.screen.text

    made = (await export_content(database, tmp_path)).made
    (key,) = (each for each in made if each.endswith("/rastamozhka-snegouborshchika"))
    text = (tmp_path / f"{key}.md").read_text(encoding="utf-8")
    assert "unknown:\n- цены: считает таможня\n- сроки\n" in text
    assert "---\nЕго оформляют как машину.\n" in text


async def test_files_tell_it_as_words_or_as_words_with_a_reason(blank, tmp_path, clock, database):
    folder = tmp_path / "knowledge" / "export"
    folder.mkdir(parents=True)
    (folder / "_section.yaml").write_text(
        "title: Э\nemoji: 📦\norder: 1\ndescription: Э\naudience: [business]\n", encoding="utf-8"
    )
    (folder / "grant.md").write_text(
        "---\ntitle: Грант\naudience: [business]\nquestions: [как]\nsources: [{title: РИАМО}]\n"
        "unknown: [цены, {даты набора: объявят весной}]\n---\nОтвет.\n",
        encoding="utf-8",
    )
    await import_content(database, folder.parent)
    row = await database.row("SELECT details, checked FROM answers WHERE key = 'export/grant'")
    told = check(folder.parent).answers["export/grant"].unknown
    assert knowledge_texts.unknown(told) == "❔ Пока не знаем: цены, даты набора (объявят весной)."
    assert (
        '"unknown":[{"what":"цены"},{"what":"даты набора","reason":"объявят весной"}]'
        in (row["details"])
    )
    assert row["checked"] is None
