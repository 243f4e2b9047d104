"""Commands `ask` (one question, or many) and `evaluate` (a labelled file of questions)."""

import asyncio
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.app import Services, open_from_settings
from bot.cli.converse import converse
from bot.conversation import texts as conversation_texts
from bot.conversation.event_query import read_event_query
from bot.conversation.requests import read_request
from bot.conversation.screens import plain_text
from bot.errors import OperatorError
from bot.search.evaluation import EvaluationReport, Figures, Judgement, Labelled, read_labelled
from bot.search.evaluation import evaluate as judge
from bot.search.models import Hit, SearchOutcome, SearchResult
from bot.settings import load_settings

SHOWN = 5


def ask(  # noqa: PLR0913 - the options of the command
    question: Annotated[str | None, typer.Argument(help="A question in plain words.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a question.")] = False,
    lines: Annotated[bool, typer.Option(help="Read questions from stdin, one a line.")] = False,
    explain: Annotated[bool, typer.Option(help="Show how the search came to it.")] = False,
    dialogue: Annotated[
        bool, typer.Option(help="Lines are turns of one person, an empty line begins another.")
    ] = False,
    now: Annotated[datetime | None, typer.Option(help="The time to answer at, ISO 8601.")] = None,
) -> None:
    """Print the bot's answer, found by the same code as in the chat."""
    if (question is None) is not lines:
        raise typer.BadParameter("give one question, or --lines and questions on standard input")
    if question is not None and not question.strip():
        raise typer.BadParameter("the question is empty")
    if dialogue or now:
        turns = (line.strip() for line in sys.stdin) if lines else iter((question or "",))
        return asyncio.run(converse(turns, now, remember=dialogue, as_json=as_json))
    if explain:
        return asyncio.run(_explain(question or ""))
    questions = (line.strip() for line in sys.stdin) if lines else (question or "",)
    return asyncio.run(_answer(filter(None, questions), as_json=as_json))


async def _explain(question: str) -> None:
    if request := read_request(question):
        typer.echo(f"action {request.action}: {' '.join(request.words)}")
    elif query := read_event_query(question, date.today()):  # noqa: DTZ011 - of whoever asks
        typer.echo("events " + ", ".join(f"{each.words}: {each.field}" for each in query.parts))
    async with open_from_settings(load_settings()) as services:
        await services.resources.search.wait_for_vectors()
        explained = await services.resources.search.explain(question)
    found = explained.result
    typer.echo(f"{found.outcome} {found.confidence:.2f} {found.understood or found.question}")
    typer.echo("\n".join(explained.terms))
    for candidate in explained.candidates:
        parts = ", ".join(f"{part.feature} {part.score:.2f}" for part in candidate.parts)
        typer.echo(f"{candidate.hit.score:.2f} {candidate.hit.key}: {parts}")
    typer.echo(", ".join(f"{part.feature} {part.value:.2f}" for part in explained.signals))


async def _answer(questions: Iterable[str], *, as_json: bool) -> None:
    async with open_from_settings(load_settings()) as services:
        await services.resources.search.wait_for_vectors()
        for question in questions:
            found = await services.answering.find(question)
            answer = await _as_json(services, found)
            typer.echo(
                json.dumps(answer, ensure_ascii=False) if as_json else _as_text(found, answer)
            )
            sys.stdout.flush()


async def _as_json(services: Services, found: SearchResult) -> dict[str, Any]:
    hits = () if found.outcome is SearchOutcome.NOTHING else found.hits[:SHOWN]
    answers = [
        {"key": hit.key, "title": hit.title, "text": text, "score": round(hit.score, 4)}
        for hit in hits
        if (text := await text_of(services, hit))
    ]
    return {"question": found.question, "outcome": found.outcome, "answers": answers}


async def text_of(services: Services, hit: Hit) -> str:
    """Return the whole card as plain text with its sources; empty when it is gone."""
    card = await services.answering.card(hit)
    return "" if card is None else plain_text(card, unknown_first=hit.asks_unknown)


def _as_text(found: SearchResult, answer: dict[str, Any]) -> str:
    if found.small_talk is not None:
        return conversation_texts.SMALL_TALK[found.small_talk]
    if found.outcome is SearchOutcome.ANSWER:
        return str(answer["answers"][0]["text"])
    titles = "\n".join(f"• {each['title']}" for each in answer["answers"])
    return f"{conversation_texts.CHOICES}\n{titles}" if titles else conversation_texts.NOTHING


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


async def _report(labelled: list[Labelled]) -> EvaluationReport:
    async with open_from_settings(load_settings()) as services:
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
