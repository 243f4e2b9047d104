"""The whole program in this process, against a Telegram over HTTP."""

import asyncio
import os
import signal
import socket
import sys
from contextlib import asynccontextmanager
from typing import Any

from pydantic import HttpUrl, SecretStr

from bot.server.run import serve
from bot.settings import ROOT, Settings

PATIENCE = 120.0  # seconds: who waits for what happens loses nothing by it on a busy machine


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def served_settings(played, database, **given: Any) -> Settings:
    """Settings of a bot that serves this Telegram by long polling."""
    usual = {
        "token": SecretStr("42:TEST"),
        "api_url": HttpUrl(played.address),
        "database": database.path,
        "server_port": free_port(),
        "search_semantic": "off",
    }
    return Settings(_env_file=None, **(usual | given))


@asynccontextmanager
async def running(settings):
    task = asyncio.get_running_loop().create_task(serve(settings))
    try:
        yield task
    finally:
        if not task.done():
            os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(task, PATIENCE)


async def until(told, seconds=PATIENCE):
    """Wait for what the bot does by itself."""
    async with asyncio.timeout(seconds):
        while not (found := told()):  # noqa: ASYNC110 - another program is being watched
            await asyncio.sleep(0.02)
    return found


_RUN = """
import sys
import bot.server.run
from bot.__main__ import main

bot.server.run.DRAIN_SECONDS = 1.0
sys.argv[1:] = ["run"]
main()
"""


class BotProcess:
    """`python -m bot run`, started anew after every end; a clean stop drains for a second."""

    def __init__(self, played, path, log) -> None:
        self._environment = {name: os.environ[name] for name in ("PATH", "HOME")} | {
            "BOT_TOKEN": "42:TEST",
            "BOT_API_URL": played.address,
            "BOT_ADMIN_IDS": "1000001",
            "BOT_DATABASE": str(path),
            "BOT_SERVER_PORT": "0",
            "BOT_SEARCH_SEMANTIC": "off",
        }
        self._log = log
        self._process: Any = None

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", _RUN, env=self._environment, stderr=self._log, cwd=ROOT
        )

    async def kill(self) -> None:
        self._process.kill()
        assert await self._process.wait() == -signal.SIGKILL

    async def stop(self) -> int:
        self._process.terminate()
        return await self._process.wait()

    async def end(self) -> None:
        """Leave nothing behind, however the test has ended."""
        if self._process is not None and self._process.returncode is None:
            await self.kill()


async def polled(played) -> None:
    """Wait until the bot that has been started asks for updates, and is about to handle them."""
    seen = len(played.calls)

    def has_polled() -> bool:
        return any(each.method.lower() == "getupdates" for each in list(played.calls)[seen:])

    async with asyncio.timeout(PATIENCE):
        while not has_polled():  # noqa: ASYNC110 - another program is being watched
            await asyncio.sleep(0.01)
