"""Broadcasts beside a library and the bare HTTP client; their growth; replies meanwhile."""

import multiprocessing
import statistics
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

from bench.mailing import Cost, bare, ours, prepared, theirs
from bench.replies import replies
from bench.stub_api import stub_api

Result = TypeVar("Result")
Row = dict[str, Any]
ROUNDS = 3


def run(*, quick: bool) -> list[Row]:
    """Rows: seconds, recipients a second, megabytes written, peak memory and its growth."""
    with stub_api() as address:
        return [
            *_beside_the_library(address, (200,) if quick else (1_000, 10_000)),
            *_beside_the_client(address, 500 if quick else 5_000),
            *_growth(address, (500,) if quick else (1_000, 10_000, 100_000)),
            _row("prepare", "ours", *_cost(prepared, address, 10_000 if quick else 1_000_000)),
            *_replies(address, 20 if quick else 200),
        ]


def _beside_the_library(address: str, sizes: tuple[int, ...]) -> list[Row]:
    return [
        _row("one broadcast", name, *_cost(send, address, size))
        for size in sizes
        for name, send in (("ours", ours), ("aiogram_broadcaster", theirs))
    ]


def _beside_the_client(address: str, size: int) -> list[Row]:
    """Measure in turns; the ratios say what storing rows and outcomes costs beside the requests."""
    pairs = [(_cost(bare, address, size), _cost(ours, address, size)) for _ in range(ROUNDS)]

    def ratio(what: str) -> float:
        return round(
            statistics.median(mine[1][what] / client[1][what] for client, mine in pairs), 2
        )

    best = [min(found, key=lambda each: each[1]["seconds"]) for found in zip(*pairs, strict=True)]
    return [
        _row("unlimited pace", "the HTTP client alone", *best[0]),
        _row("unlimited pace", "ours", *best[1])
        | {"time_ratio": ratio("seconds"), "cpu_ratio": ratio("cpu")},
    ]


def _growth(address: str, sizes: tuple[int, ...]) -> list[Row]:
    return [_row("growth", "ours", *_cost(ours, address, size)) for size in sizes]


def _replies(address: str, taps: int) -> list[Row]:
    found = _apart(replies, address, taps)
    return [
        {
            "what": "20 taps a second",
            "who": f"broadcast: {name}",
            "median_ms": round(statistics.median(times), 1),
            "p95_ms": round(statistics.quantiles(times, n=20)[-1], 1),
        }
        for name, times in found.items()
    ]


def _row(what: str, who: str, recipients: int, cost: Cost) -> Row:
    longest = {"longest_wait_ms": round(cost["longest"] * 1000)} if "longest" in cost else {}
    return {
        "what": what,
        "who": who,
        "recipients": recipients,
        "seconds": round(cost["seconds"], 2),
        "cpu_seconds": round(cost["cpu"], 2),
        "per_second": round(recipients / cost["seconds"]),
        "written_mb": round(cost["written"] / 1e6, 2),
        "peak_mb": round(cost["megabytes"], 1),
        "grown_mb": round(cost["grown"], 1),
        **longest,
    }


def _cost(measure: Callable[[str, int], Cost], address: str, recipients: int) -> tuple[int, Cost]:
    return recipients, _apart(measure, address, recipients)


def _apart(measure: Callable[[str, int], Result], address: str, size: int) -> Result:
    """Measure in a new process, so that the peak of memory is its own."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(measure, address, size).result()
