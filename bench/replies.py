"""How long a press waits for its reply while a broadcast runs, and while none does."""

import asyncio
import itertools
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

from bench.content import bench_settings, fill
from bench.mailing import fill_people, started, without_buttons
from bench.updates import http_bot, press
from bot.app import Services, build_dispatcher, open_services
from bot.broadcast.sender import Sender
from bot.knowledge.buttons import OpenHome
from bot.storage.database import Database
from bot.telegram.client import JsonSession, RetryRequests
from bot.telegram.middlewares import Throttle

TAPS_PER_SECOND = 20
PACE = 25
PEOPLE = 20_000


def replies(address: str, taps: int) -> dict[str, list[float]]:
    """Return the milliseconds of every press: without a broadcast, at 25 a second, unlimited."""
    return asyncio.run(_replies(address, taps))


async def _replies(address: str, taps: int) -> dict[str, list[float]]:
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        path = Path(folder) / "bot.db"
        await fill(path, 150)
        database = await Database.open(path)
        stack.push_async_callback(database.close)
        await fill_people(database, PEOPLE)
        services = await stack.enter_async_context(open_services(database, bench_settings()))
        bot = http_bot(address, JsonSession)
        bot.session.middleware(RetryRequests())
        stack.push_async_callback(bot.session.close)
        dispatcher = build_dispatcher(services, throttle=Throttle(itertools.count().__next__))

        def feed(number: int) -> Awaitable[object]:
            return dispatcher.feed_raw_update(bot, press(number, OpenHome().pack()))

        await _tap_evenly(feed, TAPS_PER_SECOND)
        found: dict[str, list[float]] = {}
        for _ in range(3):  # interleaved: a busy moment of the machine meets each alike
            for name, pace in (("no broadcast", None), ("25 a second", PACE), ("unlimited", 0)):
                found[name] = found.get(name, []) + await _beside(
                    address, services, pace, lambda: _tap_evenly(feed, taps)
                )
    return found


async def _beside(
    address: str,
    services: Services,
    pace: int | None,
    tap: Callable[[], Awaitable[list[float]]],
) -> list[float]:
    if pace is None:
        return await tap()
    broadcast_id = await started(services.broadcasts)
    bot = http_bot(address, JsonSession)
    sender = Sender(bot, services.broadcasts, services.people, without_buttons(pace))
    task = services.resources.background.start(sender.run(), "sender")
    while (  # noqa: ASYNC110 - the sender has been given time to begin
        await services.broadcasts.results.progress(broadcast_id)
    ).settled < 1:
        await asyncio.sleep(0.05)
    times = await tap()
    await services.broadcasts.cancel(broadcast_id)
    task.cancel()
    await asyncio.wait([task])
    return times


async def _tap_evenly(feed: Callable[[int], Awaitable[object]], count: int) -> list[float]:
    """Press 20 times a second, however long replies take; return the milliseconds of each."""
    times: list[float] = []

    async def tap(number: int) -> None:
        await asyncio.sleep(number / TAPS_PER_SECOND)
        begun = time.perf_counter()
        await feed(number)
        times.append((time.perf_counter() - begun) * 1000)

    await asyncio.gather(*(tap(number) for number in range(count)))
    return times
