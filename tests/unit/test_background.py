import asyncio
import logging

import pytest

from bot.background import Background
from bot.scheduler import Scheduler
from tests.serving import PATIENCE


async def test_a_failed_task_is_logged_with_its_name(caplog):
    background = Background()

    async def fail():
        raise RuntimeError("broken")

    await asyncio.wait([background.start(fail(), "mending")])
    assert "mending" in caplog.text
    assert "broken" in caplog.text


async def test_closing_waits_for_what_runs(caplog):
    background, ended = Background(), []

    async def work():
        try:
            await asyncio.sleep(3600)
        finally:
            ended.append(True)

    background.start(work(), "long")
    await asyncio.sleep(0)
    await background.close()
    assert ended == [True]
    assert not caplog.records


async def test_closing_ends_what_a_task_starts_while_it_ends():
    background, last = Background(), []

    async def work():
        try:
            await asyncio.sleep(3600)
        finally:
            last.append(background.start(asyncio.sleep(3600), "last word"))

    background.start(work(), "long")
    await asyncio.sleep(0)
    await background.close()
    assert last[0].cancelled()


async def test_a_job_that_fails_does_not_stop_the_others_and_is_tried_again(caplog):
    done = []

    async def fail():
        done.append("fail")
        raise RuntimeError("broken")

    async def work():
        done.append("work")

    scheduler = Scheduler(first=fail, second=work)
    with caplog.at_level(logging.ERROR):
        await scheduler.tick()
        await scheduler.tick()
    assert done == ["fail", "work"] * 2
    assert "first failed" in caplog.text


async def test_a_job_that_takes_long_keeps_no_other_waiting():
    """A copy of a large database, for example, and the reminders of eleven o'clock."""
    done, copied = asyncio.Queue(), asyncio.Event()
    scheduler = Scheduler(backup=copied.wait, reminders=lambda: done.put("reminded"))
    task = asyncio.get_running_loop().create_task(scheduler.run(0))
    for _ in range(3):
        assert await asyncio.wait_for(done.get(), PATIENCE) == "reminded"
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_the_scheduler_ticks_until_it_is_cancelled():
    ticks = asyncio.Queue()
    task = asyncio.get_running_loop().create_task(Scheduler(count=lambda: ticks.put(1)).run(0))
    for _ in range(3):
        await ticks.get()
    task.cancel()
