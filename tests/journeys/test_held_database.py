"""Another program holds the database for half a minute: whoever only reads does not notice."""

import asyncio
import logging
import re
from contextlib import asynccontextmanager

import pytest

from bot.knowledge import texts as knowledge_texts
from bot.knowledge.buttons import OpenAnswer
from bot.storage.database import BUSY_SECONDS
from bot.ui import texts as ui_texts
from tests.person import Screen
from tests.serving import PATIENCE, held, running, served_settings, until

IRINA, OLEG = 1000003, 1000005
QUESTION = "когда открылось Руднево"


@pytest.fixture
def settings(played, database):
    played.add_person(IRINA, "Ирина")
    played.add_person(OLEG, "Олег")
    played.callback_seconds = PATIENCE  # a machine may be busier than Telegram is patient
    return served_settings(played, database)


@asynccontextmanager
async def held_and_told(database):
    """Another program has the file; until it is free, 0.1 s of waiting are logged.

    Not before: while the bot starts, a write may take as long without anybody holding the file.
    """
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("bot.storage.database.HELD_SECONDS", 0.1)
        async with held(database.path):
            yield


async def handled(database) -> None:
    """Wait until what was answered is stored too: on a busy machine it is answered before."""
    all_done = "SELECT 1 FROM (SELECT min(body = '') AS done FROM updates) WHERE done"
    async with asyncio.timeout(PATIENCE):
        while not await database.rows(all_done):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


def screens(telegram, person_id=IRINA):
    messages = telegram.chat(person_id).messages
    return [Screen(each) for each in messages if each["from"]["is_bot"]]


def press(telegram, label, screen, person_id=IRINA):
    return telegram.press(person_id, screen.id, screen.key(label)["callback_data"])


async def test_reading_goes_on_writing_waits_and_the_log_has_one_line(
    played, settings, database, caplog
):
    async with running(settings):
        played.write(IRINA, QUESTION)
        card = (await until(lambda: screens(played)))[-1]
        await handled(database)
        async with held_and_told(database):
            caplog.set_level(logging.WARNING)
            played.write(IRINA, "/menu")
            menu = (await until(lambda: screens(played)[1:]))[0]
            section = menu.key(knowledge_texts.SECTIONS)["callback_data"]
            pressed = played.press(IRINA, menu.id, section)
            await until(lambda: played.presses[pressed].answer is not None)
            played.write(OLEG, "/start")
            await until(lambda: screens(played, OLEG)[1:])
            press(played, knowledge_texts.BUSINESS, screens(played, OLEG)[-1], OLEG)
            saved = press(played, knowledge_texts.SAVE, card)
            await until(lambda: "is held by another program" in caplog.text)
        await until(lambda: played.presses[saved].answer)
        assert played.presses[saved].answer["text"] == knowledge_texts.SAVED
        await until(lambda: knowledge_texts.HOME_HINT in screens(played, OLEG)[-1].text)
        await until(lambda: not played.updates)
    assert len(await database.rows("SELECT 1 FROM saved_answers")) == 1
    roles = await database.rows("SELECT role FROM people WHERE id = ?", OLEG)
    assert roles == [{"role": "business"}]
    lines = [each.name for each in caplog.records if each.levelno >= logging.WARNING]
    assert [name for name in lines if name != "bot.server.run"] == ["bot.storage.database"]


async def test_the_first_tap_of_a_day_does_not_wait_either(person, database, clock):
    await person.writes("/start")
    await person.presses(knowledge_texts.BUSINESS)
    clock.now = clock.now.replace(day=clock.now.day + 1)
    async with held_and_told(database):
        await person.presses(knowledge_texts.SECTIONS)
        assert knowledge_texts.SECTIONS_HINT in person.screen.text
    await person.writes(QUESTION)
    (row,) = await database.rows("SELECT last_seen, role FROM people WHERE id = ?", person.id)
    assert (row["last_seen"], row["role"]) == (int(clock.timestamp()), "business")


async def test_an_answer_is_opened_and_left_meanwhile(person, database):
    """What the person looks at is stored once the file is free; nobody waits for that."""
    await person.writes("/start")
    await person.presses(knowledge_texts.BUSINESS)
    async with held_and_told(database), asyncio.timeout(BUSY_SECONDS / 2):
        data = (key["callback_data"] for key in person.screen.keys)
        await person.opens(next(filter(re.compile(OpenAnswer.__prefix__ + ":").match, data)))
        await person.presses(ui_texts.HOME)
        assert knowledge_texts.HOME_HINT in person.screen.text
