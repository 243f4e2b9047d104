"""`ask --dialogue` and `ask --now`: what the bot makes of the turns of one person."""

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import typer

from bot.app import Services, open_from_settings
from bot.clock import Clock
from bot.conversation.follow_ups import Turn, reaction
from bot.conversation.models import EventList, Subject
from bot.conversation.requests import Action, read_request
from bot.conversation.screens import plain_text, summary
from bot.search.models import Hit, SearchOutcome
from bot.settings import load_settings

SHOWN = 5


async def converse(
    turns: Iterator[str], now: datetime | None, *, remember: bool, as_json: bool
) -> None:
    """Print one object, or one line, a turn; without `remember` each turn is another person's."""
    settings = load_settings()
    zone = settings.timezone
    fixed = (now if now.tzinfo else now.replace(tzinfo=zone)) if now else None
    clock: Clock | None = (lambda: fixed) if fixed else None
    async with open_from_settings(settings, clock=clock) as services:
        await services.resources.search.wait_for_vectors()
        subject = None
        for text in turns:
            if not text:
                subject = None
                continue
            told, seen = await _turn(services, text, subject)
            subject = seen if remember else None
            typer.echo(json.dumps(told, ensure_ascii=False) if as_json else _as_text(told))
            sys.stdout.flush()


async def _turn(
    services: Services, text: str, subject: Subject | None
) -> tuple[dict[str, Any], Subject | None]:
    """What the turn was taken for, and what the person looks at after it."""
    told: dict[str, Any] = {"question": text, "outcome": "nothing", "answers": []}
    told |= {"understood": text, "context": False, "about": None}
    request = read_request(text)
    if request and not (request.action is Action.MORE and subject):
        return told | {"outcome": "action", "action": request.action}, subject
    if subject and reaction(text, subject):
        return told, subject
    meaning = await services.answering.meaning(text, subject)
    if isinstance(meaning, EventList):
        cards = [Hit("event", e.id, e.link, e.name, e.label, 0.0) for e in meaning.page.events]
        told |= {"outcome": "events", "filter": meaning.query.as_json()}
        return told | {"answers": await _answers(services, cards)}, subject
    return await _of_search(services, meaning, told, subject)


async def _of_search(
    services: Services, turn: Turn, told: dict[str, Any], subject: Subject | None
) -> tuple[dict[str, Any], Subject | None]:
    found = turn.found
    hits = () if found.outcome is SearchOutcome.NOTHING else found.hits[:SHOWN]
    told |= {
        "outcome": found.outcome,
        "answers": await _answers(services, hits),
        "understood": found.understood or turn.searched,
        "context": turn.subject is not None,
        "about": turn.subject.hit.key if turn.subject else None,
    }
    return told, await services.answering.seen(turn) if hits else subject


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


def _as_text(told: dict[str, Any]) -> str:
    titles = "; ".join(each["title"] for each in told["answers"])
    meaning = told.get("action") or told.get("filter") or told["understood"]
    return f"{told['outcome']} {meaning}: {titles}"
