"""`python -m bench [--quick] [PART …]`: prints tables, saves them as JSON."""

import importlib
import json
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from bench.chart import draw

RESULTS = Path(__file__).parent / "results"
WIDTH = 140  # of a table when the output is no terminal
PARTS = ("tap", "start", "search", "refusals", "broadcast", "trouble", "volume")


def main(
    parts: Annotated[list[str] | None, typer.Argument(help="Which to run; all by default.")] = None,
    *,
    quick: Annotated[bool, typer.Option(help="Small sizes, to see whether it runs.")] = False,
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
    """Print a table for each thing that was measured, with its own columns."""
    for what, found in groupby(rows, lambda row: str(row.get("what", ""))):
        alike = list(found)
        names = list(dict.fromkeys(name for row in alike for name in row))
        table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
        shown = [name for name in names if name != "what"]
        for name in shown:
            table.add_column(name.replace("_", " "), no_wrap=name == "who")
        for row in alike:
            table.add_row(*(str(row.get(name, "")) for name in shown))
        console = Console()
        wide = console if console.is_terminal else Console(width=WIDTH)
        wide.print(f"\n{part}: {what}", table, sep="\n")


if __name__ == "__main__":
    typer.run(main)
