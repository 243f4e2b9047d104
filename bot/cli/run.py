"""Commands of the operator: run the bot, back up and restore the database."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.logs import set_up_logs
from bot.server.run import serve
from bot.settings import load_settings
from bot.storage.backup import backup as back_up_database
from bot.storage.restore import restore as restore_database

File = Annotated[Path, typer.Argument(help="The file of the copy.")]


def run() -> None:
    """Serve Telegram, or without BOT_TOKEN the playground in the browser."""
    settings = load_settings()
    set_up_logs(settings.log_level, settings.log_format)
    if settings.token is not None:
        return asyncio.run(serve(settings))
    from bot.server.play import play  # noqa: PLC0415 - a bot with a token never needs it

    return asyncio.run(play(settings))


def backup(file: File) -> None:
    """Copy the database, also while the bot runs, and prove the copy good."""
    rows = back_up_database(load_settings().database, file)
    typer.echo(f"Copied to {file} and verified: {rows} rows.")


def restore(file: File) -> None:
    """Put a copy in the place of the database; stop the bot first."""
    database = load_settings().database
    aside = restore_database(file, database)
    typer.echo(f"{database} now holds {file}." + (f" Before it: {aside}." if aside else ""))
