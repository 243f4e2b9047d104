"""The time from `python -m bot` to its first poll, and its memory after that."""

import asyncio
import itertools
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.content import add_random_vectors, fill
from bench.served_bot import FakeTelegram, serving

ROUNDS = 5
ENCODERS = {"off": "", "auto": ", with the encoder"}
LONGEST = 120.0
SETTLED = 5.0  # seconds after the first poll, until the encoder is loaded
AIOGRAM = "import aiogram, psutil; print(psutil.Process().memory_info().rss)"


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
                took, memory[name] = await first_poll(path, contents[size], encoder)
                seconds.setdefault(name, []).append(took)
    return [_row(name, seconds, memory[name]) for name in seconds]


def _row(name: str, seconds: dict[str, list[float]], megabytes: float) -> dict[str, Any]:
    took, base = statistics.median(seconds[name]), statistics.median(seconds["import aiogram"])
    return {
        "what": "start",
        "who": name,
        "seconds": round(took, 2),
        "ratio": round(took / base, 2),
        "megabytes": round(megabytes),
    }


def _import_aiogram() -> tuple[float, float]:
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", AIOGRAM], check=True, capture_output=True)  # noqa: S603
    return time.perf_counter() - started, int(done.stdout) / 2**20


async def first_poll(database: Path, content: Path, encoder: str) -> tuple[float, float]:
    """Return the seconds until a bot asks for updates, and the megabytes that it then takes."""
    telegram, started = FakeTelegram(0.0), time.perf_counter()
    async with serving(telegram, database, content, BOT_SEARCH_SEMANTIC=encoder) as process:
        await asyncio.wait_for(telegram.polled.wait(), LONGEST)
        took = time.perf_counter() - started
        await asyncio.sleep(SETTLED)
        megabytes = process.memory_info().rss / 2**20
        process.terminate()  # not killed: the next start finds a database that was closed
        await asyncio.to_thread(process.wait)
        return took, megabytes
