"""A slow Telegram, and a backlog after an outage: how long people wait."""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psutil
from aiohttp import web

from bench.content import fill
from bench.start import BOT, ME

Row = dict[str, Any]
HOUR = 3600
PATIENCE = 300.0
AT_ONCE = 100  # updates that Telegram gives
LARGEST = 50 * 2**20  # bytes that it takes


class SlowTelegram:
    """Answers every request after `seconds`; counts the messages that each chat has got."""

    def __init__(self, seconds: float) -> None:
        self.updates: list[dict[str, Any]] = []
        self.told: Counter[int] = Counter()
        self.first: dict[str, float] = {}  # when each method was first called
        self._seconds = seconds
        self.polled = asyncio.Event()
        self._said = asyncio.Event()

    def write(self, chat_id: int, text: str, *, ago: float = 0.0) -> None:
        message = _message(chat_id, len(self.updates) + 1, text)
        self._give("message", message | {"from": _person(chat_id), "date": int(time.time() - ago)})

    def press(self, chat_id: int, data: str) -> None:
        press = {"id": str(len(self.updates)), "chat_instance": "1", "data": data}
        message = _message(chat_id, 1, "…") | {"from": ME}
        self._give("callback_query", press | {"from": _person(chat_id), "message": message})

    def _give(self, kind: str, update: dict[str, Any]) -> None:
        self.updates.append({"update_id": len(self.updates) + 1, kind: update})

    async def wait(self, chats: int) -> float:
        """Return the seconds until so many chats have got a message."""
        started = time.perf_counter()
        async with asyncio.timeout(PATIENCE):
            while len(self.told) < chats:
                self._said.clear()
                await self._said.wait()
        return time.perf_counter() - started

    async def answer_to(self, chat_id: int, text: str) -> float:
        """Return the seconds until this message is answered."""
        started, before = time.perf_counter(), self.told[chat_id]
        self.write(chat_id, text)
        async with asyncio.timeout(PATIENCE):
            while self.told[chat_id] == before:
                self._said.clear()
                await self._said.wait()
        return time.perf_counter() - started

    async def handle(self, request: web.Request) -> web.Response:
        method = request.path.rpartition("/")[2]
        self.first.setdefault(method, time.perf_counter())
        if method == "getUpdates":
            self.polled.set()
            return web.json_response({"ok": True, "result": await self._next(await request.json())})
        await asyncio.sleep(self._seconds)
        result: object = ME if method == "getMe" else [] if method == "getMyCommands" else True
        if method.startswith("getMy") and method != "getMyCommands":
            result = {"description": "", "short_description": ""}
        if method.startswith(("send", "edit", "copy")) and method != "sendChatAction":
            result = await self._take(request, is_new=method.startswith("send"))
        return web.json_response({"ok": True, "result": result})

    async def _take(self, request: web.Request, *, is_new: bool) -> dict[str, Any]:
        is_file = request.content_type.startswith("multipart")
        fields: Mapping[str, Any] = await (request.post() if is_file else request.json())
        chat = int(fields["chat_id"])
        if is_new:
            self.told[chat] += 1
            self._said.set()
        return _message(chat, 1, "…")

    async def _next(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        first = int(params.get("offset") or 1) - 1
        for _ in range(100):
            if len(self.updates) > first:
                break
            await asyncio.sleep(0.01)
        return self.updates[first : first + AT_ONCE]


def _person(person_id: int) -> dict[str, Any]:
    return {"id": person_id, "is_bot": False, "first_name": "А"}


def _message(chat_id: int, number: int, text: str) -> dict[str, Any]:
    chat = {"id": chat_id, "type": "private", "first_name": "А"}
    return {"message_id": number, "date": int(time.time()), "chat": chat, "text": text}


@asynccontextmanager
async def serving(
    telegram: SlowTelegram, database: Path, content: Path, **more: str
) -> AsyncIterator[psutil.Process]:
    """Serve the bot against this Telegram in a process of its own."""
    app = web.Application(client_max_size=LARGEST)
    app.router.add_route("*", "/{tail:.*}", telegram.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    settings = {
        "BOT_TOKEN": "42:BENCH",
        "BOT_API_URL": f"http://127.0.0.1:{runner.addresses[0][1]}",
        "BOT_DATABASE": str(database),
        "BOT_CONTENT": str(content),
        "BOT_SERVER_PORT": "0",
        "BOT_LOG_LEVEL": "error",
        "BOT_SEARCH_SEMANTIC": "off",
        "MALLOC_ARENA_MAX": "2",  # as in the Dockerfile and the unit
        **more,
    }
    command = (sys.executable, "-c", BOT, "run")
    process = subprocess.Popen(command, env=os.environ | settings)  # noqa: ASYNC220, S603
    try:
        yield psutil.Process(process.pid)
    finally:
        process.kill()
        await asyncio.to_thread(process.wait)
        await runner.cleanup()


def run(*, quick: bool) -> list[Row]:
    """Rows: seconds, or replies a second, and megabytes resident."""
    return asyncio.run(_run(people=200 if quick else 2_000, backlog=1_000 if quick else 30_000))


async def _run(people: int, backlog: int) -> list[Row]:
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        content = await fill(Path(folder) / "bot.db", 150)
        rows += [
            await _replies(Path(folder) / f"{seconds}.db", content, seconds, people)
            for seconds in (1.0, 5.0)
        ]
        rows.append(await _start(Path(folder) / "start.db", content))
        rows += await _backlog(Path(folder) / "backlog.db", content, backlog)
    return rows


async def _replies(path: Path, content: Path, seconds: float, people: int) -> Row:
    telegram = SlowTelegram(seconds)
    async with serving(telegram, path, content):
        telegram.write(1, "/start")
        await telegram.wait(1)
        for person in range(2, people + 2):
            telegram.write(person, "/start")
        took = await telegram.wait(people + 1)
    who = f"{seconds:.0f} s a request, {people} people at once"
    return {"what": "replies a second", "who": who, "a second": round(people / took)}


async def _start(path: Path, content: Path) -> Row:
    telegram = SlowTelegram(4.0)
    async with serving(telegram, path, content):
        telegram.write(1, "/start")
        await telegram.wait(1)
    took = telegram.first["getUpdates"] - telegram.first["getMe"]
    return {"what": "start to the first poll", "who": "4 s a request", "seconds": round(took, 1)}


async def _backlog(path: Path, content: Path, size: int) -> list[Row]:
    """Five thousand people wrote five hours ago; somebody writes now, and again each second."""
    telegram, chats = SlowTelegram(0.0), min(size, 5_000)
    for number in range(size):
        telegram.write(10 + number % chats, "когда открылось Руднево", ago=5 * HOUR)
    what = f"backlog of {size:,} updates, 5 hours old"
    async with serving(telegram, path, content) as process:
        await telegram.polled.wait()
        now = round(await telegram.answer_to(1, "/help"), 2)
        rows: list[Row] = [{"what": what, "who": "written while it is fetched", "seconds": now}]
        later = [0.0]
        while len(telegram.told) < chats:
            later.append(await telegram.answer_to(1, "/help"))
            await asyncio.sleep(1)
        for who, seconds in (("median", statistics.median(later)), ("slowest", max(later))):
            row: Row = {"what": what, "who": f"written later, {who}", "seconds": round(seconds, 2)}
            rows.append(row | {"megabytes": round(process.memory_info().rss / 2**20)})
    return rows
