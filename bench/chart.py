"""`docs/performance.png` from the last results: taps beside peers, starts, and memory."""

import json
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

FILE = Path(__file__).parents[1] / "docs" / "performance.png"
PANELS = (
    ("tap", "tap", "per_second", "taps a second"),
    ("tap", "tap over HTTP", "per_second", "taps a second over HTTP"),
    ("start", "start", "seconds", "seconds to the first poll"),
    ("start", "start", "megabytes", "megabytes resident"),
)
OURS, THEIRS = "#2f6fb5", "#b8bfc8"


def draw(results: Path) -> None:
    """Nothing when a part has not been measured yet."""
    paths = {part: results / f"{part}.json" for part, *_ in PANELS}
    if not all(path.exists() for path in paths.values()):
        return
    rows = {part: json.loads(path.read_text(encoding="utf-8")) for part, path in paths.items()}
    figure = Figure(figsize=(11, 6), dpi=100, layout="constrained")
    FigureCanvasAgg(figure)
    for (part, what, value, title), axes in zip(PANELS, figure.subplots(2, 2).flat, strict=True):
        _bars(axes, [row for row in rows[part] if row["what"] == what], value, title)
    figure.savefig(FILE)


def _bars(axes: Axes, rows: list[dict[str, Any]], value: str, title: str) -> None:
    names = [row["who"] for row in rows]
    colours = [OURS if name.startswith("ours") else THEIRS for name in names]
    axes.bar_label(axes.barh(names, [row[value] for row in rows], color=colours), padding=3)
    axes.invert_yaxis()
    axes.margins(x=0.15)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_title(title, loc="left")
