import asyncio
import logging

from bot.background import Background
from bot.scheduler import Scheduler


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


async def test_the_scheduler_ticks_until_it_is_cancelled():
    ticks = asyncio.Queue()
    task = asyncio.get_running_loop().create_task(Scheduler(count=lambda: ticks.put(1)).run(0))
    for _ in range(3):
        await ticks.get()
    task.cancel()
