"""People who tap twenty times a second, however long the replies take."""

import asyncio
import time
from collections.abc import Awaitable, Callable

TAPS_PER_SECOND = 20

Feed = Callable[[int], Awaitable[object]]


async def tap_evenly(feed: Feed, count: int) -> list[float]:
    """Return the milliseconds that each of so many taps took."""
    times: list[float] = []

    async def tap(number: int) -> None:
        await asyncio.sleep(number / TAPS_PER_SECOND)
        begun = time.perf_counter()
        await feed(number)
        times.append((time.perf_counter() - begun) * 1000)

    await asyncio.gather(*(tap(number) for number in range(count)))
    return times
