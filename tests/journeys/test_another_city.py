"""Another city's content: a folder with an example of each file, which passes the checks."""

import asyncio
from collections.abc import Sequence

import pytest
from typer.testing import CliRunner

from bot.__main__ import build_cli
from bot.app import open_from_settings
from bot.playground.telegram import Telegram
from bot.settings import SettingsError, load_settings
from tests.conftest import build_world, make_settings


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


def test_a_mistyped_folder_stops_the_start(tmp_path, monkeypatch):
    monkeypatch.setenv("BOT_CONTENT", str(tmp_path / "nowhere"))
    with pytest.raises(SettingsError, match="BOT_CONTENT is not valid: it should be a folder"):
        load_settings()
