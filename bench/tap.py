"""A menu tap and a typed question through the real dispatcher, beside a bare bot and its peers."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bench import peers
from bench.content import fill
from bench.null_session import message, null_bot, press
from bot.app import build_dispatcher
from bot.clock import clock_in
from bot.middlewares.throttle import Throttle
from bot.services import open_services
from bot.settings import Settings
from bot.storage import Database
from bot.ui.callbacks.menu import OpenAnswer, OpenHome, OpenSection

Feed = Callable[[dict[str, Any]], Awaitable[object]]
ROUNDS = 7
QUESTION = "как получить грант на экспорт"
KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text="Дальше", callback_data="next")]] * 8
)


def run(*, quick: bool) -> list[dict[str, Any]]:
    """Rows: what was measured, updates a second, and the ratio to the bare bot."""
    return asyncio.run(_run(100 if quick else 400, (150,) if quick else (150, 1_000, 10_000)))


async def _run(updates: int, sizes: tuple[int, ...]) -> list[dict[str, Any]]:
    async with AsyncExitStack() as stack:
        bare = _bare()
        taps: dict[str, tuple[Feed, str]] = {"bare aiogram": (bare, "next")}
        questions: dict[str, Feed] = {"bare aiogram": bare}
        for size in sizes:
            feed = await stack.enter_async_context(_ours(size))
            taps[f"ours, {size} answers"] = (feed, "")
            questions[f"ours, {size} answers"] = feed
        taps |= await peers.menus(stack)
        return [
            *await _compare("tap", {name: _taps(*one, updates) for name, one in taps.items()}),
            *await _compare(
                "question", {name: _questions(one, updates // 4) for name, one in questions.items()}
            ),
        ]


async def _compare(
    kind: str, works: dict[str, Callable[[], Awaitable[float]]]
) -> list[dict[str, Any]]:
    """Interleaved rounds, so that a busy moment of the machine meets everybody alike."""
    rates: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            rates[name].append(await work())
    base = rates["bare aiogram"]
    return [
        {
            "what": kind,
            "who": name,
            "per_second": round(statistics.median(found)),
            "ratio": round(statistics.median(a / b for a, b in zip(found, base, strict=True)), 2),
        }
        for name, found in rates.items()
    ]


def _taps(feed: Feed, data: str, updates: int) -> Callable[[], Awaitable[float]]:
    walk = [data] if data else _walk()

    async def work() -> float:
        started = time.perf_counter()
        for number in range(updates):
            await feed(press(number, walk[number % len(walk)]))
        return updates / (time.perf_counter() - started)

    return work


def _questions(feed: Feed, updates: int) -> Callable[[], Awaitable[float]]:
    async def work() -> float:
        started = time.perf_counter()
        for number in range(updates):
            await feed(message(number + 1, f"{QUESTION} {number}"))
        return updates / (time.perf_counter() - started)

    return work


def _walk() -> list[str]:
    """Home, a section, a subsection, an answer, and back: what a person really presses."""
    home, top = OpenHome(), OpenSection(section_id=1)
    below = OpenSection(section_id=2).after(top)
    return [each.pack() for each in (home, top, below, OpenAnswer(answer_id=1).after(below), below)]


def _bare() -> Feed:
    dispatcher, bot = Dispatcher(), null_bot()

    @dispatcher.callback_query()
    async def edit(query: CallbackQuery) -> None:
        if isinstance(query.message, Message):
            await query.message.edit_text("Меню", reply_markup=KEYBOARD)
        await query.answer()

    @dispatcher.message()
    async def echo(message: Message) -> None:
        await message.answer(message.text or "", reply_markup=KEYBOARD)

    return lambda update: dispatcher.feed_raw_update(bot, update)


@asynccontextmanager
async def _ours(size: int) -> AsyncIterator[Feed]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bot.db"
        await fill(path, size)
        database = await Database.open(path)
        clock = clock_in(Settings(_env_file=None).timezone)  # type: ignore[call-arg]
        index = path.with_suffix(".search.db")
        async with open_services(database, clock, index) as services:
            bot: Bot = null_bot()
            dispatcher = build_dispatcher(services, throttle=Throttle(_Patience()))
            yield lambda update: dispatcher.feed_raw_update(bot, update)
        await database.close()


class _Patience:
    """A clock by which nobody hurries."""

    def __init__(self) -> None:
        self._seconds = 0.0

    def __call__(self) -> float:
        self._seconds += 1
        return self._seconds
