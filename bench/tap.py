"""A menu tap and a typed question through the real dispatcher, beside a bare bot and its peers."""

import asyncio
import itertools
import random
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bench import peers
from bench.content import fill
from bench.null_session import http_bot, message, null_bot, press
from bench.stub_api import stub_api
from bot import memory
from bot.app import build_dispatcher
from bot.clock import clock_in
from bot.json_session import JsonSession
from bot.middlewares.throttle import Throttle
from bot.services import open_services
from bot.settings import Settings
from bot.storage import Database
from bot.ui.callbacks.menu import OpenAnswer, OpenHome, OpenSection

Feed = Callable[[dict[str, Any]], Awaitable[object]]
Rows = list[dict[str, Any]]
Work = Callable[[], Awaitable[float]]
BARE = "bare aiogram"
ROUNDS = 7
JOURNEYS = 40
QUESTION = "как получить грант на экспорт"
KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text="Дальше", callback_data="next")]] * 8
)


def run(*, quick: bool) -> Rows:
    """Rows: what was measured, updates a second, and the ratio to the bare bot."""
    return asyncio.run(_run(100 if quick else 400, (150,) if quick else (150, 1_000, 10_000)))


async def _run(updates: int, sizes: tuple[int, ...]) -> Rows:
    rows: Rows = []
    async with AsyncExitStack() as stack:
        address = stack.enter_context(stub_api())
        there = [
            await stack.enter_async_context(http_bot(address, each))
            for each in (AiohttpSession, JsonSession)  # aiogram's own, and the one of the bot
        ]
        menus = await peers.menus(stack)
        for size in sizes:
            # One at a time, as in life: the screens shown lately are remembered by the process.
            async with _ours(size) as ours:
                bots = {BARE: (_bare(), ["next"]), f"ours, {size} answers": ours}
                memory.settle()  # as the bot does after its start; it is for all alike
                rows += await _of_one_size(bots, there, menus, updates)
            menus = {}
    kinds = list(dict.fromkeys(row["what"] for row in rows))
    told = {(row["what"], row["who"]): row for row in reversed(rows)}  # the bare bot's row once
    return sorted(told.values(), key=lambda row: (kinds.index(row["what"]), rows.index(row)))


async def _of_one_size(
    bots: dict[str, tuple[Dispatcher, list[str]]],
    there: list[Bot],
    menus: dict[str, tuple[Feed, list[str]]],
    updates: int,
) -> Rows:
    here = null_bot()
    taps = {name: (_feed(one, here), walk) for name, (one, walk) in bots.items()} | menus
    distant = {
        name: (_feed(one, bot), walk)
        for bot, (name, (one, walk)) in zip(there, bots.items(), strict=True)
    }
    works: dict[str, dict[str, Work]] = {
        "tap": {name: _taps(*one, updates) for name, one in taps.items()},
        "tap over HTTP": {name: _taps(*one, updates // 2) for name, one in distant.items()},
        "question": {
            name: _questions(_feed(one, here), updates // 8) for name, (one, _) in bots.items()
        },
        "question over HTTP": {
            name: _questions(one, updates // 8) for name, (one, _) in distant.items()
        },
    }
    return [row for kind, work in works.items() for row in await _compare(kind, work)]


def _feed(dispatcher: Dispatcher, bot: Bot) -> Feed:
    return lambda update: dispatcher.feed_raw_update(bot, update)


async def _compare(kind: str, works: dict[str, Work]) -> Rows:
    """Interleaved rounds, so that a busy moment of the machine meets everybody alike."""
    rates: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            rates[name].append(await work())
    base = rates[BARE]
    return [
        {
            "what": kind,
            "who": name,
            "per_second": round(statistics.median(found)),
            "ratio": round(statistics.median(a / b for a, b in zip(found, base, strict=True)), 2),
        }
        for name, found in rates.items()
    ]


def _taps(feed: Feed, walk: list[str], updates: int) -> Work:
    async def work() -> float:
        started = time.perf_counter()
        for number in range(updates):
            await feed(press(number, walk[number % len(walk)]))
        return updates / (time.perf_counter() - started)

    return work


def _questions(feed: Feed, updates: int) -> Work:
    async def work() -> float:
        started = time.perf_counter()
        for number in range(updates):
            await feed(message(number + 1, QUESTION))
        return updates / (time.perf_counter() - started)

    return work


async def _walk(database: Database) -> list[str]:
    """Home, a section, a subsection, an answer, and back, all over the content."""
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


def _bare() -> Dispatcher:
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
async def _ours(size: int) -> AsyncIterator[tuple[Dispatcher, list[str]]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bot.db"
        await fill(path, size)
        database = await Database.open(path)
        clock = clock_in(Settings(_env_file=None).timezone)  # type: ignore[call-arg]
        index = path.with_suffix(".search.db")
        async with open_services(database, clock, index) as services:
            dispatcher = build_dispatcher(services, throttle=Throttle(itertools.count().__next__))
            yield dispatcher, await _walk(database)
        await database.close()
