"""What admins learn about how the bot is used."""

import asyncio
import json
import sqlite3
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from bot.__main__ import build_cli
from bot.app import open_services
from bot.knowledge import texts as knowledge_texts
from bot.knowledge.buttons import OpenAnswer
from bot.knowledge.models import payload
from bot.people.models import Topic
from bot.playground.media import photo_size
from bot.reminders.models import AlertKind
from bot.stats import texts as stats_texts
from bot.stats.buttons import OpenStats, SendCharts
from bot.stats.models import CountedKind
from bot.stats.repository import Stats
from bot.team.repository import Team
from bot.ui import texts as ui_texts

MISS = "как пожарить стейк средней прожарки"


@pytest.fixture
async def used(person, someone, services):
    """A day of two people: an answer at once, an answer by the menu, two misses of one kind."""
    await person.writes("/start")
    await person.presses(knowledge_texts.BUSINESS)
    await person.presses(knowledge_texts.SECTIONS)
    await person.presses("Экспорт")
    await person.presses("Гранты, субсидии, займы")
    await person.presses("Грант на экспорт: сколько дают")
    await person.presses("👍")
    await person.writes("Кто может получить грант на экспорт?")
    await person.writes("привет")
    await person.writes(MISS)
    student = someone(1000777)
    await student.writes("/start")
    await student.presses(knowledge_texts.STUDENT)
    await student.writes(MISS.capitalize() + "?")
    await services.stats.flush()
    return person


async def test_an_admin_sees_people_questions_and_tops(used, admin):
    await admin.writes("/stats")
    said = admin.screen.text
    assert stats_texts.heading_plain(7) in said
    assert "предпринимателей: 1" in said
    assert "студентов: 1" in said
    assert "всего: 3" in said
    assert "задано: 3" in said
    assert "не нашлось: 2" in said
    assert "получили ответ: 33%" in said
    assert "Грант на экспорт: сколько дают" in said
    assert f"{MISS.capitalize()}? — 2" in said
    assert "полезно 👍: 1" in said
    assert "рассылок: 0" in said

    await admin.presses(stats_texts.period(90))
    assert stats_texts.heading_plain(90) in admin.screen.text
    assert f"· {stats_texts.period(90)} ·" in admin.screen.buttons
    await admin.presses(ui_texts.HOME)
    assert knowledge_texts.HOME_HINT in admin.screen.text


async def test_what_admins_type_is_no_question_of_people(used, admin, services):
    await admin.writes("как растаможить снегоуборщик")
    await admin.writes("когда открылось Руднево")
    await admin.writes("гранты и займы")
    key = next(key for key in admin.screen.keys if key.get("callback_data", "").startswith("a:"))
    await admin.presses(key["text"])
    await admin.writes("/stats")
    assert "задано: 3" in admin.screen.text
    assert "снегоуборщик" not in admin.screen.text
    assert (await services.stats.report(7)).taken == 0


async def test_who_removes_their_data_leaves_the_statistics_and_the_screen_says_so(
    used, admin, services
):
    await services.privacy.erase(used.id)
    await admin.writes("/stats")
    assert "задано: 1" in admin.screen.text
    title, note = admin.screen.text.splitlines()[:2]
    assert (title, note) == (stats_texts.heading_plain(7), stats_texts.NOT_COUNTED)


async def test_a_question_of_several_lines_is_one_line_of_the_list(person, admin):
    await person.writes("как пожарить\n\nстейк\n• средней прожарки")
    await admin.writes("/stats")
    assert "• как пожарить стейк • средней прожарки — 1" in admin.screen.text.splitlines()


async def test_subscriptions_are_counted_with_their_people(
    person, someone, admin, services, database, monkeypatch
):
    gitex = await services.events.find_key("gitex-global-2026")
    for each in (person, someone(1000777)):
        await each.writes("/start")
        await services.reminders.save_event(each.id, gitex.id)
        await services.reminders.add_alert(each.id, AlertKind.EVENT, {}, "все")
    await services.reminders.add_alert(person.id, AlertKind.PROGRAMME, {}, "все")
    await services.people.preferences.switch_topic(person.id, Topic.NEWS, wanted=False)
    await admin.writes("/stats")
    assert "сохранённых выставок: 2 (у 2 человек)" in admin.screen.text
    assert "оповещений о новом: 3 (у 2 человек)" in admin.screen.text
    assert "отписались от тем рассылок: 1" in admin.screen.text
    monkeypatch.setenv("BOT_DATABASE", str(database.path))
    said = await asyncio.to_thread(CliRunner().invoke, build_cli(), ["stats", "--json"])
    assert json.loads(said.output)["subscriptions"] == {
        "saved_events": 2,
        "event_savers": 2,
        "alerts": 3,
        "alert_owners": 2,
    }


async def test_the_period_begins_at_midnight_and_old_things_leave_it(used, admin, clock):
    clock.now += timedelta(days=6)
    await admin.writes("/stats")
    assert "задано: 3" in admin.screen.text
    clock.now += timedelta(days=1)
    await admin.writes("/stats")
    assert stats_texts.NO_QUESTIONS in admin.screen.text
    await admin.presses(stats_texts.period(30))
    assert "задано: 3" in admin.screen.text


async def test_charts_come_as_a_picture_that_fits_a_phone(used, admin, world):
    await admin.writes("/stats")
    await admin.presses(stats_texts.CHARTS)
    photo = admin.messages[-1]["photo"][-1]
    assert (photo["width"], photo["height"]) == (720, 1080)
    assert admin.messages[-1]["caption"] == stats_texts.heading_plain(7)
    file = world.telegram.files.get(photo["file_id"])
    assert photo_size(file.data) == (720, 1080)


async def test_charts_of_a_new_bot_are_drawn_too(admin):
    await admin.writes("/stats")
    await admin.opens(SendCharts(days=90).pack())
    assert "photo" in admin.messages[-1]


async def test_a_period_that_is_no_longer_offered_opens_the_nearest(admin):
    await admin.writes("/stats")
    await admin.opens(OpenStats(days=365).pack())
    assert stats_texts.heading_plain(90) in admin.screen.text


async def test_strangers_get_no_statistics(person):
    await person.writes("/start")
    for address in (OpenStats(), SendCharts(days=7)):
        await person.opens(address.pack())
        assert person.toast == ui_texts.TEAM_ONLY
    await person.writes("/stats")
    assert "Статистика" not in person.screen.text


async def test_a_choice_that_was_taken_counts_as_answered(person, services):
    await person.writes("гранты и займы")
    key = next(key for key in person.screen.keys if key.get("callback_data", "").startswith("a:"))
    await person.presses(key["text"])
    await services.stats.flush()
    report = await services.stats.report(7)
    assert (report.choices, report.taken, report.share_answered) == (1, 1, 1.0)


async def test_a_deep_link_counts(person, services, database):
    await person.writes(f"/start {payload('export/money/grant')}")
    await services.stats.flush()
    rows = await database.rows("SELECT kind FROM events_counted")
    assert [row["kind"] for row in rows] == [CountedKind.LINKED]


async def test_what_the_team_opens_is_not_counted(admin, services, database):
    await admin.writes(f"/start {payload('export/money/grant')}")
    await admin.writes("чем моспром отличается от мэц")
    grant = await services.knowledge.find_key("export/money/grant")
    await admin.opens(OpenAnswer(answer_id=grant.id).pack())
    await services.stats.flush()
    assert await database.rows("SELECT kind FROM events_counted") == []


async def test_a_clean_stop_loses_no_count(database, settings):
    async with open_services(database, settings) as services:
        for _ in range(500):
            services.stats.count(CountedKind.OPENED, 1, 5)
        assert await database.row("SELECT kind FROM events_counted") is None
    row = await database.row("SELECT SUM(times) AS written FROM events_counted")
    assert row == {"written": 500}


@pytest.mark.parametrize("steps", range(8))
async def test_a_stop_in_the_middle_of_writing_loses_no_count(services, database, steps):
    services.stats.count(CountedKind.OPENED, 1, 5)
    task = asyncio.get_running_loop().create_task(services.stats.flush())
    for _ in range(steps):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await services.stats.flush()
    row = await database.row("SELECT SUM(times) AS written FROM events_counted")
    assert row["written"] >= 1


async def test_counts_are_written_by_themselves_and_wait_for_a_locked_database(
    database, monkeypatch, caplog
):
    monkeypatch.setattr("bot.stats.repository.FLUSH_SECONDS", 0)
    transaction, refused, written = database.transaction, [], asyncio.Event()

    @asynccontextmanager
    async def locked_once():
        if not refused:
            refused.append(True)
            raise sqlite3.OperationalError("database is locked")
        async with transaction() as opened:
            yield opened
        written.set()

    monkeypatch.setattr(database, "transaction", locked_once)
    stats = Stats(database, Team(database, {}, {}))
    stats.count(CountedKind.OPENED, 1, 5)
    task = asyncio.get_running_loop().create_task(stats.run())
    await written.wait()
    task.cancel()
    assert "locked" in caplog.text
    (row,) = await database.rows("SELECT answer_id FROM events_counted")
    assert row["answer_id"] == 1


async def test_the_command_prints_the_report(used, database, monkeypatch):
    monkeypatch.setenv("BOT_DATABASE", str(database.path))
    said = await asyncio.to_thread(CliRunner().invoke, build_cli(), ["stats", "--json"])
    report = json.loads(said.output)
    assert report["people"]["total"] == 2
    assert len(report["by_day"]) == 30
    plain = await asyncio.to_thread(CliRunner().invoke, build_cli(), ["stats", "--days", "7"])
    assert stats_texts.heading_plain(7) in plain.output
