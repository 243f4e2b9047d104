"""A clean stop, asked for at any moment: also while the bot starts, or waits for Telegram."""

import asyncio
import signal
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def signals_heard() -> Iterator[asyncio.Event]:
    """The event is set by the first signal to stop; a second one means what it always does."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()

    def forget() -> None:
        for number in SIGNALS:
            loop.remove_signal_handler(number)

    def hear() -> None:
        forget()
        stop.set()

    for number in SIGNALS:
        loop.add_signal_handler(number, hear)
    try:
        yield stop
    finally:
        forget()


async def run_until(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Cancel the work once `stop` is set; raise what the work itself raises."""
    loop = asyncio.get_running_loop()
    task, stopped = loop.create_task(work, name="work"), loop.create_task(stop.wait(), name="stop")
    stopped.add_done_callback(lambda _: task.cancel())
    try:
        await task
    except asyncio.CancelledError:
        if not stop.is_set():
            raise
    finally:
        stopped.cancel()
