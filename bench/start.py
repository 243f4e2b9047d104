"""The time from `python -m bot` to its first poll, and its memory after that."""

import asyncio
import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil
from aiohttp import web

from bench.content import add_random_vectors, fill

ROUNDS = 5
ENCODERS = {"off": "", "auto": ", with the encoder"}
ME = {"id": 42, "is_bot": True, "first_name": "Бот", "username": "bot"}
LONGEST = 120.0
SETTLED = 5.0  # seconds after the first poll, until the encoder is loaded
AIOGRAM = "import aiogram, psutil; print(psutil.Process().memory_info().rss)"
# Our tools bring rich, which structlog would load; an operator's environment has none.
BOT = """
import sys
sys.modules["rich"] = None
from bot.__main__ import main
main()
"""


def run(*, quick: bool) -> list[dict[str, Any]]:
    """Rows: seconds to the first poll beside importing aiogram alone, and megabytes resident."""
    return asyncio.run(_run(2 if quick else ROUNDS, (150,) if quick else (150, 1_000, 10_000)))


async def _run(rounds: int, sizes: tuple[int, ...]) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        paths = {size: Path(folder) / str(size) / "bot.db" for size in sizes}
        contents = {size: await fill(path, size) for size, path in paths.items()}
        for path in paths.values():
            add_random_vectors(path)
        seconds: dict[str, list[float]] = {"import aiogram": []}
        memory: dict[str, float] = {}
        for _ in range(rounds):
            took, memory["import aiogram"] = await asyncio.to_thread(_import_aiogram)
            seconds["import aiogram"].append(took)
            for (size, path), encoder in itertools.product(paths.items(), ENCODERS):
                name = f"ours, {size} answers{ENCODERS[encoder]}"
                took, megabytes = await first_poll(path, contents[size], encoder)
                seconds.setdefault(name, []).append(took)
                memory[name] = megabytes
    base = statistics.median(seconds["import aiogram"])
    return [
        {
            "what": "start",
            "who": name,
            "seconds": round(statistics.median(found), 2),
            "ratio": round(statistics.median(found) / base, 2),
            "megabytes": round(memory[name]),
        }
        for name, found in seconds.items()
    ]


def _import_aiogram() -> tuple[float, float]:
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", AIOGRAM], check=True, capture_output=True)  # noqa: S603
    return time.perf_counter() - started, int(done.stdout) / 2**20


async def first_poll(database: Path, content: Path, encoder: str) -> tuple[float, float]:
    polled = asyncio.Event()

    async def answer(request: web.Request) -> web.Response:
        method = request.path.rpartition("/")[2]
        if method == "getUpdates":
            polled.set()
            await asyncio.sleep(LONGEST)
        results: dict[str, Any] = {"getMe": ME, "getMyCommands": []}
        empty = {"description": "", "short_description": ""}
        found = results.get(method, empty if method.startswith("getMy") else True)
        return web.json_response({"ok": True, "result": found})

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    settings = {
        "BOT_TOKEN": "42:BENCH",
        "BOT_API_URL": f"http://127.0.0.1:{runner.addresses[0][1]}",
        "BOT_DATABASE": str(database),
        "BOT_CONTENT": str(content),
        "BOT_SERVER_PORT": "0",
        "BOT_LOG_LEVEL": "warning",
        "BOT_SEARCH_SEMANTIC": encoder,
    }
    started = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", BOT, "run", env=os.environ | settings
    )
    try:
        await asyncio.wait_for(polled.wait(), LONGEST)
        took = time.perf_counter() - started
        await asyncio.sleep(SETTLED)
        return took, psutil.Process(process.pid).memory_info().rss / 2**20
    finally:
        process.terminate()
        await process.wait()
        await runner.cleanup()
