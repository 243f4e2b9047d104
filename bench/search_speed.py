"""What the search costs on one core: a question, the index, the start, memory, the encoder."""

import asyncio
import multiprocessing
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import psutil

from bench.damage import spoil
from bench.search_peers import PEERS, Engine, Ours
from bench.search_sets import content_documents, spliced
from bot.search.documents import Document
from bot.search.engine import IndexManager
from bot.search.searcher import Searcher
from bot.search.vocabulary import SYNONYMS_FILE
from bot.storage.database import Database

Row = dict[str, Any]
Result = TypeVar("Result")
ASKED = 500
OURS = "ours, by words"
ENGINES: dict[str, Callable[[list[Document], Path], Engine]] = {OURS: Ours, **PEERS}
_SECTION = """
    INSERT INTO sections (id, key, position, title, emoji, description, trail, audience, state)
    VALUES (1, 'all', 1, 'Всё', '📄', 'Всё', 'Всё', 'business', 'live')
"""
_ANSWER = """
    INSERT INTO answers (id, key, section_id, position, title, audience, html, body, keywords,
        details, entry, checked, state, version)
    VALUES (?1, ?2, 1, ?1, ?3, 'business', '', ?4, ?5, '{}', 0, '2026-11-23', 'live', '')
"""
_PHRASING = "INSERT OR IGNORE INTO phrasings (answer_id, text) VALUES (?, ?)"


def costs(folder: Path, sizes: Sequence[int], *, quick: bool) -> Iterator[Row]:
    """Rows: milliseconds of a question and seconds of building, by engine and answers."""
    for size in sizes:
        ours: Row = {}
        for who in (OURS,) if quick else ENGINES:
            row = _apart(_cost, folder, size, who)
            ours = ours or row
            yield {
                "what": f"a question, {size} answers",
                "who": who,
                **row,
                "p50 : ours": _ratio(row["p50 ms"], ours["p50 ms"]),
                "build : ours": _ratio(row["build s"], ours["build s"]),
            }
    for size in sizes:
        database = folder / f"start-{size}.db"
        asyncio.run(_fill(database, _documents(size)))
        if not quick:
            _apart(_start, database)  # makes the index
        yield {"what": f"the start, {size} answers", "who": OURS, **_apart(_start, database)}
    if not quick and (row := _apart(_encoder)):
        yield {"what": "the encoder", "who": "multilingual-e5-small in 4 bits", **row}


def _cost(folder: Path, size: int, who: str) -> Row:
    documents, questions = _documents(size), _questions()
    made = folder / f"speed-{size}-{who}"
    made.mkdir()
    started = time.perf_counter()
    engine = ENGINES[who](documents, made)
    built = time.perf_counter() - started
    return {
        **_asked(lambda question: engine.ask(question, 5), questions),
        "build s": round(built, 2),
    }


def _start(database: Path) -> Row:
    """Start from the saved index, as the bot does, then ask some hundred questions."""
    questions = _questions()
    before = _resident()
    started = time.perf_counter()
    index = IndexManager(database, database.with_suffix(".search.db"), SYNONYMS_FILE)
    index.update()
    took = time.perf_counter() - started
    searcher = Searcher(index.snapshot)
    row = _asked(lambda question: searcher.find(question, 5), questions)
    return {"start s": round(took, 3), **row, "memory MB": round(_resident() - before, 1)}


def _encoder() -> Row:
    before, started = _resident(), time.perf_counter()
    try:
        from bot.search.semantic import SentenceEncoder  # noqa: PLC0415 - the extra may be missing
    except ImportError:
        return {}
    encoder = SentenceEncoder()
    took = time.perf_counter() - started
    row = _asked(encoder.question, _questions()[: ASKED // 3])
    return {"start s": round(took, 3), **row, "memory MB": round(_resident() - before, 1)}


def _asked(ask: Callable[[str], object], questions: Sequence[str]) -> Row:
    """Measure processor time: what other processes do meanwhile must not count."""
    for question in questions[:20]:
        ask(question)
    times: list[float] = []
    for question in questions[20:]:
        started = time.thread_time()
        ask(question)
        times.append((time.thread_time() - started) * 1000)
    return {
        "p50 ms": round(statistics.median(times), 2),
        "p99 ms": round(statistics.quantiles(times, n=100)[-1], 2),
    }


def _questions() -> list[str]:
    """Return phrasings of the content, half of them damaged."""
    chance = random.Random(4)
    written = [phrasing for each in content_documents() for phrasing in each.phrasings]
    some = [chance.choice(written) for _ in range(ASKED)]
    return [spoil(text, chance) if chance.random() < 0.5 else text for text in some]


async def _fill(path: Path, documents: Sequence[Document]) -> None:
    """Make a database that holds these documents as answers: more than any editor writes."""
    database = await Database.open(path)
    try:
        async with database.transaction() as transaction:
            await transaction.execute(_SECTION)
            await transaction.many(
                _ANSWER,
                (
                    (number, f"all/{number}", each.title, each.body, "\n".join(each.keywords))
                    for number, each in enumerate(documents, start=1)
                ),
            )
            await transaction.many(
                _PHRASING,
                (
                    (number, phrasing)
                    for number, each in enumerate(documents, start=1)
                    for phrasing in each.phrasings
                ),
            )
            await transaction.execute("UPDATE content SET revision = revision + 1")
    finally:
        await database.close()


def _documents(size: int) -> list[Document]:
    real = content_documents()
    return [*real[:size], *spliced([each.body for each in real], max(0, size - len(real)))]


def _resident() -> float:
    return float(psutil.Process().memory_info().rss) / 2**20


def _ratio(theirs: float, ours: float) -> float:
    return round(theirs / ours, 2) if ours else 0.0


def _apart(measure: Callable[..., Result], *values: Any) -> Result:
    """Measure in a new process on one core, so that its memory is its own."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context, initializer=_on_one_core) as pool:
        return pool.submit(measure, *values).result()


def _on_one_core() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
