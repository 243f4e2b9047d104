"""A press and a typed question over HTTP: this bot beside a bare bot of aiogram."""

import asyncio
import gc
import itertools
import random
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bench.content import bench_settings, fill
from bench.stub_api import stub_api
from bench.updates import http_bot, message, press
from bot.app import build_dispatcher, open_services
from bot.knowledge.buttons import OpenAnswer, OpenHome, OpenSection
from bot.storage.database import Database
from bot.telegram.client import JsonSession
from bot.telegram.middlewares import Throttle

Row = dict[str, Any]
Work = Callable[[], Awaitable[float]]  # returns updates a second
BARE = "bare aiogram"
QUESTION = "как получить грант на экспорт"
ROUNDS = 7
WARMING = 3  # as many rounds before the first that counts
JOURNEYS = 40
KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text="Дальше", callback_data="next")]] * 8
)


@dataclass(frozen=True)
class Contestant:
    """A bot with the callback data that a person presses, over and over."""

    dispatcher: Dispatcher
    bot: Bot
    presses: list[str]

    async def feed(self, update: dict[str, Any]) -> None:
        await self.dispatcher.feed_raw_update(self.bot, update)


def run(*, quick: bool) -> list[Row]:
    """Rows: what was measured, updates a second, and the ratio to the bare bot."""
    sizes, updates = ((150,), 100) if quick else ((150, 1_000, 10_000), 400)
    return asyncio.run(_run(sizes, updates))


async def _run(sizes: tuple[int, ...], updates: int) -> list[Row]:
    rows: list[Row] = []
    async with AsyncExitStack() as stack:
        address = stack.enter_context(stub_api())
        there = http_bot(address)
        stack.push_async_callback(there.session.close)
        bare = Contestant(_bare(), there, ["next"])
        for size in sizes:
            # One size at a time: content read lately is remembered by the process.
            async with _ours(size, address) as ours:
                gc.collect()
                gc.freeze()  # as the bot does after its start
                rows += await _compare({BARE: bare, f"ours, {size} answers": ours}, updates)
    kinds = list(dict.fromkeys(row["what"] for row in rows))
    found = {(row["what"], row["who"]): row for row in reversed(rows)}  # the bare bot's row once
    return sorted(found.values(), key=lambda row: (kinds.index(row["what"]), rows.index(row)))


async def _compare(contestants: dict[str, Contestant], updates: int) -> list[Row]:
    taps, questions = {}, {}
    for name, one in contestants.items():
        numbers = itertools.count(1)  # no message comes twice
        asked = (message(number, QUESTION) for number in numbers)
        pressed = itertools.starmap(press, enumerate(itertools.cycle(one.presses)))
        taps[name] = _work(one, pressed, updates)
        questions[name] = _work(one, asked, updates // 2)
        for _ in range(WARMING):
            await questions[name]()
    return [
        *await _rates("tap over HTTP", taps),
        *await _rates("question asked lately over HTTP", questions),
    ]


def _work(one: Contestant, updates: Iterator[dict[str, Any]], count: int) -> Work:
    async def work() -> float:
        started = time.perf_counter()
        for update in itertools.islice(updates, count):
            await one.feed(update)
        return count / (time.perf_counter() - started)

    return work


async def _rates(what: str, works: dict[str, Work]) -> list[Row]:
    """Measure in interleaved rounds, so that a busy moment of the machine meets everybody alike."""
    rates: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            rates[name].append(await work())
    return [
        {
            "what": what,
            "who": name,
            "per_second": round(statistics.median(found)),
            "ratio": round(
                statistics.median(a / b for a, b in zip(found, rates[BARE], strict=True)), 2
            ),
        }
        for name, found in rates.items()
    ]


def _bare() -> Dispatcher:
    """Answers every press with one keyboard and every message with itself."""
    dispatcher = Dispatcher()

    @dispatcher.callback_query()
    async def edit(query: CallbackQuery) -> None:
        if isinstance(query.message, Message):
            await query.message.edit_text("Меню", reply_markup=KEYBOARD)
        await query.answer()

    @dispatcher.message()
    async def echo(message: Message) -> None:
        await message.answer(message.text or "", reply_markup=KEYBOARD)

    return dispatcher


@asynccontextmanager
async def _ours(size: int, address: str) -> AsyncIterator[Contestant]:
    async with AsyncExitStack() as stack:
        path = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "bot.db"
        await fill(path, size)
        database = await Database.open(path)
        stack.push_async_callback(database.close)
        services = await stack.enter_async_context(open_services(database, bench_settings()))
        bot = http_bot(address, JsonSession)
        stack.push_async_callback(bot.session.close)
        dispatcher = build_dispatcher(services, throttle=Throttle(itertools.count().__next__))
        yield Contestant(dispatcher, bot, await _presses(database))


async def _presses(database: Database) -> list[str]:
    """Return presses all over the content: home, section, subsection, answer and back."""
    found = await database.rows(
        """
        SELECT answers.id AS answer, sections.id AS section, sections.parent_id AS parent
        FROM answers JOIN sections ON sections.id = answers.section_id
        WHERE answers.state = 'live' ORDER BY answers.id
        """
    )
    pressed = []
    for row in random.Random(7).sample(found, JOURNEYS):
        home, top = OpenHome(), OpenSection(section_id=row["parent"])
        below = OpenSection(section_id=row["section"]).after(top)
        answer = OpenAnswer(answer_id=row["answer"]).after(below)
        pressed += [each.pack() for each in (home, top, below, answer, below)]
    return pressed
