"""How long a tap waits for its reply while a broadcast runs, and while none does."""

import asyncio
import itertools
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

from bench.content import bench_settings, fill
from bench.mailing import NEVER, fill_people, started, undressed
from bench.null_session import http_bot, press
from bench.taps_evenly import TAPS_PER_SECOND, tap_evenly
from bot.app import Services, build_dispatcher, open_services
from bot.broadcast.sender import Sender, SenderConfig
from bot.knowledge.buttons import OpenHome
from bot.storage.database import Database
from bot.telegram.client import JsonSession, RetryRequests
from bot.telegram.middlewares import Throttle

PACE = 25
PEOPLE = 20_000


def replies(address: str, taps: int) -> dict[str, list[float]]:
    """Milliseconds of every tap, without a broadcast, with one at 25 a second, and unlimited."""
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

        await tap_evenly(feed, TAPS_PER_SECOND)
        found: dict[str, list[float]] = {}
        for _ in range(3):  # interleaved: a busy moment of the machine meets each alike
            for name, pace in (("no broadcast", None), ("25 a second", PACE), ("unlimited", 0)):
                found[name] = found.get(name, []) + await _beside(
                    address, services, pace, lambda: tap_evenly(feed, taps)
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
    broadcast_id = await started(services.books)
    bot = http_bot(address, JsonSession)
    sender = Sender(bot, services.books, services.people, undressed, SenderConfig(pace, NEVER))
    task = services.resources.background.start(sender.run(), "sender")
    while (  # noqa: ASYNC110 - the sender has been given time to begin
        await services.results.progress(broadcast_id)
    ).settled < 1:
        await asyncio.sleep(0.05)
    times = await tap()
    await services.broadcasts.cancel(broadcast_id)
    task.cancel()
    await asyncio.wait([task])
    return times


def _now() -> datetime:
    return datetime.now(UTC)
