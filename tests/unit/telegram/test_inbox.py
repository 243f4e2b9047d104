"""Updates are kept before they are acknowledged; one chat keeps its order, others do not wait."""

import asyncio
import logging
import sqlite3

import pytest

from bot.background import Background
from bot.telegram.inbox import UpdateInbox
from bot.telegram.update_repository import ATTEMPTS, REMEMBERED, UpdateRepository


def message(update_id, chat_id=1, text="x"):
    return {"update_id": update_id, "message": {"chat": {"id": chat_id}, "text": text}}


def press(update_id, chat_id=1):
    chat = {"message": {"chat": {"id": chat_id}}, "from": {"id": 9}}
    return {"update_id": update_id, "callback_query": chat}


def inline(update_id, person_id):
    return {"update_id": update_id, "inline_query": {"from": {"id": person_id}}}


@pytest.fixture
async def lanes():
    lanes = Background()
    yield lanes
    await lanes.close()


@pytest.fixture
def handled():
    return []


@pytest.fixture
def intake(database, lanes, handled):
    async def handle(update):
        await asyncio.sleep(0)
        handled.append(update["update_id"])

    return UpdateInbox(UpdateRepository(database), lanes, handle)


async def kept(database):
    sql = "SELECT id FROM updates WHERE body <> '' ORDER BY id"
    return [row["id"] for row in await database.rows(sql)]


async def test_one_chat_is_handled_in_order(intake, handled):
    await intake.accept([message(1), press(2), message(3)])
    await intake.accept([message(4)])
    await intake.drain(5)
    assert handled == [1, 2, 3, 4]


async def test_a_slow_chat_does_not_delay_the_others(database, lanes):
    handled, gate = [], asyncio.Event()

    async def handle(update):
        if update["update_id"] == 1:
            await gate.wait()
        handled.append(update["update_id"])

    intake = UpdateInbox(UpdateRepository(database), lanes, handle)
    await intake.accept([message(1, 1), message(2, 1), message(3, 2), inline(4, 3)])
    await asyncio.sleep(0.01)
    assert handled == [3, 4]
    assert intake.oldest_seconds > 0
    gate.set()
    await intake.drain(5)
    assert handled == [3, 4, 1, 2]
    assert intake.oldest_seconds == 0


async def test_an_update_that_comes_twice_is_handled_once(intake, handled):
    await intake.accept([message(1), message(1)])
    await intake.accept([message(1)])
    await intake.drain(5)
    assert handled == [1]


async def test_what_was_accepted_is_kept_until_it_is_handled(database, lanes):
    gate = asyncio.Event()

    async def handle(_):
        await gate.wait()

    intake = UpdateInbox(UpdateRepository(database), lanes, handle)
    await intake.accept([message(1), message(2, 2)])
    assert await kept(database) == [1, 2]
    gate.set()
    await intake.drain(5)
    assert await kept(database) == []


async def test_the_next_process_finishes_what_the_last_one_left(database, intake, handled):
    await UpdateRepository(database).keep([message(7), message(8)])
    await intake.resume()
    await intake.drain(5)
    assert handled == [7, 8]
    assert await kept(database) == []


async def test_what_the_last_process_had_handled_is_not_handled_again(
    database, intake, handled, lanes
):
    await intake.accept([message(7), message(8)])
    await intake.drain(5)

    async def handle(update):
        handled.append(update["update_id"])

    after_a_kill = UpdateInbox(UpdateRepository(database), lanes, handle)
    await after_a_kill.resume()
    await after_a_kill.accept([message(7), message(8), message(9)])  # Telegram gave them again
    await after_a_kill.drain(5)
    assert handled == [7, 8, 9]


async def test_only_the_latest_numbers_are_remembered(database):
    updates = UpdateRepository(database)
    await updates.keep([message(1), message(2), message(REMEMBERED + 2)])
    await updates.forget([1, 2, REMEMBERED + 2])
    assert await updates.handled() == [2, REMEMBERED + 2]


async def test_an_update_that_ends_every_process_is_given_up(database):
    updates = UpdateRepository(database)
    await updates.keep([message(7)])
    for _ in range(ATTEMPTS):
        assert len(await updates.left()) == 1
    assert await updates.left() == []


async def test_a_flood_is_cut_and_nobody_else_notices(intake, handled, caplog):
    with caplog.at_level(logging.WARNING):
        await intake.accept([message(number, 1) for number in range(1, 200)])
        await intake.accept([message(1000, 2)])
        await intake.drain(5)
    assert 1000 in handled
    assert len(handled) < 150
    assert "floods" in caplog.text


async def test_storage_that_fails_silences_nobody(intake, handled, monkeypatch, caplog):
    async def full(*_):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(UpdateRepository, "keep", full)
    monkeypatch.setattr(UpdateRepository, "forget", full)
    await intake.accept([message(1)])
    await intake.drain(5)
    assert handled == [1]
    assert "disk is full" in caplog.text
    monkeypatch.undo()
    await intake.drain(5)


async def test_an_update_nobody_can_read_does_not_stop_its_chat(database, lanes, caplog):
    handled = []

    async def handle(update):
        if update["update_id"] == 1:
            raise ValueError("unreadable")
        handled.append(update["update_id"])

    intake = UpdateInbox(UpdateRepository(database), lanes, handle)
    await intake.accept([message(1), message(2), {"update_id": 3, "poll": "odd"}])
    await intake.drain(5)
    assert sorted(handled) == [2, 3]
    assert "Update 1 could not be handled" in caplog.text


async def test_handled_updates_are_forgotten_in_the_background(
    intake, database, lanes, monkeypatch
):
    monkeypatch.setattr("bot.telegram.inbox.FORGET_SECONDS", 0.001)
    lanes.start(intake.run(), "forget")
    await intake.accept([message(1)])
    await intake.drain(5)
    await asyncio.sleep(0.05)
    assert await kept(database) == []


async def test_deliveries_of_one_update_at_the_same_time_are_handled_once(intake, handled):
    await asyncio.gather(intake.accept([message(1)]), intake.accept([message(1)]))
    await intake.drain(5)
    assert handled == [1]


async def test_what_is_accepted_before_the_start_has_resumed_is_handled_once(intake, handled):
    await intake.accept([message(1)])
    await intake.resume()
    await intake.drain(5)
    assert handled == [1]


async def test_half_a_letter_does_not_keep_others_from_being_kept(database, lanes):
    gate = asyncio.Event()

    async def handle(_):
        await gate.wait()

    intake = UpdateInbox(UpdateRepository(database), lanes, handle)
    broken = message(1, text="\\\ud83d и дальше 😀")
    await intake.accept([broken, message(2)])
    assert await UpdateRepository(database).left() == [broken, message(2)]
    gate.set()
    await intake.drain(5)
