"""One broadcast: by this bot, by aiogram_broadcaster, and by the bare HTTP client."""

import asyncio
import re
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import time as clock_time
from pathlib import Path

import psutil
from aiogram_broadcaster import Broadcaster
from aiogram_broadcaster.contents import FromChatCopyMessageContent
from aiogram_broadcaster.storages.file import FileStorage

from bench.updates import http_bot
from bot.broadcast.models import BroadcastDraft, DeliveryState, QuietHours, Selection
from bot.broadcast.repository import Recipients
from bot.broadcast.sender import WORKERS, Sender, SenderConfig
from bot.broadcast.service import BroadcastService
from bot.people.repository import People
from bot.storage.database import Database
from bot.telegram.client import JsonSession

NEVER = QuietHours(clock_time(0), clock_time(0))
EVERYBODY = Selection("SELECT id FROM people")
NEWS = BroadcastDraft(from_chat_id=1, message_ids=(1,), topic="news")
Cost = dict[str, float]


def ours(address: str, recipients: int) -> Cost:
    """Measure ours at an unlimited pace, with the time it takes to store the recipients."""
    return asyncio.run(_ours(address, recipients))


def theirs(address: str, recipients: int) -> Cost:
    """Measure aiogram_broadcaster with its own file storage, without an interval."""
    return asyncio.run(_theirs(address, recipients))


def bare(address: str, recipients: int) -> Cost:
    """Measure the same requests by as many workers that store nothing."""
    return asyncio.run(_bare(address, recipients))


def prepared(_: str, recipients: int) -> Cost:
    """Measure the storing of the recipients by the query that the bot uses.

    `longest` is the longest time that another writer had to wait for the database.
    """
    return asyncio.run(_prepared(recipients))


async def fill_people(database: Database, number: int) -> None:
    async with database.transaction() as transaction:
        await transaction.execute(
            """
            WITH RECURSIVE numbers (id) AS (
                SELECT 1 UNION ALL SELECT id + 1 FROM numbers WHERE id < ?
            )
            INSERT INTO people (id, first_seen, last_seen) SELECT id, 0, 0 FROM numbers
            """,
            number,
        )


async def started(broadcasts: BroadcastService, selection: Selection = EVERYBODY) -> int:
    broadcast_id = await broadcasts.repository.create_draft(1, NEWS)
    await broadcasts.repository.start(broadcast_id, selection)
    return broadcast_id


def without_buttons(per_second: float) -> SenderConfig:
    return SenderConfig(per_second, NEVER, build_keyboard=lambda _: None)


async def _measured(work: Callable[[], Awaitable[object]]) -> Cost:
    """Return the seconds, those of the processor, bytes written, the peak of memory, its growth."""
    process = psutil.Process()
    _reset_peak()
    busy = sum(process.cpu_times()[:2])
    written, before = process.io_counters().write_chars, _peak_megabytes()
    begun = time.perf_counter()
    await work()
    seconds = time.perf_counter() - begun
    peak = _peak_megabytes()
    return {
        "seconds": seconds,
        "cpu": sum(process.cpu_times()[:2]) - busy,
        "written": process.io_counters().write_chars - written,
        "megabytes": peak,
        "grown": peak - before,
    }


async def _ours(address: str, recipients: int) -> Cost:
    with tempfile.TemporaryDirectory() as folder:
        database = await Database.open(Path(folder) / "bot.db")
        await fill_people(database, recipients)
        broadcasts, people = BroadcastService(database), People(database)
        bot = http_bot(address, JsonSession)
        broadcast_id = await started(broadcasts)
        sender = Sender(bot, broadcasts, people, without_buttons(0))
        cost = await _measured(sender.run_until_idle)
        counts = (await broadcasts.results.progress(broadcast_id)).counts
        _expect(counts[DeliveryState.DELIVERED], recipients)
        await bot.session.close()
        await database.close()
    return cost


async def _theirs(address: str, recipients: int) -> Cost:
    with tempfile.TemporaryDirectory() as folder:
        storage = FileStorage(Path(folder) / "mailers.json")
        await storage.startup()
        bot = http_bot(address)
        broadcaster = Broadcaster(bot, storage=storage)
        content = FromChatCopyMessageContent(from_chat_id=1, message_id=1)

        async def work() -> None:
            mailer = await broadcaster.create_mailer(range(1, recipients + 1), content)
            _expect(await mailer.start(), wanted=True)

        cost = await _measured(work)
        await bot.session.close()
    return cost


async def _bare(address: str, recipients: int) -> Cost:
    bot, people = http_bot(address), iter(range(1, recipients + 1))

    async def worker() -> None:
        for person in people:
            await bot.copy_message(person, 1, 1, disable_notification=False)

    cost = await _measured(lambda: asyncio.gather(*(worker() for _ in range(WORKERS))))
    await bot.session.close()
    return cost


async def _prepared(recipients: int) -> Cost:
    transactions: list[float] = []

    def observe(kind: str, seconds: float) -> None:
        if kind == "transaction":
            transactions.append(seconds)

    with tempfile.TemporaryDirectory() as folder:
        database = await Database.open(Path(folder) / "bot.db", observe=observe)
        await fill_people(database, recipients)
        broadcasts = BroadcastService(database)
        wanted = Recipients(database).selection(NEWS)
        broadcast_id = await started(broadcasts, wanted)
        transactions.clear()
        cost = await _measured(lambda: broadcasts.deliveries.prepare(broadcast_id))
        _expect((await broadcasts.repository.find(broadcast_id)).total, recipients)
        await database.close()
    return cost | {"longest": max(transactions)}


def _expect(found: object, wanted: object) -> None:
    if found != wanted:
        raise RuntimeError(f"not everybody was reached: {found} instead of {wanted}")


_PROCESS = Path("/proc/self")  # not `ru_maxrss`: a child process would begin with its parent's peak


def _reset_peak() -> None:
    """Begin a new peak at what is resident now: see clear_refs in proc(5)."""
    (_PROCESS / "clear_refs").write_text("5", encoding="ascii")


def _peak_megabytes() -> float:
    found = re.search(r"VmHWM:\s+(\d+) kB", (_PROCESS / "status").read_text(encoding="utf-8"))
    if found is None:
        raise RuntimeError("this system does not report the peak of memory")
    return int(found[1]) / 1024
