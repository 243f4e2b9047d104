"""Screens, jobs and the start with a million people in the database, beside the goals."""

import asyncio
import gc
import logging
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psutil
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties

from bench.content import bench_settings
from bench.start import first_poll
from bench.updates import AcceptingSession
from bot.app import Services, build_dispatcher, build_notice_sender, build_scheduler, open_services
from bot.broadcast.rate_limit import RateLimiter
from bot.events.importer import import_events
from bot.knowledge.importer import import_content
from bot.people.buttons import DeleteMe
from bot.playground.telegram import Telegram
from bot.server.run import SWITCH_SECONDS
from bot.settings import EVENTS, KNOWLEDGE
from bot.storage.backup import backup
from bot.storage.database import Database
from bot.storage.health import find_damage
from bot.telegram.middlewares import Throttle
from bot.ui.address import ADMIN_PREFIX
from tests.addresses import addresses
from tests.clock import MovableClock
from tests.person import Person, PlayedSession, World
from tests.volume.large_database import FIRST_PERSON, SMALL, Volume, fill

Row = dict[str, Any]
Step = Callable[[], Awaitable[object]]

ROUNDS = 5
SLOWEST = 8  # screens that are shown
PACE = 25  # messages a second, the default of the setting
ADMIN = 1000001
NOW = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Europe/Moscow"))
BEAT = 0.002
PERSON_GOAL, ADMIN_GOAL, LOOP_GOAL, TRANSACTION_GOAL = 50, 300, 50, 100  # milliseconds
START_GOAL, MEMORY_GOAL = 3, 200  # seconds, megabytes
PERSON_TYPES = (
    "/start", "/menu", "/help", "/saved", "/events", "/settings", "/privacy", "/export_me",
    "/delete_me", "/specialist", "как получить грант на экспорт", "гитекс", "выставки в китае",
    "где учиться на сварщика", "как пожарить стейк средней прожарки",
)  # fmt: skip
ADMIN_TYPES = (
    "/stats", "/inbox", "/votes_report", "/votes", "/broadcasts", "/applications", "/audit",
)  # fmt: skip


def run(*, quick: bool) -> list[Row]:
    """Rows: what was measured, in milliseconds, beside its goal."""
    return asyncio.run(_run(SMALL if quick else Volume(), 1 if quick else ROUNDS))


async def _run(volume: Volume, rounds: int) -> list[Row]:
    sys.setswitchinterval(SWITCH_SECONDS)
    logging.disable()  # buttons of every kind are pressed, senseless ones too
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bot.db"
        return [await _make(path, volume), *await _start(path), *await _measure(path, rounds)]


async def _make(path: Path, volume: Volume) -> Row:
    database = await Database.open(path)
    await import_content(database, KNOWLEDGE)
    await import_events(database, EVENTS)
    await database.close()
    started = time.perf_counter()
    await asyncio.to_thread(fill, path, volume, NOW)
    seconds = round(time.perf_counter() - started)
    database = await Database.open(path)
    async with open_services(database, bench_settings()):
        pass  # its search index is made
    await database.close()
    return {"what": "the database", "seconds": seconds, **_sizes(path, volume)}


def _sizes(path: Path, volume: Volume) -> Row:
    names = ("people", "questions", "deliveries", "notices", "events", "answers")
    megabytes = round(path.stat().st_size / 1e6)
    return {name: f"{getattr(volume, name):,}" for name in names} | {"megabytes": megabytes}


async def _start(path: Path) -> list[Row]:
    times = [await first_poll(path, KNOWLEDGE, "off") for _ in range(3)]
    seconds, megabytes = (statistics.median(found) for found in zip(*times, strict=True))
    return [
        _row("start", "seconds to the first poll", round(seconds, 2), START_GOAL),
        _row("start", "megabytes after it", round(megabytes), MEMORY_GOAL),
    ]


def _row(what: str, who: str, measured: float, goal: float) -> Row:
    return {"what": what, "who": who, "measured": measured, "goal": goal}


async def _measure(path: Path, rounds: int) -> list[Row]:
    watch = Watch()
    async with AsyncExitStack() as stack:
        bench = await stack.enter_async_context(_opened(path, watch))
        beating = asyncio.get_running_loop().create_task(watch.run())
        stack.callback(beating.cancel)
        rows = [
            *await bench.screens("a person", PERSON_GOAL, rounds),
            *await bench.screens("an admin", ADMIN_GOAL, rounds),
            *await bench.jobs(),
        ]
        resident = round(psutil.Process().memory_info().rss / 2**20)
    return [*rows, _row("memory", "of all this, Telegram played in it too", resident, MEMORY_GOAL)]


class Watch:
    """The longest that the event loop stood, and the longest transaction, in milliseconds."""

    def __init__(self) -> None:
        self._stood = 0.0
        self._transaction = 0.0

    def observe(self, kind: str, seconds: float) -> None:
        if kind == "transaction":
            self._transaction = max(self._transaction, seconds * 1000)

    async def run(self) -> None:
        while True:
            asked = time.perf_counter()
            await asyncio.sleep(BEAT)
            self._stood = max(self._stood, (time.perf_counter() - asked - BEAT) * 1000)

    async def measure(self, step: Step) -> tuple[float, float, float]:
        """How long it took, the loop stood, and the longest transaction took."""
        await asyncio.sleep(2 * BEAT)
        self._stood = self._transaction = 0.0
        started = time.perf_counter()
        await step()
        took = (time.perf_counter() - started) * 1000
        await asyncio.sleep(2 * BEAT)
        return took, self._stood, self._transaction


@asynccontextmanager
async def _opened(path: Path, watch: Watch) -> AsyncIterator["Bench"]:
    clock = MovableClock()
    clock.now = NOW
    database = await Database.open(path, clock, watch.observe)
    settings = bench_settings().model_copy(update={"admin_ids": frozenset({ADMIN})})
    async with open_services(database, settings) as services:
        bench = Bench(services, watch, clock)
        gc.collect()
        gc.freeze()
        yield bench
    await database.close()


class Bench:
    """A bot over the large database, with a person and an admin of a played Telegram."""

    def __init__(self, services: Services, watch: Watch, clock: MovableClock) -> None:
        self._services = services
        self._watch = watch
        self._clock = clock
        telegram = Telegram("42:TEST", clock=clock.timestamp)
        bot = Bot("42:TEST", PlayedSession(telegram), DefaultBotProperties(parse_mode="HTML"))
        dispatcher = build_dispatcher(services, throttle=Throttle(count().__next__))
        self._world = World(telegram, bot, dispatcher, build_scheduler(services, bot))
        self._person = self._world.person(FIRST_PERSON + 7)
        self._admin = self._world.person(ADMIN, "Ольга")

    async def screens(self, who: str, goal: int, rounds: int) -> list[Row]:
        """The slowest of all screens; each is opened some times, and the middle one counts."""
        is_admin = who == "an admin"
        steps = await self._steps(
            self._admin if is_admin else self._person, ADMIN_TYPES if is_admin else PERSON_TYPES
        )
        found = {
            name: [await self._watch.measure(step) for _ in range(rounds)]
            for name, step in steps.items()
        }
        rows = [
            {
                "what": f"screens of {who}: the slowest of {len(found)}",
                "who": name,
                "milliseconds": round(statistics.median(each[0] for each in times)),
                "goal": goal,
                **_stood(*(statistics.median(each[at] for each in times) for at in (1, 2))),
            }
            for name, times in found.items()
        ]
        return sorted(rows, key=lambda row: -row["milliseconds"])[:SLOWEST]

    async def _steps(self, who: Person, types: tuple[str, ...]) -> dict[str, Step]:
        """What is typed, then one of every kind of button, with ids of rows that are there."""
        await who.writes("/start")
        steps: dict[str, Step] = {text: partial(who.writes, text) for text in types}
        ids = await self._ids()
        for address in addresses():
            kind = type(address)
            for_admins = kind.__prefix__.startswith(ADMIN_PREFIX)
            if for_admins == (who is self._admin) and kind is not DeleteMe:
                known = {name: ids[name] for name in kind.model_fields if name in ids}
                pressed = address.model_copy(update=known)
                steps[kind.__name__] = partial(who.opens, pressed.pack())
        return steps

    async def _ids(self) -> dict[str, int]:
        row = await self._services.resources.database.row(
            """
            SELECT (SELECT MAX(id) FROM events) AS event_id,
                   (SELECT MAX(id) FROM answers) AS answer_id,
                   (SELECT MAX(id) FROM sections) AS section_id,
                   (SELECT MAX(id) FROM broadcasts) AS broadcast_id,
                   (SELECT MAX(id) FROM applications WHERE state = 'sent') AS application_id,
                   (SELECT MAX(id) FROM questions WHERE outcome = 'nothing') AS question_id
            """
        )
        return dict(row or {})

    async def jobs(self) -> list[Row]:
        """What the bot does by itself."""
        path, retention = self._services.resources.database.path, self._services.resources.retention
        steps: dict[str, Step] = {
            "the data of fourteen people removed": self._erase,
            "a verified copy": lambda: asyncio.to_thread(backup, path, path.with_suffix(".copy")),
            "the file looked through for damage": lambda: asyncio.to_thread(find_damage, path),
            "reminders at eleven": self._remind,
            "everything when nothing is due": self._world.scheduler.tick,
            "a night: what is too old goes": retention.clean,
        }
        return [await self._job(name, step) for name, step in steps.items()]

    async def _job(self, name: str, step: Step) -> Row:
        took, *rest = await self._watch.measure(step)
        return {"what": "jobs", "who": name, "seconds": round(took / 1000, 2), **_stood(*rest)}

    async def _erase(self) -> None:
        for number in range(14):
            await self._services.privacy.erase(FIRST_PERSON + 1000 + number)

    async def _remind(self) -> None:
        """Those who follow one exhibition, two weeks before its deadline, at the pace allowed."""
        self._clock.now = NOW.replace(hour=11)
        sender = build_notice_sender(self._services, Bot("42:TEST", AcceptingSession()))
        sender.limiter = RateLimiter(PACE)
        await sender.run()
        self._clock.now += timedelta(days=1)


def _stood(loop: float, transaction: float) -> Row:
    return {
        "loop_stood": round(loop),
        "at_most": LOOP_GOAL,
        "transaction": round(transaction),
        "not_over": TRANSACTION_GOAL,
    }
