"""`python -m bench [--quick] [tap start search broadcast]`: one table, and JSON beside it."""

import importlib
import json
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bench.chart import draw

RESULTS = Path(__file__).parent / "results"
PARTS = ("tap", "start", "search", "broadcast")


def main(
    parts: Annotated[list[str] | None, typer.Argument(help="Which to run; all by default.")] = None,
    *,
    quick: Annotated[bool, typer.Option(help="Small sizes, to see that it runs.")] = False,
) -> None:
    RESULTS.mkdir(exist_ok=True)
    for part in parts or PARTS:
        rows: list[dict[str, Any]] = importlib.import_module(f"bench.{part}").run(quick=quick)
        _print(part, rows)
        if not quick:
            text = json.dumps(rows, ensure_ascii=False, indent=1)
            (RESULTS / f"{part}.json").write_text(f"{text}\n", encoding="utf-8")
            draw(RESULTS)


def _print(part: str, rows: list[dict[str, Any]]) -> None:
    """Print a table for each kind of rows: what was measured may have columns of its own."""
    for names, alike in groupby(rows, key=tuple):
        table = Table(*names, title=part)
        for row in alike:
            table.add_row(*(str(row[name]) for name in names))
        Console(width=150).print(table)


if __name__ == "__main__":
    typer.run(main)
