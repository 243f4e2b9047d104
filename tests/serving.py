"""The whole program in this process, against a Telegram over HTTP."""

import asyncio
import os
import signal
import socket
from contextlib import asynccontextmanager

from bot.server.run import serve


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@asynccontextmanager
async def running(settings):
    task = asyncio.get_running_loop().create_task(serve(settings))
    yield task
    if not task.done():
        os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(task, 20)


async def until(told, seconds=15):
    """Wait for what the bot does by itself."""
    async with asyncio.timeout(seconds):
        while not (found := told()):  # noqa: ASYNC110 - another program is being watched
            await asyncio.sleep(0.02)
    return found
