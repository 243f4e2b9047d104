"""`check`: is everything fit for a start? Asked before the old process is stopped."""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import typer
from aiogram.exceptions import TelegramAPIError, TelegramNotFound, TelegramUnauthorizedError

from bot.cli.content import problems_beside
from bot.cli.run import NOTHING_TO_SERVE
from bot.errors import OperatorError
from bot.events.spreadsheet import DateRow, EventRow, read_rows
from bot.knowledge.check import check as check_content
from bot.knowledge.files import ContentError
from bot.search.vocabulary import synonym_problems
from bot.server.run import REFUSED, UNKNOWN
from bot.server.start_checks import TelegramCheck, semantic_search, size, version
from bot.settings import ContentFolder, Settings, load_settings, unknown_names
from bot.storage.backup import find_damage, is_checked_at_start
from bot.storage.errors import DatabaseUnusableError, as_unusable
from bot.storage.migrations import due_migrations
from bot.telegram.client import build_broadcast_bot

Finding = tuple[str, list[str]]
"""What was looked at, and its problems."""


def check() -> None:
    """Say whether settings, content, database, rights and Telegram are fit for a start.

    Changes nothing and disturbs no running bot: ask before it is stopped. Exits with 1 when
    something is wrong.
    """
    settings = load_settings()
    findings = [
        (f"settings: {semantic_search(settings)}", unknown_names()),
        _content(settings.content_folder),
        _database(settings.database),
        asyncio.run(_telegram(settings)),
    ]
    for looked_at, problems in findings:
        typer.echo(f"{'!!' if problems else 'ok'}  {looked_at}")
        for problem in problems:
            typer.echo(f"    {problem}")
    if any(problems for _, problems in findings):
        raise OperatorError("Look at what is marked with !! before the start.")
    typer.echo(f"Version {version()} may be started.")


def _content(files: ContentFolder) -> Finding:
    counts, problems = [], [f"synonyms: {problem}" for problem in synonym_problems(files.synonyms)]
    count_by_name: dict[str, Callable[[], int]] = {
        "answers": lambda: _count_answers(files, problems),
        "exhibitions": lambda: len(read_rows(files.events, EventRow)),
        "dates": lambda: len(read_rows(files.dates, DateRow)),
    }
    for name, count in count_by_name.items():
        try:
            counts.append(f"{count()} {name}")
        except ContentError as error:
            problems += [f"{name}: {problem}" for problem in error.problems]
    return f"content: {', '.join(counts)}", problems


def _count_answers(files: ContentFolder, problems: list[str]) -> int:
    """Adds what is wrong in the files that lead to the answers."""
    content = check_content(files.knowledge)
    problems += map(str, problems_beside(content, files))
    return len(content.answers)


def _database(path: Path) -> Finding:
    folder = next(each for each in path.absolute().parents if each.exists())
    problems = [
        f"{each} may not be written by this user"
        for each in (path, folder)
        if each.exists() and not os.access(each, os.W_OK)
    ]
    if not path.exists():
        return f"database: none at {path} yet, the start makes a new one", problems
    try:
        with as_unusable(path):
            due, damage = _looked_into(path)
    except DatabaseUnusableError as error:
        return f"database: {path}", [*problems, str(error)]
    taken, free = path.stat().st_size, shutil.disk_usage(folder).free
    if damage:
        problems.append(f"it is damaged: {damage}")
    if due and free < 2 * taken:  # the copy, and what the migrations write
        problems.append(f"{size(free)} are free, the copy before the migration needs {size(taken)}")
    after = f"; migrations {', '.join(due)} run behind a copy" if due else ""
    return f"database: {size(taken)}{after}", problems


def _looked_into(path: Path) -> tuple[list[str], str]:
    """The migrations that are due, and what is damaged in a file small enough to be read whole."""
    with closing(_reading(path)) as connection:
        due = [script.stem for script in due_migrations(connection).values()]
    return due, find_damage(path) if is_checked_at_start(path) else ""


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


async def _telegram(settings: Settings) -> Finding:
    if settings.token is None:
        return "Telegram", [] if settings.playground else [NOTHING_TO_SERVE]
    bot = build_broadcast_bot(settings)
    async with bot:
        try:
            me = await bot.me()
        except TelegramUnauthorizedError:
            return "Telegram", [REFUSED]
        except TelegramNotFound:
            return "Telegram", [UNKNOWN.format(url=settings.api_url)]
        except TelegramAPIError as error:
            return "Telegram", [f"out of reach: {error.message}"]
        asked = TelegramCheck(bot, settings, _moved(settings))
        staff = await asked.run()
        return f"Telegram: @{me.username}, {staff}", asked.problems


def _moved(settings: Settings) -> int | None:
    """The group of the setting may have got another id since."""
    try:
        with closing(_reading(settings.database)) as connection:
            moved = dict(connection.execute("SELECT old_id, new_id FROM moved_chats").fetchall())
    except sqlite3.Error:  # told by the check of the database
        return settings.staff_chat_id
    return moved.get(settings.staff_chat_id, settings.staff_chat_id)
