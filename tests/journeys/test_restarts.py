"""The process is ended again and again while Telegram or the database are in trouble."""

import asyncio
import sqlite3
from contextlib import closing

import pytest

from bot.playground.faults import Delay
from bot.playground.requests import ApiError
from tests.person import read
from tests.serving import polled, until

CROWD = range(2_000_001, 2_000_021)
QUESTION, ANSWER = "когда открылось Руднево", "2 октября 2024"
ENDS = 10
HANG = Delay(5.0, then=ApiError(500, "Internal Server Error"))


@pytest.fixture
def crowd(played):
    for person_id in CROWD:
        played.add_person(person_id, "Участник")


def answers(telegram):
    """By person: what each was told, without the buttons' screens of a start."""
    return {
        person_id: [
            each["text"]
            for each in telegram.chat(person_id).messages
            if each["from"]["is_bot"] and ANSWER in read(each)
        ]
        for person_id in CROWD
    }


def all_answered(telegram) -> bool:
    return all(answers(telegram).values())


def left(path):
    with closing(sqlite3.connect(path)) as connection:
        waiting = connection.execute("SELECT count(*) FROM updates WHERE body <> ''").fetchone()[0]
        failed = connection.execute("SELECT count(*) FROM failed_updates").fetchone()[0]
        return waiting, failed


@pytest.mark.slow
async def test_ended_ten_times_while_requests_hang_everybody_is_answered_once(
    played, crowd, bot_process, database
):
    for person_id in CROWD:
        played.write(person_id, QUESTION)
    played.faults.fail_next("sendMessage", HANG, times=100_000)
    for number in range(ENDS):
        bot_process.start()
        await polled(played)
        await asyncio.sleep(0.5)
        await (bot_process.kill() if number % 2 else bot_process.stop())
    assert not any(answers(played).values())
    played.faults.mend()
    bot_process.start()
    await until(lambda: all_answered(played))
    assert await bot_process.stop() == 0
    assert {person_id: len(each) for person_id, each in answers(played).items()} == dict.fromkeys(
        CROWD, 1
    )
    assert left(database.path) == (0, 0)


@pytest.mark.slow
async def test_killed_while_another_program_holds_the_database_everybody_is_answered_once(
    played, crowd, bot_process, database
):
    for person_id in CROWD:
        played.write(person_id, "/start")
    bot_process.start()
    await until(lambda: all(len(played.chat(each).messages) == 3 for each in CROWD))
    with closing(sqlite3.connect(database.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for person_id in CROWD:
            played.write(person_id, QUESTION)
        for _ in range(3):
            await asyncio.sleep(0.7)
            await bot_process.kill()
            bot_process.start()
            await polled(played)
        other.execute("ROLLBACK")
    await until(lambda: all_answered(played))
    assert await bot_process.stop() == 0
    assert {person_id: len(each) for person_id, each in answers(played).items()} == dict.fromkeys(
        CROWD, 1
    )
    assert left(database.path) == (0, 0)
