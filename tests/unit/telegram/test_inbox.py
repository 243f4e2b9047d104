"""Updates are kept before they are acknowledged; one chat keeps its order, others do not wait."""

import asyncio
import logging
import sqlite3
from contextlib import closing

import pytest

from bot.background import Background
from bot.telegram.inbox import UpdateInbox
from bot.telegram.update_repository import REMEMBERED, UpdateRepository
from tests.serving import PATIENCE


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
def inbox(database, lanes, handled):
    async def handle(update):
        await asyncio.sleep(0)
        handled.append(update["update_id"])

    return UpdateInbox(UpdateRepository(database), lanes, handle)


async def kept(database):
    sql = "SELECT id FROM updates WHERE body <> '' ORDER BY id"
    return [row["id"] for row in await database.rows(sql)]


async def test_one_chat_is_handled_in_order(inbox, handled):
    await inbox.accept([message(1), press(2), message(3)])
    await inbox.accept([message(4)])
    await inbox.drain(5)
    assert handled == [1, 2, 3, 4]


async def test_a_slow_chat_does_not_delay_the_others(database, lanes):
    handled, gate = [], asyncio.Event()

    async def handle(update):
        if update["update_id"] == 1:
            await gate.wait()
        handled.append(update["update_id"])

    inbox = UpdateInbox(UpdateRepository(database), lanes, handle)
    await inbox.accept([message(1, 1), message(2, 1), message(3, 2), inline(4, 3)])
    await asyncio.sleep(0.01)
    assert handled == [3, 4]
    assert inbox.oldest_seconds > 0
    gate.set()
    await inbox.drain(5)
    assert handled == [3, 4, 1, 2]
    assert inbox.oldest_seconds == 0


async def test_an_update_that_comes_twice_is_handled_once(inbox, handled):
    await inbox.accept([message(1), message(1)])
    await inbox.accept([message(1)])
    await inbox.drain(5)
    assert handled == [1]


async def test_what_was_accepted_is_kept_until_it_is_handled(database, lanes):
    gate = asyncio.Event()

    async def handle(_):
        await gate.wait()

    inbox = UpdateInbox(UpdateRepository(database), lanes, handle)
    await inbox.accept([message(1), message(2, 2)])
    assert await kept(database) == [1, 2]
    gate.set()
    await inbox.drain(5)
    assert await kept(database) == []


async def test_the_next_process_finishes_what_the_last_one_left(database, inbox, handled):
    await UpdateRepository(database).store([message(7), message(8)])
    await inbox.resume()
    await inbox.drain(5)
    assert handled == [7, 8]
    assert await kept(database) == []


async def test_what_the_last_process_had_handled_is_not_handled_again(
    database, inbox, handled, lanes
):
    await inbox.accept([message(7), message(8)])
    await inbox.drain(5)

    async def handle(update):
        handled.append(update["update_id"])

    after_a_kill = UpdateInbox(UpdateRepository(database), lanes, handle)
    await after_a_kill.resume()
    await after_a_kill.accept([message(7), message(8), message(9)])  # Telegram gave them again
    await after_a_kill.drain(5)
    assert handled == [7, 8, 9]


async def test_only_the_latest_numbers_are_remembered(database):
    updates = UpdateRepository(database)
    await updates.store([message(1), message(2), message(REMEMBERED + 2)])
    await updates.forget([1, 2, REMEMBERED + 2])
    assert await updates.handled_ids() == [2, REMEMBERED + 2]


async def test_earlier_numbers_go_by_the_thousand_and_what_is_not_handled_stays(database):
    updates, last = UpdateRepository(database), 3 * REMEMBERED
    await updates.store([message(number) for number in range(1, last + 1)])
    for first in range(1, last, 100):
        await updates.forget([each for each in range(first, first + 100) if each != 2])
    left = [row["id"] for row in await database.rows("SELECT id FROM updates ORDER BY id")]
    assert left[0] == 2
    assert REMEMBERED <= len(left) <= 2 * REMEMBERED + 1


async def test_a_flood_is_cut_and_nobody_else_notices(inbox, handled, caplog):
    with caplog.at_level(logging.WARNING):
        await inbox.accept([message(number, 1) for number in range(1, 200)])
        await inbox.accept([message(1000, 2)])
        await inbox.drain(5)
    assert 1000 in handled
    assert len(handled) < 150
    assert "floods" in caplog.text


async def test_storage_that_fails_silences_nobody(inbox, handled, monkeypatch, caplog):
    async def full(*_):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(UpdateRepository, "store", full)
    monkeypatch.setattr(UpdateRepository, "forget", full)
    await inbox.accept([message(1)])
    await inbox.drain(5)
    assert handled == [1]
    assert "disk is full" in caplog.text
    monkeypatch.undo()
    await inbox.drain(5)


async def test_a_letter_is_never_dropped_however_many_come(inbox, handled):
    staff = [message(number, -100) for number in range(1, 300)]
    replies = [message(number, 7) for number in range(300, 600)]
    for reply in replies:
        reply["message"]["reply_to_message"] = {"message_id": 1}
    await inbox.accept(staff + replies)
    await inbox.drain(5)
    assert sorted(handled) == list(range(1, 600))


async def test_a_topic_does_not_wait_for_another(database, lanes):
    handled, gate = [], asyncio.Event()

    async def handle(update):
        if update["update_id"] == 1:
            await gate.wait()
        handled.append(update["update_id"])

    def in_topic(update, topic_id):
        where = update.get("callback_query", update)
        where["message"] |= {"message_thread_id": topic_id, "is_topic_message": True}
        return update

    inbox = UpdateInbox(UpdateRepository(database), lanes, handle)
    first = [in_topic(message(1, -100), 5), in_topic(press(2, -100), 5)]
    await inbox.accept([*first, in_topic(message(3, -100), 6), in_topic(press(4, -100), 6)])
    await asyncio.sleep(0.01)
    assert handled == [3, 4]
    gate.set()
    await inbox.drain(5)
    assert handled == [3, 4, 1, 2]


async def test_what_is_hours_old_lets_what_is_fresh_go_first(database, lanes, clock, monkeypatch):
    monkeypatch.setattr("bot.telegram.inbox.LATE_AT_ONCE", 2)
    begun, gate = [], asyncio.Event()

    async def handle(update):
        begun.append(update["update_id"])
        await gate.wait()

    def sent(update, hours):
        update["message"]["date"] = int(clock.timestamp()) - hours * 3600
        return update

    inbox = UpdateInbox(UpdateRepository(database), lanes, handle)
    backlog = [sent(message(number, number), 5) for number in range(1, 20)]
    pressed = press(20, 20)  # among the old ones, and so as old
    await inbox.accept([*backlog, pressed])
    await asyncio.sleep(0.01)
    assert begun == [1, 2]
    await inbox.accept([sent(message(101, 500), 0), sent(message(102, 19), 0)])
    await asyncio.sleep(0.01)
    assert begun == [1, 2, 101, 19]  # a chat keeps its order, but does not wait for others
    gate.set()
    await inbox.drain(5)
    assert sorted(begun) == [*range(1, 21), 101, 102]


async def test_while_telegram_has_more_nobody_works_at_what_is_hours_old(inbox, handled, clock):
    def sent(update_id, hours):
        update = message(update_id, update_id)
        update["message"]["date"] = int(clock.timestamp()) - hours * 3600
        return update

    await inbox.accept([sent(1, 5), sent(2, 5)], has_more=True)
    await inbox.accept([sent(3, 0), sent(4, 5)], has_more=True)
    await asyncio.sleep(0.01)
    assert handled == [3]
    await inbox.accept([])
    await inbox.drain(5)
    assert sorted(handled) == [1, 2, 3, 4]


async def test_telegram_is_told_only_of_what_is_stored_or_handled(database, lanes, monkeypatch):
    monkeypatch.setattr("bot.telegram.inbox.STORE_SECONDS", 0.01)
    begun, gate = [], asyncio.Event()

    async def handle(update):
        begun.append(update["update_id"])
        await gate.wait()

    inbox = UpdateInbox(UpdateRepository(database), lanes, handle)
    with closing(sqlite3.connect(database.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert not await inbox.accept([message(1)])
        assert not await inbox.accept([message(1), message(2, 2)])
        await asyncio.sleep(0.01)
        assert begun == [1, 2]
        gate.set()
        await asyncio.sleep(0.01)
        assert await inbox.accept([message(1), message(2, 2)])
        other.execute("ROLLBACK")
    await inbox.drain(5)
    assert begun == [1, 2]
    assert await UpdateRepository(database).handled_ids() == [1, 2]


async def test_an_update_nobody_can_read_does_not_stop_its_chat(database, lanes, caplog):
    handled = []

    async def handle(update):
        if update["update_id"] == 1:
            raise ValueError("unreadable")
        handled.append(update["update_id"])

    inbox = UpdateInbox(UpdateRepository(database), lanes, handle)
    await inbox.accept([message(1), message(2), {"update_id": 3, "poll": "odd"}])
    await inbox.drain(5)
    assert sorted(handled) == [2, 3]
    assert "Update 1 could not be handled" in caplog.text


async def test_handled_updates_are_forgotten_in_the_background(inbox, database, lanes, monkeypatch):
    monkeypatch.setattr("bot.telegram.inbox.FORGET_SECONDS", 0.001)
    lanes.start(inbox.run(), "forget")
    await inbox.accept([message(1)])
    await inbox.drain(5)
    async with asyncio.timeout(PATIENCE):
        while await kept(database):  # noqa: ASYNC110 - what the loop does by itself is watched
            await asyncio.sleep(0.01)


async def test_a_drain_waits_for_updates_that_are_just_being_forgotten(
    inbox, database, lanes, monkeypatch
):
    """Else a stop cancels it half-way, and the next start answers the same update again."""
    monkeypatch.setattr("bot.telegram.inbox.FORGET_SECONDS", 0.001)
    forget, begun, allowed = UpdateRepository.forget, asyncio.Event(), asyncio.Event()

    async def slow(repository, ids):
        begun.set()
        await allowed.wait()
        await forget(repository, ids)

    monkeypatch.setattr(UpdateRepository, "forget", slow)
    running = lanes.start(inbox.run(), "forget")
    await inbox.accept([message(1)])
    await begun.wait()
    draining = lanes.start(inbox.drain(5), "drain")
    await asyncio.sleep(0.01)
    assert not draining.done()
    allowed.set()
    await draining
    running.cancel()
    assert await kept(database) == []


async def test_handled_updates_whose_forgetting_is_cancelled_are_forgotten_by_the_next(
    inbox, database, lanes, monkeypatch
):
    monkeypatch.setattr("bot.telegram.inbox.FORGET_SECONDS", 0.001)
    begun = asyncio.Event()

    async def endless(*_):
        begun.set()
        await asyncio.Event().wait()

    with monkeypatch.context() as patched:
        patched.setattr(UpdateRepository, "forget", endless)
        running = lanes.start(inbox.run(), "forget")
        await inbox.accept([message(1)])
        await begun.wait()
        running.cancel()
        await asyncio.wait([running])
    await inbox.drain(5)
    assert await kept(database) == []


async def test_deliveries_of_one_update_at_the_same_time_are_handled_once(inbox, handled):
    await asyncio.gather(inbox.accept([message(1)]), inbox.accept([message(1)]))
    await inbox.drain(5)
    assert handled == [1]


async def test_what_is_accepted_before_the_start_has_resumed_is_handled_once(inbox, handled):
    await inbox.accept([message(1)])
    await inbox.resume()
    await inbox.drain(5)
    assert handled == [1]


async def test_half_a_letter_does_not_keep_others_from_being_kept(database, lanes):
    gate = asyncio.Event()

    async def handle(_):
        await gate.wait()

    inbox = UpdateInbox(UpdateRepository(database), lanes, handle)
    broken = message(1, text="\\\ud83d и дальше 😀")
    await inbox.accept([broken, message(2)])
    unfinished = await UpdateRepository(database).unfinished()
    assert [each.update for each in unfinished] == [broken, message(2)]
    gate.set()
    await inbox.drain(5)
