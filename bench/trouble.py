"""A slow Telegram, and a backlog after an outage: how long people wait."""

import asyncio
import statistics
import tempfile
from pathlib import Path
from typing import Any

from bench.content import fill
from bench.served_bot import DEPLOYED, FakeTelegram, serving

Row = dict[str, Any]
HOUR = 3600


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
    telegram = FakeTelegram(seconds)
    async with serving(telegram, path, content, **DEPLOYED):
        telegram.write(1, "/start")
        await telegram.wait(1)
        for person in range(2, people + 2):
            telegram.write(person, "/start")
        took = await telegram.wait(people + 1)
    who = f"{seconds:.0f} s a request, {people} people at once"
    return {"what": "replies a second", "who": who, "a second": round(people / took)}


async def _start(path: Path, content: Path) -> Row:
    telegram = FakeTelegram(4.0)
    async with serving(telegram, path, content, **DEPLOYED):
        telegram.write(1, "/start")
        await telegram.wait(1)
    took = telegram.first["getUpdates"] - telegram.first["getMe"]
    return {"what": "start to the first poll", "who": "4 s a request", "seconds": round(took, 1)}


async def _backlog(path: Path, content: Path, size: int) -> list[Row]:
    """Five thousand people wrote five hours ago; somebody writes now, and again each second."""
    telegram, chats = FakeTelegram(0.0), min(size, 5_000)
    for number in range(size):
        telegram.write(10 + number % chats, "когда открылось Руднево", ago=5 * HOUR)
    what = f"backlog of {size:,} updates, 5 hours old"
    async with serving(telegram, path, content, **DEPLOYED) as process:
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
