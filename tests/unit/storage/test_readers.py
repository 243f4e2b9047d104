"""Whoever looks something up for long keeps nobody else from looking."""

import asyncio
import threading

import pytest

from bot.storage.database import READERS
from tests.serving import PATIENCE

LONG = "SELECT wait() AS ended"


@pytest.fixture
async def ended(database):
    """Until this is set, whoever runs the long query is busy."""
    event = threading.Event()
    for reader in database._connections.readers:
        await reader.create_function("wait", 0, lambda: event.wait(PATIENCE))
    yield event
    event.set()


async def test_a_person_is_answered_while_a_long_query_runs(database, person, ended):
    async with asyncio.TaskGroup() as tasks:
        long = [tasks.create_task(database.rows(LONG)) for _ in range(READERS - 1)]
        await asyncio.sleep(0)
        await person.writes("/start")
        assert person.screen.buttons
        assert not any(query.done() for query in long)
        ended.set()
    assert [query.result() for query in long] == [[{"ended": True}]] * (READERS - 1)


async def test_a_query_that_nobody_waits_for_any_more_leaves_the_database_readable(database, ended):
    for _ in range(READERS):
        query = asyncio.get_running_loop().create_task(database.rows(LONG))
        await asyncio.sleep(0)
        query.cancel()
    reading = asyncio.get_running_loop().create_task(database.row("SELECT revision FROM content"))
    await asyncio.sleep(0)
    assert not reading.done()
    ended.set()
    assert await reading
