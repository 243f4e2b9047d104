"""Charts of the statistics, with letters large enough for a phone.

Drawing is slow: call `charts` in a thread.
"""

from io import BytesIO
from math import nan
from textwrap import fill
from typing import TYPE_CHECKING

from bot.stats import texts
from bot.stats.models import StatsReport

if TYPE_CHECKING:  # importing matplotlib at the top would triple the start time
    from matplotlib.axes import Axes

INCHES = (7.2, 10.8)
DOTS = 100  # an inch: 720 × 1080 pixels, the width of a phone
PADDING = 0.12  # inches around every part
LETTERS = 15
LABEL_CHARACTERS = 26
DATES = 6
FEW_DAYS = 60  # of which the bars have gaps between them
_GREEN, _YELLOW, _RED, _BLUE = "#2e9e5b", "#e3b341", "#d1495b", "#2f6fb5"


def charts(report: StatsReport) -> bytes:
    """A PNG: questions by day and outcome, new people by day, the answers opened most."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - see above
    from matplotlib.figure import Figure  # noqa: PLC0415 - see above
    from matplotlib.layout_engine import ConstrainedLayoutEngine  # noqa: PLC0415 - see above

    layout = ConstrainedLayoutEngine(w_pad=PADDING, h_pad=PADDING)
    figure = Figure(figsize=INCHES, dpi=DOTS, layout=layout)
    canvas = FigureCanvasAgg(figure)
    figure.suptitle(texts.heading_plain(report.days), fontsize=LETTERS + 3, fontweight="bold")
    drawings = (_draw_questions, _draw_people, _draw_answers)
    # separate figures: in one figure the long labels of one chart would narrow the others
    parts = figure.subfigures(3, 1, squeeze=False, height_ratios=(4, 3, 4)).flat
    for part, draw in zip(parts, drawings, strict=True):
        draw(part.subplots(), report)
    png = BytesIO()
    canvas.print_png(png)  # type: ignore[no-untyped-call] # `savefig` lays it out twice
    return png.getvalue()


def _draw_questions(axes: "Axes", report: StatsReport) -> None:
    answered = [day.answered for day in report.by_day]
    choices = [day.choices for day in report.by_day]
    nothing = [day.nothing for day in report.by_day]
    below = [first + second for first, second in zip(answered, choices, strict=True)]
    _draw_bars(axes, answered, _GREEN, texts.ANSWERED)
    _draw_bars(axes, choices, _YELLOW, texts.CHOICES, answered)
    _draw_bars(axes, nothing, _RED, texts.NOTHING, below)
    axes.legend(fontsize=LETTERS - 3, ncols=3, frameon=False, loc="upper left")
    _finish(axes, report, texts.CHART_QUESTIONS, max(day.questions for day in report.by_day))


def _draw_people(axes: "Axes", report: StatsReport) -> None:
    new = [day.new_people for day in report.by_day]
    _draw_bars(axes, new, _BLUE)
    _finish(axes, report, texts.CHART_PEOPLE, max(new))


def _draw_answers(axes: "Axes", report: StatsReport) -> None:
    ranked = report.top_answers[::-1]
    axes.set_title(texts.CHART_ANSWERS, fontsize=LETTERS, loc="left")
    if not ranked:
        axes.axis("off")
        axes.text(0, 0.5, texts.EMPTY_CHART, fontsize=LETTERS)
        return
    bars = axes.barh(
        [fill(one.text, LABEL_CHARACTERS) for one in ranked],
        [one.times for one in ranked],
        color=_GREEN,
        height=0.6,
    )
    axes.bar_label(bars, fontsize=LETTERS - 2, padding=4)
    axes.tick_params(axis="y", labelsize=LETTERS - 4)
    axes.xaxis.set_visible(False)
    axes.margins(x=0.12)
    axes.spines[["top", "right", "bottom"]].set_visible(False)


def _draw_bars(
    axes: "Axes", heights: list[int], color: str, label: str = "", below: list[int] | None = None
) -> None:
    """A bar a day, all as one outline: a year of bars one by one would take seconds."""
    bottoms, half = below or [0] * len(heights), 0.4 if len(heights) <= FEW_DAYS else 0.5
    edges = [day + side for day in range(len(heights)) for side in (-half, half)]
    tops = [bottom + height for bottom, height in zip(bottoms, heights, strict=True)]
    axes.stairs(
        [value for top in tops for value in (top, nan)][:-1],
        edges,
        baseline=[value for bottom in bottoms for value in (bottom, nan)][:-1],
        fill=True,
        color=color,
        label=label,
    )


def _finish(axes: "Axes", report: StatsReport, title: str, highest: int) -> None:
    """Title, a few dates below, whole numbers at the side, room for the legend."""
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415 - see above

    step = max(1, len(report.by_day) // DATES)
    axes.set_title(title, fontsize=LETTERS, loc="left")
    axes.set_xticks(
        range(0, len(report.by_day), step), [f"{day.day:%d.%m}" for day in report.by_day[::step]]
    )
    axes.tick_params(labelsize=LETTERS - 2)
    axes.set_ylim(0, max(4, highest * 1.25))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.spines[["top", "right"]].set_visible(False)
