import asyncio
import json
import sys
from collections.abc import Iterable
from typing import Annotated, Any

import typer

from bot.app import open_filled
from bot.search.models import Found, Hit, Outcome
from bot.services import Services
from bot.settings import load_settings
from bot.ui.texts import search as texts
from bot.ui.views.cards import whole

SHOWN = 5


def ask(
    question: Annotated[str | None, typer.Argument(help="A question in plain words.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a question.")] = False,
    lines: Annotated[bool, typer.Option(help="Read questions from stdin, one a line.")] = False,
    explain: Annotated[bool, typer.Option(help="Show how the search came to it.")] = False,
) -> None:
    """Print what the bot would say, by the code that the chat uses."""
    if (question is None) is not lines:
        raise typer.BadParameter("give one question, or --lines and questions on standard input")
    if question is not None and not question.strip():
        raise typer.BadParameter("the question is empty")
    if explain:
        return asyncio.run(_explain(question or ""))
    questions = (line.strip() for line in sys.stdin) if lines else (question or "",)
    return asyncio.run(_answer(filter(None, questions), as_json=as_json))


async def _explain(question: str) -> None:
    async with open_filled(load_settings()) as services:
        await services.search.settled()
        told = await services.search.explain(question)
    found = told.found
    typer.echo(f"{found.outcome} {found.confidence:.2f} {found.understood or found.question}")
    typer.echo("\n".join(told.terms))
    for candidate in told.candidates:
        parts = ", ".join(f"{part.feature} {part.score:.2f}" for part in candidate.parts)
        typer.echo(f"{candidate.hit.score:.2f} {candidate.hit.key}: {parts}")
    typer.echo(", ".join(f"{part.feature} {part.value:.2f}" for part in told.signals))


async def _answer(questions: Iterable[str], *, as_json: bool) -> None:
    async with open_filled(load_settings()) as services:
        await services.search.settled()
        for question in questions:
            found = await services.answering.find(question)
            said = await _said(services, found)
            typer.echo(json.dumps(said, ensure_ascii=False) if as_json else _words(found, said))
            sys.stdout.flush()


async def _said(services: Services, found: Found) -> dict[str, Any]:
    hits = () if found.outcome is Outcome.NOTHING else found.hits[:SHOWN]
    answers = [
        {"key": hit.key, "title": hit.title, "text": text, "score": round(hit.score, 4)}
        for hit in hits
        if (text := await text_of(services, hit))
    ]
    return {"question": found.question, "outcome": found.outcome, "answers": answers}


async def text_of(services: Services, hit: Hit) -> str:
    """The whole card in plain words, sources included; empty when it is gone."""
    card = await services.answering.card(hit)
    return "" if card is None else whole(card)


def _words(found: Found, said: dict[str, Any]) -> str:
    if found.small_talk is not None:
        return texts.SMALL_TALK[found.small_talk]
    if found.outcome is Outcome.ANSWER:
        return str(said["answers"][0]["text"])
    titles = "\n".join(f"• {answer['title']}" for answer in said["answers"])
    return f"{texts.CHOICES}\n{titles}" if titles else texts.NOTHING
