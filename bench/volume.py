"""Screens, jobs, the start and the memory with a million people in the database, beside goals."""

import asyncio
import gc
import itertools
import logging
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties

from bench.content import bench_settings
from bench.served_bot import DEPLOYED, FakeTelegram, serving
from bench.start import first_poll
from bench.updates import AcceptingSession
from bot.app import Services, build_dispatcher, build_notice_sender, build_scheduler, open_services
from bot.applications.buttons import ExportApplications
from bot.broadcast.buttons import DownloadDeliveries, OpenBroadcast
from bot.broadcast.segments import ActiveWithin, AllOf, AnyOf, HasRole, SavedEvent, Wants, to_json
from bot.events.importer import import_events
from bot.events.spreadsheet import DateRow
from bot.knowledge.importer import import_content
from bot.people.buttons import DeleteMe
from bot.people.models import Role, Topic
from bot.playground.telegram import Telegram
from bot.server.run import SWITCH_SECONDS
from bot.settings import DATES, EVENTS, KNOWLEDGE, SHIPPED
from bot.stats.buttons import OpenStats
from bot.stats.texts import PERIODS
from bot.storage.backup import backup, find_damage
from bot.storage.database import Database
from bot.telegram.middlewares import Throttle
from bot.telegram.rate_limit import RateLimiter
from bot.ui.address import ADMIN_PREFIX, Address
from handlers.broadcast_runs import BroadcastCardUpdater
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
BEAT = 0.002  # seconds
LONGEST = 300.0  # seconds, until the file of everybody has come
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
LONG_STATS, TO_EVERYBODY = "statistics of 90 days", "the broadcast to everybody"
SHOWN = {  # however fast: they took seconds once
    "/events", "ChooseFacet", "/export_me", "как получить грант на экспорт",
    "/stats", LONG_STATS, "/inbox", "OpenAudience", "OpenConditionValues", TO_EVERYBODY,
}  # fmt: skip
JOBS = (DeleteMe, DownloadDeliveries, ExportApplications)  # no screens; measured among the jobs


def run(*, quick: bool) -> list[Row]:
    """Rows: what was measured, beside its goal."""
    return asyncio.run(_run(SMALL if quick else Volume(), 1 if quick else ROUNDS))


async def _run(volume: Volume, rounds: int) -> list[Row]:
    sys.setswitchinterval(SWITCH_SECONDS)
    logging.disable()  # buttons of every kind are pressed, senseless ones too
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bot.db"
        made = await make(path, volume)
        served = await serve(path, volume)
        return [made, *served, *await measure(path, volume, rounds)]


async def make(path: Path, volume: Volume) -> Row:
    database = await Database.open(path)
    await import_content(database, KNOWLEDGE)
    await import_events(database, EVENTS)
    await import_events(database, DATES, DateRow)
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


async def serve(path: Path, volume: Volume) -> list[Row]:
    """The program itself: its start, and its memory while everything is asked of it."""
    times = [await first_poll(path, SHIPPED.path, "off") for _ in range(3)]
    seconds, megabytes = (statistics.median(found) for found in zip(*times, strict=True))
    peak = await _peak(path, volume)
    return [
        _row("start", "seconds to the first poll", round(seconds, 2), START_GOAL),
        _row("memory", "megabytes after it", round(megabytes), MEMORY_GOAL),
        _row("memory", "at most, when all has been asked", round(peak), MEMORY_GOAL),
    ]


def _row(what: str, who: str, measured: float, goal: float) -> Row:
    return {"what": what, "who": who, "measured": measured, "goal": goal}


async def _peak(path: Path, volume: Volume) -> float:
    """Everything is typed and pressed, by other people and admins each time; then a long file."""
    telegram, peak = FakeTelegram(0.0), 0.0
    admins = [ADMIN + number for number in range(200)]
    people = itertools.count(FIRST_PERSON)
    free = iter(admins)
    for text in PERSON_TYPES:
        telegram.write(next(people), text)
    for text in ADMIN_TYPES:
        telegram.write(next(free), text)
    for address in _addresses():
        presser = next(free) if _is_for_admins(address) else next(people)
        telegram.press(presser, address.pack())
    telegram.press(next(free), ExportApplications().pack())
    reader = next(free)
    telegram.press(reader, DownloadDeliveries(broadcast_id=volume.broadcasts).pack())
    ids = ",".join(map(str, admins))
    async with serving(telegram, path, SHIPPED.path, BOT_ADMIN_IDS=ids, **DEPLOYED) as process:
        async with asyncio.timeout(LONGEST):
            while not telegram.told[reader]:
                peak = max(peak, process.memory_info().rss / 2**20)
                await asyncio.sleep(0.05)
    return peak


def _addresses() -> Iterator[Address]:
    return (each for each in addresses() if not isinstance(each, JOBS))


def _is_for_admins(address: Address) -> bool:
    return address.__prefix__.startswith(ADMIN_PREFIX)


async def measure(path: Path, volume: Volume, rounds: int) -> list[Row]:
    watch = Watch()
    async with AsyncExitStack() as stack:
        bench = await stack.enter_async_context(_opened(path, volume, watch))
        beating = asyncio.get_running_loop().create_task(watch.run())
        stack.callback(beating.cancel)
        return [
            *await bench.screens("a person", PERSON_GOAL, rounds),
            *await bench.screens("an admin", ADMIN_GOAL, rounds),
            *await bench.jobs(),
        ]


class Watch:
    """The longest that the loop stood, and that a read and a transaction took with waiting; ms."""

    def __init__(self) -> None:
        self._longest = {"loop": 0.0, "read": 0.0, "transaction": 0.0}

    def observe(self, kind: str, seconds: float) -> None:
        self._longest[kind] = max(self._longest[kind], seconds * 1000)

    async def run(self) -> None:
        while True:
            asked = time.perf_counter()
            await asyncio.sleep(BEAT)
            self.observe("loop", time.perf_counter() - asked - BEAT)

    async def measure(self, step: Step) -> dict[str, float]:
        """How long it took, beside what `Watch` watches."""
        await asyncio.sleep(2 * BEAT)
        self._longest = dict.fromkeys(self._longest, 0.0)
        started = time.perf_counter()
        await step()
        took = (time.perf_counter() - started) * 1000
        await asyncio.sleep(2 * BEAT)
        return {"took": took, **self._longest}


@asynccontextmanager
async def _opened(path: Path, volume: Volume, watch: Watch) -> AsyncIterator["Bench"]:
    clock = MovableClock()
    clock.now = NOW
    database = await Database.open(path, clock, watch.observe)
    settings = bench_settings().model_copy(update={"admin_ids": frozenset({ADMIN})})
    async with open_services(database, settings) as services:
        bench = Bench(services, volume, watch, clock)
        await services.answering.warm_up()
        gc.collect()
        gc.freeze()
        yield bench
    await database.close()


class Bench:
    """A bot over the large database, with a person and an admin of a played Telegram."""

    def __init__(
        self, services: Services, volume: Volume, watch: Watch, clock: MovableClock
    ) -> None:
        self._services = services
        self._database = services.resources.database
        self._everybody = OpenBroadcast(broadcast_id=volume.broadcasts)
        self._watch = watch
        self._clock = clock
        telegram = Telegram("42:TEST", clock=clock.timestamp)
        bot = Bot("42:TEST", PlayedSession(telegram), DefaultBotProperties(parse_mode="HTML"))
        dispatcher = build_dispatcher(services, throttle=Throttle(itertools.count().__next__))
        self._world = World(telegram, bot, dispatcher, build_scheduler(services, bot))
        self._person = self._world.person(FIRST_PERSON + 7)
        self._admin = self._world.person(ADMIN, "Ольга")

    async def screens(self, who: str, goal: int, rounds: int) -> list[Row]:
        """The slowest of all screens; each is opened some times, and the middle one counts."""
        found = []
        steps = await (self._admin_steps() if who == "an admin" else self._person_steps())
        for name, step in steps.items():
            times = [await self._watch.measure(step) for _ in range(rounds)]
            middle = {each: statistics.median(time[each] for time in times) for each in times[0]}
            took = round(middle.pop("took"))
            found.append({"who": name, "ms": took, "goal": goal, **_longest(middle)})
        found.sort(key=lambda row: -row["ms"])
        slowest = [row for at, row in enumerate(found) if at < SLOWEST or row["who"] in SHOWN]
        return [{"what": f"screens of {who}: the slowest of {len(found)}"} | row for row in slowest]

    async def _person_steps(self) -> dict[str, Step]:
        await self._person.writes("/start")
        return self._typed(self._person, PERSON_TYPES) | self._pressed(
            self._person, await self._ids()
        )

    async def _admin_steps(self) -> dict[str, Step]:
        await self._admin.writes("/start")
        ids = await self._ids()
        await self._compose(ids)
        return {
            **self._typed(self._admin, ADMIN_TYPES),
            **self._pressed(self._admin, ids),
            LONG_STATS: partial(self._admin.opens, OpenStats(days=max(PERIODS)).pack()),
            TO_EVERYBODY: partial(self._admin.opens, self._everybody.pack()),
        }

    async def _compose(self, ids: dict[str, int]) -> None:
        """A draft of a broadcast to many, which asks several tables."""
        message = await self._admin.writes("Приём заявок открыт")
        await self._admin.writes("/broadcast", reply_to=message["message_id"])
        audience = AllOf(
            parts=(
                AnyOf(parts=(HasRole(role=Role.BUSINESS), HasRole(role=None))),
                AnyOf(parts=(ActiveWithin(days=90), SavedEvent(event_id=ids["event_id"]))),
                AnyOf(parts=(Wants(topic=Topic.EXPORT),)),
            )
        )
        ids["broadcast_id"] = (await self._ids())["broadcast_id"]
        await self._database.write(
            "UPDATE broadcasts SET audience = ? WHERE id = ?",
            *(to_json(audience), ids["broadcast_id"]),
        )

    def _typed(self, who: Person, texts: tuple[str, ...]) -> dict[str, Step]:
        return {text: partial(who.writes, text) for text in texts}

    def _pressed(self, who: Person, ids: dict[str, int]) -> dict[str, Step]:
        """One of every kind of button, with ids of rows that are there."""
        steps: dict[str, Step] = {}
        for address in _addresses():
            if _is_for_admins(address) == (who is self._admin):
                known = {name: ids[name] for name in type(address).model_fields if name in ids}
                data = address.model_copy(update=known).pack()
                steps[type(address).__name__] = partial(who.opens, data)
        return steps

    async def _ids(self) -> dict[str, int]:
        row = await self._database.row(
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
        """What the bot does by itself, and long work that somebody asks for."""
        path, retention = self._database.path, self._services.resources.retention
        file = DownloadDeliveries(broadcast_id=self._everybody.broadcast_id).pack()
        steps: dict[str, Step] = {
            "the data of fourteen people deleted": self._erase,
            "a live card of the broadcast to everybody": self._refresh_card,
            "its file, a row a person": partial(self._admin.opens, file),
            "a file of all applications": partial(self._admin.opens, ExportApplications().pack()),
            "the first round of all jobs after a start": self._world.scheduler.tick,
            "a round when nothing is due": self._world.scheduler.tick,
            "a verified copy": lambda: asyncio.to_thread(backup, path, path.with_suffix(".copy")),
            "the file looked through for damage": lambda: asyncio.to_thread(find_damage, path),
        }
        return [
            *[await self._job(name, step) for name, step in steps.items()],
            await self._remind(),
            await self._job("a night: what is too old goes", retention.clean),
        ]

    async def _job(self, name: str, step: Step) -> Row:
        longest = await self._watch.measure(step)
        seconds = round(longest.pop("took") / 1000, 2)
        return {"what": "jobs", "who": name, "seconds": seconds, "goal": "", **_longest(longest)}

    async def _erase(self) -> None:
        for number in range(14):
            await self._services.privacy.erase(FIRST_PERSON + 1000 + number)

    async def _refresh_card(self) -> None:
        await self._database.write(
            "UPDATE broadcasts SET state = 'running' WHERE id = ?", self._everybody.broadcast_id
        )
        await self._admin.opens(self._everybody.pack())
        await BroadcastCardUpdater(
            self._world.bot, self._services.broadcasts, self._services.team
        ).refresh()
        await self._database.write(
            "UPDATE broadcasts SET state = 'finished' WHERE id = ?", self._everybody.broadcast_id
        )

    async def _remind(self) -> Row:
        """What is due at eleven, most of it to the followers of one exhibition, at the usual pace.

        No more than a minute may be added to what the pace takes.
        """
        self._clock.now = NOW.replace(hour=11)
        sender = build_notice_sender(self._services, Bot("42:TEST", AcceptingSession()))
        sender.limiter = RateLimiter(PACE)
        row = await self._job("reminders at eleven", sender.run)
        moment = int(self._clock.timestamp())
        sent = "SELECT COUNT(*) AS number FROM notices WHERE sent_at = ?"
        number = ((await self._database.row(sent, moment)) or {})["number"]
        self._clock.now += timedelta(days=1)
        return row | {"who": f"{number:,} {row['who']}", "goal": number // PACE + 60}


def _longest(found: dict[str, float]) -> Row:
    return {
        "loop_stood": round(found["loop"]),
        "at_most": LOOP_GOAL,
        "a read": round(found["read"]),
        "transaction": round(found["transaction"]),
        "not_over": TRANSACTION_GOAL,
    }
