"""The sender as the bot runs it: started once, stopped cleanly, not ended by a fault."""

import asyncio
import logging

from bot.background import Background
from bot.broadcast import sender
from bot.broadcast.models import BroadcastState, DeliveryState
from bot.playground.faults import Delay


async def until(true) -> None:
    async with asyncio.timeout(20):
        while not await true():  # noqa: ASYNC110 - it is the bot that acts
            await asyncio.sleep(0.01)


async def test_a_running_bot_takes_up_what_is_started_and_resumes_what_was_left(post):
    await post.people(20)
    left = await post.started()
    await post.books.runs.prepare(left)
    await post.books.deliveries.write([(left, 1)])  # and here the process was killed
    background = Background()
    background.start(post.new_sender().run(), "sender")

    async def finished() -> bool:
        states = {b.state for b in await post.books.broadcasts.latest(5)}
        return states == {BroadcastState.FINISHED}

    await until(finished)
    assert await post.counts(left) == {DeliveryState.DELIVERED: 19, DeliveryState.UNKNOWN: 1}
    later = await post.started()
    await until(finished)
    assert await post.counts(later) == {DeliveryState.DELIVERED: 20}
    await background.close()


async def test_a_clean_stop_leaves_nothing_unknown(post):
    await post.people(40)
    post.telegram.faults.fail_next("copyMessage", Delay(0.05), times=40)
    broadcast_id = await post.started()
    background = Background()
    background.start(post.sender.run(), "sender")

    async def under_way() -> bool:
        return (await post.progress(broadcast_id)).counts[DeliveryState.DELIVERED] > 4

    await until(under_way)
    await background.close()
    await post.books.runs.recover()
    counts = await post.counts(broadcast_id)
    assert set(counts) == {DeliveryState.DELIVERED, DeliveryState.PENDING}
    assert counts[DeliveryState.DELIVERED] == len(post.telegram.calls)


async def test_a_fault_is_logged_and_sending_goes_on(post, monkeypatch, caplog):
    monkeypatch.setattr(sender, "LONGEST_PAUSE", 0.0)
    await post.people(3)
    prepare, faults = type(post.books.runs).prepare, [OSError("the disk is full")]

    async def fail_once(runs, broadcast_id):
        if faults:
            raise faults.pop()
        await prepare(runs, broadcast_id)

    monkeypatch.setattr(type(post.books.runs), "prepare", fail_once)
    broadcast_id = await post.started()
    background = Background()
    with caplog.at_level(logging.ERROR):
        background.start(post.sender.run(), "sender")

        async def finished() -> bool:
            return (await post.books.broadcasts.find(broadcast_id)).state is BroadcastState.FINISHED

        await until(finished)
    await background.close()
    assert "the disk is full" in caplog.text
    assert await post.counts(broadcast_id) == {DeliveryState.DELIVERED: 3}


async def test_pause_resume_and_cancel_take_hold_within_the_messages_in_flight(post):
    await post.people(60)
    post.telegram.faults.fail_next("copyMessage", Delay(0.02), times=60)
    broadcast_id = await post.started()
    books = post.books

    async def step(stop) -> int:
        working = asyncio.gather(post.sender.work_off())
        before = len(post.telegram.calls)
        await until(lambda: _more(post, before + 6))
        assert await stop(broadcast_id)
        at_stop = len(post.telegram.calls)
        await working
        assert len(post.telegram.calls) - at_stop <= 4  # the workers
        return len(post.telegram.calls)

    paused = await step(books.broadcasts.pause)
    await post.sender.work_off()
    assert len(post.telegram.calls) == paused
    assert (await books.broadcasts.find(broadcast_id)).state is BroadcastState.PAUSED

    assert await books.broadcasts.resume(broadcast_id)
    cancelled = await step(books.broadcasts.cancel)
    assert not await books.broadcasts.resume(broadcast_id)
    assert await post.counts(broadcast_id) == {
        DeliveryState.DELIVERED: cancelled,
        DeliveryState.PENDING: 60 - cancelled,
    }
    await post.sender.work_off()
    broadcast = await books.broadcasts.find(broadcast_id)
    assert (broadcast.state, broadcast.finished_at is not None) == (BroadcastState.CANCELLED, True)


async def _more(post, number: int) -> bool:
    return len(post.telegram.calls) >= number


async def test_a_broadcast_waits_for_the_end_of_the_quiet_hours(post, clock):
    await post.people(2)
    clock.now = clock.now.replace(hour=23)
    day, night = await post.sent(), await post.sent(at_night=True)
    assert await post.counts(night) == {DeliveryState.DELIVERED: 2}
    assert await post.counts(day) == {}
    clock.now = clock.now.replace(hour=8)
    await post.sender.work_off()
    assert await post.counts(day) == {DeliveryState.DELIVERED: 2}


async def test_who_was_forgotten_meanwhile_holds_up_nothing(post, database):
    await post.people(3)
    broadcast_id = await post.started()
    await post.books.runs.prepare(broadcast_id)
    async with database.transaction() as transaction:
        await transaction.execute("DELETE FROM people WHERE id = 2")
    await post.sender.work_off()
    assert (await post.books.broadcasts.find(broadcast_id)).state is BroadcastState.FINISHED
    assert (await post.progress(broadcast_id)).counts[DeliveryState.DELIVERED] == 2
