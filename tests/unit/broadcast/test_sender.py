"""The running sender: resumes after a restart, stops cleanly, survives a fault."""

import asyncio
import logging

from bot.background import Background
from bot.broadcast import sender
from bot.broadcast.deliveries import Deliveries
from bot.broadcast.models import BroadcastState, DeliveryState
from bot.playground.faults import Delay
from tests.serving import PATIENCE


async def until(true) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await true():  # noqa: ASYNC110 - it is the bot that acts
            await asyncio.sleep(0.01)


async def test_a_running_bot_takes_up_what_is_started_and_resumes_what_was_left(mailing):
    await mailing.people(20)
    left = await mailing.started()
    await mailing.broadcasts.deliveries.prepare(left)
    await mailing.broadcasts.deliveries.write([(left, 1)])  # and here the process was killed
    background = Background()
    background.start(mailing.new_sender().run(), "sender")

    async def finished() -> bool:
        states = {b.state for b in await mailing.broadcasts.repository.latest(5)}
        return states == {BroadcastState.FINISHED}

    await until(finished)
    assert await mailing.counts(left) == {DeliveryState.DELIVERED: 19, DeliveryState.UNKNOWN: 1}
    later = await mailing.started()
    await until(finished)
    assert await mailing.counts(later) == {DeliveryState.DELIVERED: 20}
    await background.close()


async def test_a_clean_stop_leaves_nothing_unknown(mailing):
    await mailing.people(40)
    mailing.telegram.faults.fail_next("copyMessage", Delay(0.05), times=40)
    broadcast_id = await mailing.started()
    background = Background()
    background.start(mailing.sender.run(), "sender")

    async def under_way() -> bool:
        return (await mailing.progress(broadcast_id)).counts[DeliveryState.DELIVERED] > 4

    await until(under_way)
    await background.close()
    await mailing.broadcasts.deliveries.recover()
    counts = await mailing.counts(broadcast_id)
    assert set(counts) == {DeliveryState.DELIVERED, DeliveryState.PENDING}
    assert counts[DeliveryState.DELIVERED] == len(mailing.telegram.calls)


async def test_a_fault_is_logged_and_sending_goes_on(mailing, monkeypatch, caplog):
    monkeypatch.setattr(sender, "LONGEST_PAUSE", 0.0)
    await mailing.people(3)
    prepare, faults = Deliveries.prepare, [OSError("the disk is full")]

    async def fail_once(deliveries, broadcast_id):
        if faults:
            raise faults.pop()
        await prepare(deliveries, broadcast_id)

    monkeypatch.setattr(Deliveries, "prepare", fail_once)
    broadcast_id = await mailing.started()
    background = Background()
    with caplog.at_level(logging.ERROR):
        background.start(mailing.sender.run(), "sender")

        async def finished() -> bool:
            return (
                await mailing.broadcasts.repository.find(broadcast_id)
            ).state is BroadcastState.FINISHED

        await until(finished)
    await background.close()
    assert "the disk is full" in caplog.text
    assert await mailing.counts(broadcast_id) == {DeliveryState.DELIVERED: 3}


async def test_pause_resume_and_cancel_take_hold_within_the_messages_in_flight(mailing):
    await mailing.people(60)
    mailing.telegram.faults.fail_next("copyMessage", Delay(0.02), times=60)
    broadcast_id = await mailing.started()
    broadcasts = mailing.broadcasts

    async def step(stop) -> int:
        working = asyncio.gather(mailing.sender.run_until_idle())
        before = len(mailing.telegram.calls)
        await until(lambda: _more(mailing, before + 6))
        assert await stop(broadcast_id)
        at_stop = len(mailing.telegram.calls)
        await working
        assert len(mailing.telegram.calls) - at_stop <= 4  # the workers
        return len(mailing.telegram.calls)

    paused = await step(broadcasts.pause)
    await mailing.sender.run_until_idle()
    assert len(mailing.telegram.calls) == paused
    assert (await broadcasts.repository.find(broadcast_id)).state is BroadcastState.PAUSED

    assert await broadcasts.resume(broadcast_id)
    cancelled = await step(broadcasts.cancel)
    assert not await broadcasts.resume(broadcast_id)
    assert await mailing.counts(broadcast_id) == {
        DeliveryState.DELIVERED: cancelled,
        DeliveryState.PENDING: 60 - cancelled,
    }
    await mailing.sender.run_until_idle()
    broadcast = await broadcasts.repository.find(broadcast_id)
    assert (broadcast.state, broadcast.finished_at is not None) == (BroadcastState.CANCELLED, True)


async def _more(mailing, number: int) -> bool:
    return len(mailing.telegram.calls) >= number


async def test_a_broadcast_waits_for_the_end_of_the_quiet_hours(mailing, clock):
    await mailing.people(2)
    clock.now = clock.now.replace(hour=23)
    day, night = await mailing.sent(), await mailing.sent(at_night=True)
    assert await mailing.counts(night) == {DeliveryState.DELIVERED: 2}
    assert await mailing.counts(day) == {}
    clock.now = clock.now.replace(hour=8)
    await mailing.sender.run_until_idle()
    assert await mailing.counts(day) == {DeliveryState.DELIVERED: 2}


async def test_who_was_forgotten_meanwhile_holds_up_nothing(mailing, database):
    await mailing.people(3)
    broadcast_id = await mailing.started()
    await mailing.broadcasts.deliveries.prepare(broadcast_id)
    async with database.transaction() as transaction:
        await transaction.execute("DELETE FROM people WHERE id = 2")
    await mailing.sender.run_until_idle()
    assert (await mailing.broadcasts.repository.find(broadcast_id)).state is BroadcastState.FINISHED
    assert (await mailing.progress(broadcast_id)).counts[DeliveryState.DELIVERED] == 2
