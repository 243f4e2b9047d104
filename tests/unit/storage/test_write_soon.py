"""Small writes wait for company, and nobody who looks can tell."""

import asyncio
import itertools
import sqlite3
from contextlib import closing

import pytest

from bot.storage import database
from bot.storage.database import Database

ADD = "INSERT INTO people (id, first_seen, last_seen) VALUES (?, 1, 1)"
ALL = "SELECT id FROM people ORDER BY id"


@pytest.fixture
def transactions():
    """The kind of each, as it ends."""
    return asyncio.Queue()


@pytest.fixture
async def storage(tmp_path, blank, transactions):
    (tmp_path / "bot.db").write_bytes(blank.read_bytes())
    path, ended = tmp_path / "bot.db", transactions.put_nowait
    storage = await Database.open(path, observe=lambda kind, _: kind == "read" or ended(kind))
    await storage._writer.execute("PRAGMA busy_timeout = 20")
    yield storage
    await storage.close()


def stored(storage) -> list[int]:
    """What another program finds in the file."""
    with closing(sqlite3.connect(storage.path)) as other:
        return [number for (number,) in other.execute(ALL)]


async def people(storage) -> list[int]:
    return [row["id"] for row in await storage.rows(ALL)]


@pytest.fixture
def locked(storage):
    with closing(sqlite3.connect(storage.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


async def test_what_comes_within_a_moment_shares_one_transaction(storage, transactions):
    for number in range(1, 6):
        await storage.write_soon(ADD, number)
    assert stored(storage) == []
    await asyncio.wait_for(transactions.get(), 5)
    assert stored(storage) == [1, 2, 3, 4, 5]
    assert transactions.empty()


async def test_who_reads_finds_it_done(storage):
    await storage.write_soon(ADD, 1)
    assert await people(storage) == [1]
    assert stored(storage) == [1]


async def test_who_writes_comes_after_it(storage):
    await storage.write_soon(ADD, 1)
    await storage.write("DELETE FROM people")
    await storage.write_soon(ADD, 2)
    async with storage.transaction() as transaction:
        assert await transaction.rows(ALL) == [{"id": 2}]


async def test_a_reader_waits_for_what_is_just_being_stored(storage):
    await storage.write_soon(ADD, 1)
    seen = await asyncio.gather(people(storage), people(storage), people(storage))
    assert seen == [[1], [1], [1]]


async def test_who_reads_inside_a_transaction_does_not_wait_for_itself(storage):
    async with asyncio.timeout(5):
        async with storage.transaction():
            await storage.write_soon(ADD, 1)
            assert await people(storage) == []
    assert await people(storage) == [1]


@pytest.mark.parametrize("unfit", [1, "one", "\ud83d", 2**70, "many values"])
async def test_what_can_never_be_stored_is_told_and_stops_nothing_else(storage, caplog, unfit):
    await storage.write_soon(ADD, 1)
    await storage.write_soon(ADD, *([1, 2] if unfit == "many values" else [unfit]))
    await storage.write_soon(ADD, 2)
    assert await people(storage) == [1, 2]
    assert "not fit to be stored" in caplog.text


async def test_closing_stores_what_waits(tmp_path, blank):
    (tmp_path / "bot.db").write_bytes(blank.read_bytes())
    storage = await Database.open(tmp_path / "bot.db")
    await storage.write_soon(ADD, 1)
    await storage.close()
    assert stored(storage) == [1]


async def test_while_nothing_can_be_stored_reading_goes_on_and_writing_is_refused(storage, locked):
    await storage.write_soon(ADD, 1)  # nobody knows yet
    assert await people(storage) == []
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        await storage.write_soon(ADD, 2)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        await storage.write("DELETE FROM people")
    assert await people(storage) == []

    locked.execute("ROLLBACK")
    await storage.write_soon(ADD, 3)
    assert await people(storage) == [1, 3]  # what was taken, and not what was refused


async def test_who_gives_up_waiting_takes_nothing_along(storage):
    await storage.write_soon(ADD, 1)
    waiting = asyncio.get_running_loop().create_task(people(storage))
    await asyncio.sleep(0)
    waiting.cancel()
    assert await people(storage) == [1]


async def test_what_comes_while_others_are_stored_is_stored_in_its_turn(storage, transactions):
    async with storage.transaction():
        await storage.write_soon(ADD, 1)
        await asyncio.sleep(1.5 * database.SECONDS)  # the first waits for this transaction
        await storage.write_soon(ADD, 2)
        await asyncio.sleep(1.5 * database.SECONDS)
    for _ in range(3):
        await asyncio.wait_for(transactions.get(), 5)
    assert stored(storage) == [1, 2]


async def test_a_flood_waits_until_it_is_stored(storage):
    most = 0
    for number in range(1, 4 * database.MOST):
        await storage.write_soon(ADD, number)
        most = max(most, len(storage._deferred._waiting))
    assert most < database.MOST
    assert len(await people(storage)) == 4 * database.MOST - 1


async def test_others_who_go_on_writing_keep_nobody_waiting(storage):
    ids = itertools.count(1)
    stop = asyncio.Event()

    async def go_on():
        while not stop.is_set():
            await storage.write_soon(ADD, next(ids))
            await asyncio.sleep(0)

    async with asyncio.timeout(5), asyncio.TaskGroup() as others:
        others.create_task(go_on())
        await asyncio.sleep(0.01)
        await storage.write("DELETE FROM people")
        await people(storage)
        stop.set()


async def test_who_reads_waits_for_a_writer_no_longer_than_a_moment(storage, monkeypatch):
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    async with asyncio.timeout(5), storage.transaction():
        await storage.write_soon(ADD, 1)
        reader = asyncio.gather(people(storage))  # a task of its own
        assert await reader == [[]]
    assert await people(storage) == [1]
