import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from bot.app import open_filled
from bot.commands.ask import text_of
from bot.errors import OperatorError
from bot.search.report import Figures, Judged, Labelled, Report, read_labelled
from bot.search.report import evaluate as judge
from bot.settings import load_settings

FIGURES = {"hit1": "first", "hit3": "in_three", "mrr": "mrr"}
HEAD = f"{'':<12}{'asked':>6}{'hit@1':>8}{'hit@3':>8}{'MRR':>8}{'no answer':>11}{'false':>8}"


def evaluate(
    file: Annotated[Path, typer.Argument(help="Labelled questions, a JSON object a line.")],
    floor: Annotated[
        str, typer.Option(help="What must be reached, like hit1=0.88,hit3=0.97; also mrr.")
    ] = "",
) -> None:
    """Ask labelled questions and report how well they are answered; exit with 1 under the floor.

    `false` is the share of unanswerable questions that got an answer or choices all the same.
    """
    floors = dict(_floors(floor))
    report = asyncio.run(_report(_labelled(file)))
    typer.echo("\n".join(_lines(report)))
    under = [
        f"{name} is {reached:.3f}, under the floor {least:g}"
        for name, least in floors.items()
        if (reached := getattr(report.whole, FIGURES[name])) < least
    ]
    if under:
        raise OperatorError("; ".join(under))


def _floors(text: str) -> Iterator[tuple[str, float]]:
    for part in filter(None, text.split(",")):
        name, _, value = part.strip().partition("=")
        try:
            least = float(value)
        except ValueError:
            least = -1.0
        if name not in FIGURES or not 0 <= least <= 1:
            raise typer.BadParameter(f"«{part}»: {', '.join(FIGURES)} with a share, like hit1=0.88")
        yield name, least


def _labelled(file: Path) -> list[Labelled]:
    try:
        return read_labelled(file)
    except (OSError, ValueError, KeyError) as error:
        raise OperatorError(
            f"{file} does not hold labelled questions ({type(error).__name__}: {error}): "
            'one {"q": …, "class": …, "expect": [regular expressions] or null} a line is needed'
        ) from error


async def _report(labelled: list[Labelled]) -> Report:
    async with open_filled(load_settings()) as services:
        await services.search.settled()
        return await judge(services.search, labelled, lambda hit: text_of(services, hit))


def _lines(report: Report) -> Iterator[str]:
    yield HEAD
    yield _row("all", report.whole)
    for kind, figures in report.by_kind.items():
        yield _row(kind, figures)
    if report.misses:
        yield "\nMisses:"
    yield from map(_miss, report.misses)


def _row(name: str, figures: Figures) -> str:
    shares = (figures.first, figures.in_three, figures.mrr)
    asked = "".join(f"{share:>8.3f}" if figures.questions else f"{'—':>8}" for share in shares)
    false = f"{figures.false_lists:>8.3f}" if figures.unanswerable else f"{'—':>8}"
    return f"{name:<12}{figures.questions:>6}{asked}{figures.unanswerable:>11}{false}"


def _miss(judged: Judged) -> str:
    first = judged.found.hits[0].title if judged.found.hits else "—"
    labelled = judged.labelled
    return f"  {labelled.kind}: {labelled.question}\n    {judged.found.outcome}: {first}"
