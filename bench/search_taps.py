"""How long a tap waits while others ask questions as long as Telegram allows."""

import asyncio
import itertools
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bench.content import bench_settings, fill
from bench.null_session import null_bot, press
from bench.taps_evenly import TAPS_PER_SECOND, Feed, tap_evenly
from bot.app import Services, build_dispatcher, open_services
from bot.knowledge.buttons import OpenHome
from bot.server.run import SWITCH_SECONDS
from bot.storage.database import Database
from bot.telegram.middlewares import Throttle

ROUNDS = 3
NUMBERS = itertools.count()
LONG = "растаможка прмышленого эскпорта вкитай на выстовке " * 80


def taps(count: int) -> list[dict[str, Any]]:
    """Rows: milliseconds of a tap alone, and beside two people who never stop asking."""
    sys.setswitchinterval(SWITCH_SECONDS)  # as the bot does
    return asyncio.run(_taps(count))


async def _taps(count: int) -> list[dict[str, Any]]:
    times: dict[str, list[float]] = {"nobody asks": [], "two ask without end": []}
    with tempfile.TemporaryDirectory() as folder:
        async with _opened(Path(folder)) as (services, feed):
            await tap_evenly(feed, TAPS_PER_SECOND)
            for _ in range(ROUNDS):
                times["nobody asks"] += await tap_evenly(feed, count)
                asking = [asyncio.ensure_future(_ask(services)) for _ in range(2)]  # noqa: TID251
                times["two ask without end"] += await tap_evenly(feed, count)
                for task in asking:
                    task.cancel()
                await asyncio.wait(asking)
    return [
        {
            "what": f"{TAPS_PER_SECOND} taps a second",
            "who": who,
            "p50 ms": round(statistics.median(found), 1),
            "p99 ms": round(statistics.quantiles(found, n=100)[-1], 1),
        }
        for who, found in times.items()
    ]


@asynccontextmanager
async def _opened(folder: Path) -> AsyncIterator[tuple[Services, Feed]]:
    path = folder / "bot.db"
    await fill(path, 150)
    database = await Database.open(path)
    try:
        async with open_services(database, bench_settings()) as services:
            dispatcher = build_dispatcher(services, throttle=Throttle(itertools.count().__next__))
            bot = null_bot()
            yield (
                services,
                lambda number: dispatcher.feed_raw_update(bot, press(number, OpenHome().pack())),
            )
    finally:
        await database.close()


async def _ask(services: Services) -> None:
    """Never the same question: what was asked lately is remembered."""
    for number in NUMBERS:
        await services.resources.search.find(f"{number} {LONG}"[:4096])
