"""Draws `docs/performance.png` from the last results: presses, questions, the start, memory."""

import json
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

FILE = Path(__file__).parents[1] / "docs" / "performance.png"
PANELS = (  # the part, what was measured, by which column, the title, the target
    ("tap", "tap over HTTP", "ratio", "presses over HTTP", 0.9),
    ("tap", "question asked lately over HTTP", "ratio", "questions asked lately", 0.55),
    ("start", "start", "ratio", "time to the first poll, beside import aiogram", 0.5),
    ("start", "start", "megabytes", "megabytes resident", 125),
)
OURS, THEIRS, TARGET = "#2f6fb5", "#b8bfc8", "#c0392b"


def draw(results: Path) -> None:
    """Draw the chart, unless a part of it has not been measured yet."""
    paths = {part: results / f"{part}.json" for part, *_ in PANELS}
    if not all(path.exists() for path in paths.values()):
        return
    rows = {part: json.loads(path.read_text(encoding="utf-8")) for part, path in paths.items()}
    figure = Figure(figsize=(11, 5.5), dpi=100, layout="constrained")
    FigureCanvasAgg(figure)
    for (part, what, value, title, target), axes in zip(
        PANELS, figure.subplots(2, 2).flat, strict=True
    ):
        _bars(axes, [row for row in rows[part] if row["what"] == what], value)
        axes.set_title(title, loc="left")
        if target:
            axes.axvline(target, color=TARGET, linestyle="--", linewidth=1)
    figure.savefig(FILE)


def _bars(axes: Axes, rows: list[dict[str, Any]], value: str) -> None:
    names = [row["who"] for row in rows]
    colours = [OURS if name.startswith("ours") else THEIRS for name in names]
    axes.bar_label(axes.barh(names, [row[value] for row in rows], color=colours), padding=3)
    axes.invert_yaxis()
    axes.margins(x=0.15)
    axes.spines[["top", "right"]].set_visible(False)
