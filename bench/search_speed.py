"""What the search costs on one core: a question, the index, the start, memory, the encoder."""

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
from bench.search_content import content_documents
from bench.search_peers import PEERS, Engine, Ours
from bench.search_sets import spliced
from bench.search_store import filled
from bot.search.documents import Document
from bot.search.finder import Finder
from bot.search.index_manager import IndexManager
from bot.search.synonyms import FILE

Row = dict[str, Any]
Result = TypeVar("Result")
ASKED = 500
OURS = "ours, by words"
ENGINES: dict[str, Callable[[list[Document], Path], Engine]] = {OURS: Ours, **PEERS}


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
        database = filled(folder / f"start-{size}.db", _documents(size))
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
    """From the saved index, as the bot does it, then a day's questions."""
    questions = _questions()
    before = _resident()
    started = time.perf_counter()
    index = IndexManager(database, database.with_suffix(".search.db"), FILE)
    index.update()
    took = time.perf_counter() - started
    finder = Finder(index.snapshot)
    row = _asked(lambda question: finder.find(question, 5), questions)
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
    """In processor time: what others do on this machine meanwhile is not the search's."""
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
    """Half as editors wrote them, half as people would have typed them."""
    chance = random.Random(4)
    written = [phrasing for each in content_documents() for phrasing in each.phrasings]
    some = [chance.choice(written) for _ in range(ASKED)]
    return [spoil(text, chance) if chance.random() < 0.5 else text for text in some]


def _documents(size: int) -> list[Document]:
    real = content_documents()
    return [*real[:size], *spliced([each.body for each in real], max(0, size - len(real)))]


def _resident() -> float:
    return float(psutil.Process().memory_info().rss) / 2**20


def _ratio(theirs: float, ours: float) -> float:
    return round(theirs / ours, 2) if ours else 0.0


def _apart(measure: Callable[..., Result], *values: Any) -> Result:
    """In a new process on one core, so that memory is its own and time is one core's."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context, initializer=_on_one_core) as pool:
        return pool.submit(measure, *values).result()


def _on_one_core() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
