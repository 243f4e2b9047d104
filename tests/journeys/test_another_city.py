"""Another city's content: a folder with an example of each file, which passes the checks."""

import asyncio
from collections.abc import Sequence
from contextlib import asynccontextmanager

import pytest
from typer.testing import CliRunner

from bot.__main__ import build_cli
from bot.app import open_from_settings
from bot.events import texts as events_texts
from bot.events.buttons import OpenEvent, OpenEvents, OpenGuide
from bot.events.models import Guide, ListFilter
from bot.finder.buttons import OpenFinder
from bot.finder.models import FinderKind
from bot.finder.rules import read_rules
from bot.playground.telegram import Telegram
from bot.server.alerts import Measured
from bot.server.metrics import Monitor
from bot.server.models import TroubleKind
from bot.server.texts import raised
from bot.settings import SettingsError, load_settings
from bot.specialist.models import WorkingHours
from bot.storage.backup import NightlyBackup
from bot.ui import texts as ui_texts
from bot.ui.profile import introduce
from tests.fixtures import build_world, make_settings


async def runs(*command: object) -> str:
    words: Sequence[str] = [str(each) for each in command]
    result = await asyncio.to_thread(CliRunner().invoke, build_cli(), words)
    assert result.exit_code == 0, (result.output, result.exception)
    return result.output


@pytest.fixture
async def city(tmp_path, monkeypatch):
    folder = tmp_path / "city"
    await runs("content", "new", folder)
    monkeypatch.setenv("BOT_CONTENT", str(folder))
    return folder


async def test_a_new_folder_passes_every_check(city):
    assert "3 answers" in await runs("knowledge", "check")
    assert "1 events, 1 dates" in await runs("events", "check")


async def test_a_folder_with_something_in_it_is_left_alone(city):
    before = {path: path.read_bytes() for path in city.rglob("*") if path.is_file()}
    result = await asyncio.to_thread(CliRunner().invoke, build_cli(), ["content", "new", str(city)])
    assert "is not empty" in str(result.exception)
    assert {path: path.read_bytes() for path in city.rglob("*") if path.is_file()} == before


async def test_a_bot_answers_from_that_folder_alone(city, tmp_path, clock):
    settings = make_settings(content=city, database=tmp_path / "city.db")
    async with open_from_settings(settings, clock=clock) as services:
        world = build_world(Telegram("42:TEST", clock.timestamp), services)
        person = world.person(5)
        await person.writes("кто даёт субсидию")
        assert "Кто поможет деньгами" in person.screen.text
        await person.writes("когда открылось Руднево")
        assert "2 октября" not in person.screen.text
        assert [each.name for each in await services.events.live()] == [
            "Пример выставки 2027", "Запись на экзамен 2027",
        ]  # fmt: skip


@pytest.fixture
def opened(city, tmp_path, clock):
    """The bot with that folder, and a person."""

    @asynccontextmanager
    async def opening(monitor=None):
        settings = make_settings(content=city, database=tmp_path / "city.db")
        async with open_from_settings(settings, monitor, clock) as services:
            person = build_world(Telegram("42:TEST", clock.timestamp), services).person(5)
            await person.writes("/start")
            yield person, services

    return opening


async def test_the_bot_speaks_of_that_city_alone(opened):
    async with opened() as (person, services):
        greeting = person.messages[1]["text"]
        assert "чем ваш город помогает бизнесу" in greeting
        assert "Спросите своими словами: где взять деньги, куда обратиться." in greeting
        await introduce(person.world.bot, services.knowledge.introductions)
        for language in ("ru", "en"):
            description = person.world.telegram.profile.text("description", language)
            assert "Moscow" not in greeting + description
            assert "Моск" not in greeting + description


async def test_a_folder_without_a_greeting_has_one_that_suits_every_city(city, opened):
    (city / "greeting.yaml").unlink()
    async with opened() as (person, _):
        greeting = person.messages[1]["text"]
        assert greeting.startswith("Здравствуйте! Отвечаю на вопросы")
        assert greeting.endswith("Спросите своими словами.")


async def test_a_greeting_that_telegram_would_refuse_is_told(city):
    (city / "greeting.yaml").write_text(f"russian: {{about: а, short: {'а' * 121}}}")
    result = await asyncio.to_thread(CliRunner().invoke, build_cli(), ["knowledge", "check"])
    assert "greeting.yaml: russian.short" in str(result.exception)
    assert "greeting.yaml: english" in str(result.exception)
    example = "а" * 81
    part = f"{{about: а, short: а, examples: [{example}]}}"
    (city / "greeting.yaml").write_text(f"russian: {part}\nenglish: {part}")
    result = await asyncio.to_thread(CliRunner().invoke, build_cli(), ["knowledge", "check"])
    assert "greeting.yaml: english.examples.0" in str(result.exception)


SLIPS = {
    "greeting.yaml": ("russian: 1", "greeting.yaml: english"),
    "calendar.yaml": ("guides: {city_pay: start/money}", "calendar.yaml: guides.city_pay"),
    "finder.yaml": ("support: 1", "finder.yaml: training"),
}


async def test_a_slip_in_a_file_beside_the_answers_never_keeps_the_bot_from_serving(
    city, opened, caplog, clock
):
    async with opened():
        pass  # it has served once
    read_rules.cache_clear()  # as another process
    for name, (slip, _) in SLIPS.items():
        (city / name).write_text(slip)
    monitor = Monitor()
    async with opened(monitor) as (person, services):
        assert person.messages[1]["text"].startswith("Здравствуйте! Отвечаю на вопросы")
        fair = await services.events.find_key("example-fair-2027")
        await person.opens(OpenEvent(event_id=fair.id).pack())
        assert not set(events_texts.GUIDES.values()) & set(person.screen.buttons)
        await person.opens(OpenFinder(kind=FinderKind.SUPPORT).pack())
        assert person.screen.text == ui_texts.GONE
        assert await services.finder.saved(person.id) == ()
        await person.writes("кто даёт субсидию")
        assert "Кто поможет деньгами" in person.screen.text
        hours = WorkingHours.parse("")
        backup = NightlyBackup(services.resources.database.path, clock, 0)
        owners = Measured(services.resources.database, monitor, backup, hours)
        (trouble,) = [
            each for each in (await owners.now()).troubles() if each.kind is TroubleKind.CONTENT
        ]
        assert "приветствие, кнопки календаря, подбор" in raised(trouble)
    for _, told in SLIPS.values():
        assert str(city / told) in caplog.text


async def test_a_plan_that_was_saved_waits_until_the_file_of_the_finder_is_mended(city, opened):
    async with opened() as (person, services):
        answers = next(services.finder.rules(FinderKind.SUPPORT).paths())
        await services.finder.plans.save(person.id, FinderKind.SUPPORT, answers)
        (saved,) = await services.finder.saved(person.id)
    good = (city / "finder.yaml").read_text()
    (city / "finder.yaml").write_text("support: 1")
    read_rules.cache_clear()  # as another process
    async with opened() as (person, services):
        assert await services.finder.saved(person.id) == ()
    (city / "finder.yaml").write_text(good)
    async with opened() as (person, services):
        assert await services.finder.saved(person.id) == (saved,)


async def test_the_calendar_leads_to_that_citys_answers(opened):
    async with opened() as (person, services):
        fair = await services.events.find_key("example-fair-2027")
        await person.opens(OpenEvent(event_id=fair.id).pack())
        await person.presses(events_texts.GUIDES[Guide.CITY_PAYS])
        assert "Кто поможет деньгами" in person.screen.text
        await person.opens(OpenEvents(show=ListFilter.ARCHIVE).pack())
        assert "чем закончились прошлые выставки" in person.screen.text
        assert events_texts.GUIDES[Guide.TOTALS] not in person.screen.buttons
        await person.opens(OpenGuide(guide=Guide.TOTALS).pack())
        assert person.screen.text == ui_texts.GONE


async def test_a_folder_without_the_file_has_a_calendar_without_these_buttons(city, opened):
    (city / "calendar.yaml").unlink()
    async with opened() as (person, services):
        fair = await services.events.find_key("example-fair-2027")
        await person.opens(OpenEvent(event_id=fair.id).pack())
        assert not set(events_texts.GUIDES.values()) & set(person.screen.buttons)


async def test_a_guide_that_leads_to_no_answer_is_told(city):
    (city / "calendar.yaml").write_text("guides: {city_pays: start/gone}")
    result = await asyncio.to_thread(CliRunner().invoke, build_cli(), ["knowledge", "check"])
    assert "calendar.yaml: guides.city_pays: нет ответа «start/gone»" in str(result.exception)
    (city / "calendar.yaml").write_text("guides: {city_pay: start/money}")
    result = await asyncio.to_thread(CliRunner().invoke, build_cli(), ["knowledge", "check"])
    assert "calendar.yaml: guides.city_pay" in str(result.exception)


def test_a_mistyped_folder_stops_the_start(tmp_path, monkeypatch):
    monkeypatch.setenv("BOT_CONTENT", str(tmp_path / "nowhere"))
    with pytest.raises(SettingsError, match="BOT_CONTENT is not valid: it should be a folder"):
        load_settings()
