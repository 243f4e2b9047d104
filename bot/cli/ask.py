"""The command `ask`: one question, or many."""

import asyncio
import json
import sys
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

import typer

from bot.app import Services, open_from_settings
from bot.cli.converse import converse
from bot.conversation import texts as conversation_texts
from bot.conversation.screens import plain_text
from bot.search.models import Hit, SearchOutcome, SearchResult
from bot.settings import load_settings

SHOWN = 5


def ask(  # noqa: PLR0913 - the options of the command
    question: Annotated[str | None, typer.Argument(help="A question in plain words.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a question.")] = False,
    lines: Annotated[bool, typer.Option(help="Read questions from stdin, one a line.")] = False,
    explain: Annotated[bool, typer.Option(help="Show what it was taken for, and why.")] = False,
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
    if dialogue or now or explain:
        turns = (line.strip() for line in sys.stdin) if lines else iter((question or "",))
        told = converse(turns, now, remember=dialogue, as_json=as_json, explain=explain)
        return asyncio.run(told)
    questions = (line.strip() for line in sys.stdin) if lines else (question or "",)
    return asyncio.run(_answer(filter(None, questions), as_json=as_json))


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
