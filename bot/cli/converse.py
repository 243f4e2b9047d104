"""`ask --dialogue`, `ask --now`, `ask --explain`: what the bot makes of the turns of one person."""

import json
import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import typer

from bot.app import Services, open_from_settings
from bot.conversation.event_query import EventQuery
from bot.conversation.follow_ups import Turn, reaction
from bot.conversation.models import EventList, Seen, Subject
from bot.conversation.requests import Action, read_request
from bot.conversation.screens import plain_text, summary
from bot.search.models import Hit, SearchOutcome
from bot.settings import load_settings
from bot.storage.database import Clock

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Told:
    """What a turn was answered.

    `said` is the object that `ask --json` prints, `seen` what the person looks at after it, `why`
    the meaning of the turn with its features; `searched` are the words that a search is given.
    """

    said: dict[str, Any]
    seen: Seen
    why: str
    searched: str


def open_at(now: datetime | None) -> AbstractAsyncContextManager[Services]:
    """The services by the settings; with `now`, their clock stands still at that time."""
    settings = load_settings()
    fixed = (now if now.tzinfo else now.replace(tzinfo=settings.timezone)) if now else None
    clock: Clock | None = (lambda: fixed) if fixed else None
    return open_from_settings(settings, clock=clock)


async def converse(
    turns: Iterator[str], now: datetime | None, *, remember: bool, as_json: bool, explain: bool
) -> None:
    """Print one object, or one line, a turn; without `remember` each turn is another person's."""
    async with open_at(now) as services:
        await services.resources.search.wait_for_vectors()
        subject = None
        for text in turns:
            if not text:
                subject = None
                continue
            told = await answer_turn(services, text, subject)
            subject = told.seen if remember else None
            typer.echo(
                json.dumps(told.said, ensure_ascii=False) if as_json else _as_text(told.said)
            )
            if explain:
                typer.echo("\n".join([line async for line in _explained(services, told)]))
            sys.stdout.flush()


async def answer_turn(services: Services, text: str, seen: Seen) -> Told:
    """What a turn is taken for and answered, by the code of the chat."""
    said: dict[str, Any] = {"question": text, "outcome": "nothing", "answers": []}
    said |= {"understood": text, "context": False, "about": None}
    subject = seen if isinstance(seen, Subject) else None
    request = read_request(text)
    if request and not (request.action is Action.MORE and subject):
        said |= {"outcome": "action", "action": request.action}
        why = f"request {request.action}: {' '.join(request.words)}"
        return Told(said, EventQuery() if request.action is Action.CALENDAR else seen, why, text)
    if subject and (reacted := reaction(text, subject)):
        return Told(said, seen, f"reaction {reacted}", text)
    meaning = await services.answering.meaning(text, seen)
    if isinstance(meaning, EventList):
        cards = [Hit("event", e.id, e.link, e.name, e.label, 0.0) for e in meaning.page.events]
        said |= {"outcome": "events", "filter": meaning.query.as_json()}
        said["answers"] = await _answers(services, cards)
        parts = ", ".join(f"{each.words}: {each.field}" for each in meaning.query.parts)
        said["context"] = meaning.refines
        return Told(said, meaning.query, f"exhibitions {parts}", text)
    return await _of_search(services, meaning, said, seen)


async def _of_search(services: Services, turn: Turn, said: dict[str, Any], seen: Seen) -> Told:
    found = turn.found
    hits = () if found.outcome is SearchOutcome.NOTHING else found.hits[:SHOWN]
    said |= {
        "outcome": found.outcome,
        "answers": await _answers(services, hits),
        "understood": found.understood or turn.searched,
        "context": turn.subject is not None,
        "about": turn.subject.hit.key if turn.subject else None,
    }
    seen = await services.answering.seen(turn) if hits else seen
    return Told(said, seen, _meaning(turn), turn.searched)


def _meaning(turn: Turn) -> str:
    meaning = f"follow-up about {turn.subject.hit.key}" if turn.subject else "question"
    features = ", ".join(f"{name} {value:.2f}" for name, value in turn.features)
    return f"{meaning}: {features}" if features else meaning


async def _explained(services: Services, told: Told) -> AsyncIterator[str]:
    """The meaning of a turn with its features, then what a search made of it."""
    yield told.why
    explained = await services.resources.search.explain(told.searched)
    found = explained.result
    yield f"{found.outcome} {found.confidence:.2f} {found.understood or found.question}"
    for line in explained.terms:
        yield line
    for candidate in explained.candidates:
        parts = ", ".join(f"{part.feature} {part.score:.2f}" for part in candidate.parts)
        yield f"{candidate.hit.score:.2f} {candidate.hit.key}: {parts}"
    yield ", ".join(f"{part.feature} {part.value:.2f}" for part in explained.signals)


async def _answers(services: Services, hits: Iterable[Hit]) -> list[dict[str, Any]]:
    return [
        {
            "key": summary(card).key,
            "title": hit.title,
            "text": plain_text(card),
            "score": round(hit.score, 4),
        }
        for hit in hits
        if (card := await services.answering.card(hit))
    ]


def _as_text(said: dict[str, Any]) -> str:
    titles = "; ".join(each["title"] for each in said["answers"])
    meaning = said.get("action") or said.get("filter") or said["understood"]
    return f"{said['outcome']} {meaning}: {titles}"
