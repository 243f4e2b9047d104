"""Command `stats`: what admins see in the chat, as text or JSON."""

import asyncio
import json
from dataclasses import asdict
from datetime import date
from typing import Annotated

import typer

from bot.knowledge.markup import to_plain
from bot.settings import load_settings
from bot.stats.buttons import OpenStats
from bot.stats.models import StatsReport
from bot.stats.repository import Stats
from bot.stats.screens import stats as card
from bot.storage.database import Database
from bot.team.repository import Team


def stats(
    days: Annotated[int, typer.Option(min=1, max=3650, help="How many days back.")] = 30,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Print the statistics that admins see in the chat."""
    report = asyncio.run(_report(days))
    if not as_json:
        return typer.echo(to_plain(card(report, OpenStats(days=days)).text))
    said = asdict(report) | {
        "questions": report.questions,
        "answered": report.answered,
        "choices": report.choices,
        "nothing": report.nothing,
        "share_answered": round(report.share_answered, 4),
    }
    typer.echo(json.dumps(said, ensure_ascii=False, default=date.isoformat))
    return None


async def _report(days: int) -> StatsReport:
    settings = load_settings()
    async with await Database.open(settings.database, settings.now) as database:
        team = await Team.open(database, settings.admin_ids)
        return await Stats(database, team).report(days)
