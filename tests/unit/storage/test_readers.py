"""Whoever looks something up for long keeps nobody else from looking."""

import asyncio

from bot.storage.database import READERS

LONG = """
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 2000000)
    SELECT max(n) AS n FROM numbers
"""


async def test_a_person_is_answered_while_a_long_query_runs(database, person):
    async with asyncio.TaskGroup() as tasks:
        long = [tasks.create_task(database.rows(LONG)) for _ in range(READERS - 1)]
        await asyncio.sleep(0)
        await person.writes("/start")
        assert person.screen.buttons
        assert not any(query.done() for query in long)
    assert [query.result() for query in long] == [[{"n": 2_000_000}]] * (READERS - 1)


async def test_a_query_that_nobody_waits_for_any_more_leaves_the_database_readable(database):
    for _ in range(READERS):
        query = asyncio.get_running_loop().create_task(database.rows(LONG))
        await asyncio.sleep(0)
        query.cancel()
    assert await database.row("SELECT revision FROM content")
