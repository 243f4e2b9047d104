"""The bot in a process of its own, and the Telegram that it asks."""

import asyncio
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psutil
from aiohttp import web

ME = {"id": 42, "is_bot": True, "first_name": "Бот", "username": "bot"}
PATIENCE = 300.0
AT_ONCE = 100  # updates that Telegram gives
LARGEST = 50 * 2**20  # bytes that it takes
DEPLOYED = {"MALLOC_ARENA_MAX": "2"}  # as in the Dockerfile and the unit
# Our tools bring rich, which structlog would load; an operator's environment has none.
BOT = """
import sys
sys.modules["rich"] = None
from bot.__main__ import main
main()
"""
RUN = (sys.executable, "-c", BOT, "run")


class FakeTelegram:
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
    telegram: FakeTelegram, database: Path, content: Path, **more: str
) -> AsyncIterator[psutil.Process]:
    """Serve the bot against this Telegram in a process of its own; `more` is its environment."""
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
        **more,
    }
    process = subprocess.Popen(RUN, env=os.environ | settings)  # noqa: ASYNC220, S603
    try:
        yield psutil.Process(process.pid)
    finally:
        process.kill()
        await asyncio.to_thread(process.wait)
        await runner.cleanup()
