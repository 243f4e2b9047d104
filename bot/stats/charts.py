"""Charts of the statistics, with letters large enough for a phone.

Call `charts` in a thread: drawing takes some tens of milliseconds.
"""

from collections.abc import Sequence
from io import BytesIO
from itertools import count
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, NamedTuple

from bot.stats import texts
from bot.stats.models import RankedItem, StatsReport

if TYPE_CHECKING:  # Pillow takes 10 MB: it is loaded for the first chart
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

WIDTH, HEIGHT = 720, 1080  # pixels: the width of a phone
LEFT, RIGHT, NAMES = 92, 700, 276  # of bars; those of answers begin at `NAMES`
ROOM = 96  # right of the longest bar, for its number
ROW, THICK = 60, 36  # of answers, and their bars
LABEL_CHARACTERS = 25
DATES, LINES = 6, 5  # at most, below and across a chart
FEW_DAYS = 60  # of which the bars have gaps between them
COMPRESSION = 3  # of 9: more takes twice the time for a tenth less
FONT = Path(__file__).parent / "DejaVuSans.ttf"  # its Latin and Cyrillic letters and common signs
_GREEN, _YELLOW, _RED, _BLUE = "#2e9e5b", "#e3b341", "#d1495b", "#2f6fb5"
_INK, _AXIS, _LINE = "#222222", "#666666", "#e4e4e4"


class Series(NamedTuple):
    values: Sequence[int]  # one a day
    color: str
    label: str = ""


class Fonts(NamedTuple):
    heading: "FreeTypeFont"
    title: "FreeTypeFont"
    label: "FreeTypeFont"
    name: "FreeTypeFont"


def charts(report: StatsReport) -> bytes:
    """A PNG: questions by day and outcome, new people by day, the answers opened most."""
    from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415 - see above

    fonts = Fonts(*(ImageFont.truetype(FONT, size) for size in (25, 21, 18, 16)))
    picture = Image.new("RGB", (WIDTH, HEIGHT), "white")
    chart = _Chart(ImageDraw.Draw(picture), fonts, [f"{each.day:%d.%m}" for each in report.by_day])
    heading = texts.heading_plain(report.days)
    chart.pen.text((WIDTH / 2, 26), heading, _INK, fonts.heading, "mm", stroke_width=0.5)
    questions = (
        Series([day.answered for day in report.by_day], _GREEN, texts.ANSWERED),
        Series([day.choices for day in report.by_day], _YELLOW, texts.CHOICES),
        Series([day.nothing for day in report.by_day], _RED, texts.NOTHING),
    )
    chart.draw_days(58, 380, texts.CHART_QUESTIONS, questions)
    people = Series([day.new_people for day in report.by_day], _BLUE)
    chart.draw_days(434, 664, texts.CHART_PEOPLE, (people,))
    chart.draw_answers(718, report.top_answers)
    png = BytesIO()
    picture.save(png, "PNG", compress_level=COMPRESSION)
    return png.getvalue()


class _Chart:
    """Draws between two heights of the picture; a title stands above."""

    def __init__(self, pen: "ImageDraw", fonts: Fonts, dates: Sequence[str]) -> None:
        self.pen = pen
        self._fonts = fonts
        self._dates = dates

    def draw_days(self, top: int, bottom: int, title: str, stacked: Sequence[Series]) -> None:
        """A bar a day, of all series one above the other."""
        self.pen.text((LEFT, top), title, _INK, self._fonts.title)
        highest = max(map(sum, zip(*(each.values for each in stacked), strict=True)))
        top += 38
        if labelled := [each for each in stacked if each.label]:
            self._draw_legend(top, labelled)
            top += 38
        step = _step(highest)
        highest = max(highest, step * (LINES - 1))
        scale = (bottom - top) / highest
        for value in range(0, highest + 1, step):
            height = bottom - value * scale
            self.pen.line((LEFT, height, RIGHT, height), _LINE if value else _AXIS)
            place = LEFT - 10, height
            self.pen.text(place, texts.number(value), _INK, self._fonts.label, "rm")
        self._draw_bars(bottom, scale, stacked)

    def _draw_legend(self, top: int, series: Sequence[Series]) -> None:
        left = float(LEFT)
        for each in series:
            self.pen.rectangle((left, top, left + 32, top + 12), each.color)
            self.pen.text((left + 42, top + 6), each.label, _INK, self._fonts.name, "lm")
            left += 42 + self.pen.textlength(each.label, self._fonts.name) + 36

    def _draw_bars(self, bottom: int, scale: float, stacked: Sequence[Series]) -> None:
        days = len(self._dates)
        width, every = (RIGHT - LEFT) / days, max(1, days // DATES)
        gap = width / 10 if days <= FEW_DAYS else 0
        for number, date in enumerate(self._dates):
            left, below = LEFT + number * width, 0
            for each in stacked:
                above = below + each.values[number]
                if above > below:
                    sides = round(left + gap), round(left + width - gap) - 1
                    ends = round(bottom - above * scale), round(bottom - below * scale) - 1
                    self.pen.rectangle((sides[0], min(ends), max(sides), ends[1]), each.color)
                below = above
            if number % every == 0:
                place = left + width / 2, bottom + 8
                self.pen.text(place, date, _INK, self._fonts.label, "ma")

    def draw_answers(self, top: int, ranked: Sequence[RankedItem]) -> None:
        """A bar an answer, the most frequent first."""
        self.pen.text((LEFT, top), texts.CHART_ANSWERS, _INK, self._fonts.title)
        top += 40
        if not ranked:
            self.pen.text((LEFT, top), texts.EMPTY_CHART, _INK, self._fonts.label)
            return
        scale = (RIGHT - ROOM - NAMES) / max(each.times for each in ranked)
        for number, each in enumerate(ranked):
            middle, end = top + ROW * (number + 0.5), NAMES + each.times * scale
            self.pen.rectangle((NAMES, middle - THICK / 2, end, middle + THICK / 2), _GREEN)
            self.pen.text(
                (end + 8, middle), texts.number(each.times), _INK, self._fonts.label, "lm"
            )
            name = fill(each.text, LABEL_CHARACTERS)
            place = NAMES - 10, middle
            self.pen.text(place, name, _INK, self._fonts.name, "rm", align="right")


def _step(highest: int) -> int:
    """1, 2 or 5 and noughts: between the lines of a chart, of which there are few."""
    steps = (digit * 10**power for power in count() for digit in (1, 2, 5))
    found: int = next(step for step in steps if highest < step * LINES)
    return found
