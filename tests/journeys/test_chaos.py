"""The whole bot, served over a bad network, or killed again and again, while people use it."""

import asyncio
import os
import random
import signal
import sqlite3
from contextlib import closing

import pytest

from bot.playground.faults import Rates
from bot.server.run import serve
from bot.telegram.inbox import ATTEMPTS
from tests.crowd import FIRST, Visitor, amiss
from tests.fixtures import ADMIN
from tests.serving import PATIENCE, polled, served_settings, until

PEOPLE = 6
KILLS = 6
MOST_REPLIES = 16  # of a process that is killed: all of them are fewer than the visitors wait for


@pytest.fixture
def visitors(played):
    played.add_person(ADMIN, "Ольга")
    played.write(ADMIN, "/help")
    return [Visitor(played, FIRST + number) for number in range(PEOPLE)]


@pytest.fixture
async def gitex(database):
    row = await database.row("SELECT id FROM events WHERE key = 'gitex-global-2026'")
    return row["id"]


@pytest.mark.slow
async def test_a_network_with_every_fault_loses_and_doubles_nothing(
    played, visitors, gitex, database, caplog, monkeypatch
):
    """429, 5xx, pages, broken connections, lost answers, delays; updates twice and out of order."""
    monkeypatch.setattr("bot.telegram.client.jitter", lambda: 0.02)
    monkeypatch.setattr("bot.telegram.polling.FIRST_PAUSE", 0.02)
    settings = served_settings(played, database, admin_ids="1000001", server_port=0)
    played.faults.seed = 7
    played.faults.rates = Rates(
        flood=0.01,
        server_error=0.1,
        page=0.05,
        drop=0.1,
        lost_answer=0.05,
        delay=0.1,
        duplicate=0.3,
        swap=0.2,
        seconds=0.1,
    )
    serving = asyncio.get_running_loop().create_task(serve(settings))
    await asyncio.gather(*(visitor.lives(gitex) for visitor in visitors))
    played.faults.mend()
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(serving, PATIENCE)
    assert amiss(database.path, visitors) == []
    assert not [record for record in caplog.records if record.exc_info]


def would_be_given_up(path):
    """Updates with which one more kill may be the third: the bot would answer them no more."""
    with closing(sqlite3.connect(path)) as connection:
        tried = "SELECT id FROM updates WHERE body <> '' AND attempts >= ?"
        return connection.execute(tried, (ATTEMPTS - 1,)).fetchall()


@pytest.mark.slow
async def test_killed_at_random_moments_it_loses_and_doubles_nothing(
    played, visitors, gitex, database, bot_process
):
    chance = random.Random(20261123)
    bot_process.start()
    crowd = asyncio.gather(*(visitor.lives(gitex) for visitor in visitors))
    for _ in range(KILLS):
        await polled(played, replies=chance.randint(0, MOST_REPLIES))
        await asyncio.sleep(chance.uniform(0, 0.2))
        await until(lambda: not would_be_given_up(database.path))
        await bot_process.kill()
        bot_process.start()
    await crowd
    assert await bot_process.stop() == 0
    assert amiss(database.path, visitors) == []
    assert "Traceback" not in bot_process.log, bot_process.log
    with closing(sqlite3.connect(database.path)) as connection:
        unhandled = "SELECT count(*) FROM updates WHERE body <> ''"
        assert connection.execute(unhandled).fetchone() == (0,)
