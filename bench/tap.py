"""A menu tap and a typed question through the real dispatcher, beside a bare bot and its peers."""

import asyncio
import gc
import itertools
import random
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession

from bench import peers
from bench.null_session import http_bot, message, null_bot, press
from bench.search_content import content_documents
from bench.stub_api import stub_api
from bench.tap_bots import bare, ours
from bot.telegram.client import JsonSession

Feed = Callable[[dict[str, Any]], Awaitable[object]]
Rows = list[dict[str, Any]]
Work = Callable[[], Awaitable[float]]
BARE = "bare aiogram"
ROUNDS = 7
WARMING = 3
NUMBERS = itertools.count(1)  # no message comes twice


def run(*, quick: bool) -> Rows:
    """Rows: what was measured, updates a second, and the ratio to the bare bot."""
    sizes, updates = ((150,), 100) if quick else ((150, 1_000, 10_000), 400)
    return asyncio.run(_run(itertools.cycle(_phrasings()), sizes, updates))


async def _run(new: Iterator[str], sizes: tuple[int, ...], updates: int) -> Rows:
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
            async with ours(size) as mine:
                bots = {BARE: (bare(), ["next"]), f"ours, {size} answers": mine}
                gc.collect()
                gc.freeze()  # as the bot does after its start; it is for all alike
                rows += await _of_one_size(bots, there, menus, new, updates)
            menus = {}
    kinds = list(dict.fromkeys(row["what"] for row in rows))
    told = {(row["what"], row["who"]): row for row in reversed(rows)}  # the bare bot's row once
    return sorted(told.values(), key=lambda row: (kinds.index(row["what"]), rows.index(row)))


async def _of_one_size(
    bots: dict[str, tuple[Dispatcher, list[str]]],
    there: list[Bot],
    menus: dict[str, tuple[Feed, list[str]]],
    new: Iterator[str],
    updates: int,
) -> Rows:
    here = null_bot()
    taps = {name: (_feed(one, here), walk) for name, (one, walk) in bots.items()} | menus
    distant = {
        name: (_feed(one, bot), walk)
        for bot, (name, (one, walk)) in zip(there, bots.items(), strict=True)
    }
    for feed, _ in list(taps.values())[: len(bots)]:
        await _work(feed, _messages(new), WARMING * updates)()  # it has served for some hours
    works: dict[str, dict[str, Work]] = {}
    for where, feeds in (("", taps), (" over HTTP", distant)):
        works[f"tap{where}"] = {
            name: _work(feed, _presses(walk), updates) for name, (feed, walk) in feeds.items()
        }
        for what, texts in (("question", new), ("question asked lately", _again())):
            works[what + where] = {
                name: _work(feeds[name][0], _messages(texts), updates // 2) for name in bots
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


def _work(feed: Feed, updates: Iterator[dict[str, Any]], count: int) -> Work:
    async def work() -> float:
        started = time.perf_counter()
        for update in itertools.islice(updates, count):
            await feed(update)
        return count / (time.perf_counter() - started)

    return work


def _presses(walk: list[str]) -> Iterator[dict[str, Any]]:
    return itertools.starmap(press, enumerate(itertools.cycle(walk)))


def _messages(texts: Iterator[str]) -> Iterator[dict[str, Any]]:
    return itertools.starmap(message, zip(NUMBERS, texts, strict=False))


def _phrasings() -> list[str]:
    """So many that none is asked again while the search remembers it."""
    found = [phrasing for each in content_documents() for phrasing in each.phrasings]
    return random.Random(7).sample(found, len(found))


def _again() -> Iterator[str]:
    return itertools.repeat("как получить грант на экспорт")
