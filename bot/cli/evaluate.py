"""The command `evaluate`: a labelled file in, figures and misses out.

A line has `expect` (a question), `turns` (a dialogue), `action` (a request to the bot) or `filter`
(exhibitions asked for in words).
"""

import asyncio
import json
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Annotated

import typer

from bot.app import Services
from bot.cli.ask import text_of
from bot.cli.converse import Told, answer_turn, open_at
from bot.conversation import evaluation
from bot.conversation.evaluation import DialogueAnswers, Label, Report
from bot.errors import OperatorError
from bot.search.evaluation import EvaluationReport, Figures, Judgement, Labelled, read_labelled
from bot.search.evaluation import evaluate as judge

FIGURES = {"hit1": "first", "hit3": "in_three", "mrr": "mrr"}
SHARES = {"hit1": "hit@1", "hit3": "hit@3", "heard": "heard", "exact": "exact"}
FLOORS = tuple(FIGURES | SHARES)
HEAD = f"{'':<12}{'asked':>6}{'hit@1':>8}{'hit@3':>8}{'MRR':>8}{'no answer':>11}{'false':>8}"


def evaluate(
    file: Annotated[Path, typer.Argument(help="Labelled messages, a JSON object a line.")],
    floor: Annotated[
        str,
        typer.Option(help=f"What must be reached, like hit1=0.88,hit3=0.97; {', '.join(FLOORS)}."),
    ] = "",
    now: Annotated[
        datetime | None, typer.Option(help="The time of dialogues and requests, ISO 8601.")
    ] = None,
) -> None:
    """Ask labelled questions and report how well they are answered; exit with 1 under the floor.

    Of questions, `false` is the share of the unanswerable that got an answer or choices all the
    same. Dialogues, requests to the bot and exhibitions in words have shares of their own.
    """
    floors = dict(_floors(floor))
    labels = _labels(file)
    if {"turns", "action", "filter"}.isdisjoint(labels[0]):
        report = asyncio.run(_of_questions(_labelled(file)))
        typer.echo("\n".join(_lines(report)))
        reached = {name: getattr(report.whole, FIGURES[name]) for name in FIGURES}
    else:
        shares = asyncio.run(_of_conversation(labels, now))
        typer.echo("\n".join(evaluation.lines(shares)))
        whole = shares.whole
        reached = {name: whole[SHARES[name]].value for name in SHARES if SHARES[name] in whole}
    _compare(floors, reached)


def _compare(floors: dict[str, float], reached: dict[str, float]) -> None:
    under = [
        f"{name} is {reached.get(name, 0.0):.3f}, under the floor {least:g}"
        for name, least in floors.items()
        if reached.get(name, 0.0) < least
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
        if name not in FLOORS or not 0 <= least <= 1:
            raise typer.BadParameter(f"«{part}»: {', '.join(FLOORS)} with a share, like hit1=0.88")
        yield name, least


def _labels(file: Path) -> list[Label]:
    try:
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        return rows if rows[0].keys() else []
    except (OSError, ValueError, IndexError, AttributeError) as error:
        raise _unreadable(file, error) from error


def _labelled(file: Path) -> list[Labelled]:
    try:
        return read_labelled(file)
    except (ValueError, KeyError) as error:
        raise _unreadable(file, error) from error


def _unreadable(file: Path, error: Exception) -> OperatorError:
    return OperatorError(
        f"{file} does not hold labelled questions ({type(error).__name__}: {error}): "
        'one {"q": …, "class": …, "expect": [regular expressions] or null} a line is needed'
    )


async def _of_conversation(labels: Sequence[Label], now: datetime | None) -> Report:
    """The report on dialogues, requests or exhibitions, at the time or the day they are about."""
    day = evaluation.today_of(labels)
    async with open_at(now or (datetime.combine(day, time(12)) if day else None)) as services:
        await services.resources.search.wait_for_vectors()
        if "turns" in labels[0]:
            dialogues = [(each, await _dialogue(services, each["turns"])) for each in labels]
            return evaluation.judge_dialogues(dialogues)
        said = [(each, (await answer_turn(services, each["q"], None)).said) for each in labels]
        if "action" in labels[0]:
            return evaluation.judge_requests(said)
        return evaluation.judge_exhibitions(said, await services.events.live())


async def _dialogue(services: Services, turns: Sequence[str]) -> DialogueAnswers:
    told: list[Told] = []
    for turn in turns:
        told.append(await answer_turn(services, turn, told[-1].seen if told else None))
    alone = await answer_turn(services, turns[-1], None)
    return DialogueAnswers(told[-1].said, told[-2].said, alone.said)


async def _of_questions(labelled: list[Labelled]) -> EvaluationReport:
    async with open_at(None) as services:
        await services.resources.search.wait_for_vectors()
        return await judge(services.resources.search, labelled, lambda hit: text_of(services, hit))


def _lines(report: EvaluationReport) -> Iterator[str]:
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


def _miss(judgement: Judgement) -> str:
    first = judgement.result.hits[0].title if judgement.result.hits else "—"
    labelled = judgement.labelled
    return f"  {labelled.kind}: {labelled.question}\n    {judgement.result.outcome}: {first}"
