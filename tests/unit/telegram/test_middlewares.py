import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties

from bot.app import build_dispatcher, build_scheduler
from bot.knowledge import texts as knowledge_texts
from bot.telegram.middlewares import BURST, Throttle
from bot.ui import texts as ui_texts
from tests.person import PlayedSession, World


@pytest.fixture
def seconds():
    return [0.0]


@pytest.fixture
def hurried(telegram, services, seconds):
    """A bot for which no time passes unless the test says so."""
    bot = Bot("42:TEST", PlayedSession(telegram), DefaultBotProperties(parse_mode="HTML"))
    dispatcher = build_dispatcher(services, throttle=Throttle(lambda: seconds[0]))
    return World(telegram, bot, dispatcher, build_scheduler(services, bot))


async def test_a_burst_is_fine_and_a_flood_is_told_once(hurried, seconds):
    person = hurried.person(1000003)
    for _ in range(int(BURST) + 10):
        await person.writes("/start")
    told = [each for each in person.messages if each["text"] == ui_texts.SLOWER]
    assert len(told) == 1

    seconds[0] += 60
    await person.writes("/help")
    assert person.screen.text.startswith("❓ Помощь")


async def test_a_flooding_press_gets_an_alert_and_changes_nothing(hurried):
    person = hurried.person(1000003)
    await person.writes("/start")
    for _ in range(int(BURST) - 1):
        await person.opens("z:", person.screen.id)
    await person.presses(knowledge_texts.JUST_MENU)
    assert person.toast == ui_texts.SLOWER
    assert person.alert
    assert knowledge_texts.BUSINESS in person.screen.buttons


async def test_one_persons_flood_is_nobody_elses(hurried):
    flooder, other = hurried.person(1), hurried.person(2, "Артём")
    for _ in range(100):
        await flooder.writes("/start")
    await other.writes("/start")
    assert knowledge_texts.BUSINESS in other.screen.buttons
