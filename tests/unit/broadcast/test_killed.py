"""The process is killed with SIGKILL while it sends, again and again."""

import asyncio
import random
import sqlite3
from collections import Counter
from contextlib import closing
from functools import partial

import pytest

from bot.broadcast.models import BroadcastDraft, BroadcastState, DeliveryState, Selection
from bot.broadcast.repository import BroadcastRepository
from bot.playground.server import serve
from bot.playground.telegram import Telegram
from tests.forked import forked
from tests.serving import PATIENCE
from tests.unit.broadcast import killed

AUTHOR = 1000001
PEOPLE = 1000
KILLS = 25
SIGKILL = -9


class Victim:
    """The process that sends, started again after every kill."""

    def __init__(self, path, address: str) -> None:
        self._arguments = (path, address)

    def start(self) -> None:
        self.process = forked(killed.run, *self._arguments)

    async def kill(self) -> None:
        self.process.kill()
        await asyncio.to_thread(self.process.join)
        assert self.process.exitcode == SIGKILL


def copies(telegram: Telegram) -> Counter[int]:
    """How many messages of the bot each person has."""
    return Counter(
        person
        for person in range(1, PEOPLE + 1)
        for message in telegram.chat(person).messages
        if message["from"]["is_bot"]
    )


def outcomes(path) -> dict[int, str]:
    with closing(sqlite3.connect(path)) as connection:
        return dict(connection.execute("SELECT person_id, outcome FROM deliveries"))


def sent(telegram: Telegram, number: int) -> bool:
    return len(telegram.calls) >= number


def state(path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT state FROM broadcasts").fetchone()[0]


async def until(true) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110 - what happens is in another process
            await asyncio.sleep(0.002)


async def prepare(telegram: Telegram, database, clock) -> None:
    telegram.add_person(AUTHOR, "Ольга")
    message = telegram.write(AUTHOR, "Новость")
    for person in range(1, PEOPLE + 1):
        telegram.add_person(person, "Ирина")
        telegram.write(person, "/start")
    async with database.transaction() as transaction:
        people = [(person, 0, 0) for person in range(1, PEOPLE + 1)]
        sql = "INSERT INTO people (id, first_seen, last_seen) VALUES (?, ?, ?)"
        await transaction.many(sql, people)
    broadcasts = BroadcastRepository(database)
    draft = BroadcastDraft(from_chat_id=AUTHOR, message_ids=(message["message_id"],), topic="news")
    broadcast_id = await broadcasts.create_draft(AUTHOR, draft)
    await broadcasts.start(broadcast_id, Selection("SELECT id FROM people"))


@pytest.mark.slow
async def test_killed_25_times_it_misses_nobody_and_repeats_to_nobody(database, clock):
    telegram, chance = Telegram(killed.TOKEN), random.Random(5)
    await prepare(telegram, database, clock)
    telegram.faults.rates.delay, telegram.faults.rates.seconds = 1.0, 0.01
    server = await serve(telegram, 0)
    host, port = server.addresses[0]
    victim = Victim(database.path, f"http://{host}:{port}")
    known = 0
    for _ in range(KILLS):
        seen = len(telegram.calls)
        victim.start()
        more = chance.randrange(1, PEOPLE // KILLS - killed.WORKERS)
        await until(partial(sent, telegram, seen + more))
        await asyncio.sleep(chance.uniform(0, 0.02))
        await victim.kill()
        unsure = Counter(outcomes(database.path).values())
        unsure = unsure["unknown"] + unsure["sending"]
        assert unsure - known <= killed.WORKERS, "more unknown than were in flight"
        known = unsure
    assert state(database.path) == BroadcastState.RUNNING
    victim.start()
    await until(lambda: state(database.path) == BroadcastState.FINISHED)
    await victim.kill()
    await server.cleanup()

    told, got = outcomes(database.path), copies(telegram)
    assert len(told) == PEOPLE
    assert set(told.values()) <= {DeliveryState.DELIVERED, DeliveryState.UNKNOWN}
    assert [p for p in told if told[p] == DeliveryState.DELIVERED and got[p] == 0] == []  # missed
    assert [p for p in got if got[p] > 1] == []  # repeated
    assert Counter(told.values())[DeliveryState.UNKNOWN] == known
