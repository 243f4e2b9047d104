"""The whole program in this process, against a Telegram over HTTP."""

import asyncio
import itertools
import os
import signal
import socket
import sqlite3
import sys
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

from pydantic import HttpUrl, SecretStr

import bot.server.run
from bot.__main__ import main
from bot.server.run import serve
from bot.settings import ROOT, Settings
from tests.forked import forked

PATIENCE = 120.0  # seconds: who waits for what happens loses nothing by it on a busy machine
REPLIES = {"sendMessage", "editMessageText", "answerCallbackQuery"}


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


@asynccontextmanager
async def held(path):
    """Another program has the file of the database; it gets it beside the bot's event loop.

    A bot that serves in this process may be between two statements of its own transaction.
    """
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


async def until(told, seconds=PATIENCE):
    """Wait for what the bot does by itself."""
    async with asyncio.timeout(seconds):
        while not (found := told()):  # noqa: ASYNC110 - another program is being watched
            await asyncio.sleep(0.02)
    return found


class BotProcess:
    """The program of `python -m bot`, started anew after every end.

    A clean stop drains for a second.
    """

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

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.exitcode is None

    @property
    def log(self) -> str:
        """What it has written so far."""
        return self._log.read_text(encoding="utf-8") if self._log.exists() else ""

    def start(self, *arguments, **differs) -> None:
        environment = self._environment | differs
        self._process = forked(_run, arguments or ("run",), environment, self._log)

    async def kill(self) -> None:
        self._process.kill()
        assert await self.ended() == -signal.SIGKILL

    async def stop(self) -> int:
        self._process.terminate()
        return await self.ended()

    async def ended(self) -> int:
        """Wait until it has ended, and return its code."""
        await asyncio.to_thread(self._process.join, PATIENCE)
        return self._process.exitcode

    async def end(self) -> None:
        """Leave nothing behind, however the test has ended."""
        if self.is_running:
            await self.kill()


def _run(arguments: tuple[str, ...], environment: dict[str, str], log: Path) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)
    with log.open("ab") as file:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(file.fileno(), stream.fileno())
    bot.server.run.DRAIN_SECONDS = 1.0
    sys.argv[1:] = arguments
    main()


async def polled(played, replies=0) -> None:
    """Wait until the bot that has been started asks for updates, and has replied so often."""
    seen = len(played.calls)

    def has_polled() -> bool:
        made = [each.method for each in _from_greeting(list(played.calls)[seen:])]
        return "getUpdates" in made and sum(each in REPLIES for each in made) >= replies

    await until(has_polled)


def _from_greeting(calls):
    """What a process asks from its first call on: a poll of the one before it may end meanwhile."""
    return itertools.dropwhile(lambda call: call.method != "getMe", calls)
