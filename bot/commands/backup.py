from pathlib import Path
from typing import Annotated

import typer

from bot.settings import load_settings
from bot.storage.backup import backup as copy_database
from bot.storage.backup import restore as put_back

File = Annotated[Path, typer.Argument(help="The file of the copy.")]


def backup(file: File) -> None:
    """Copy the database, also while the bot runs, and prove the copy good."""
    rows = copy_database(load_settings().database, file)
    typer.echo(f"Copied to {file} and verified: {rows} rows.")


def restore(file: File) -> None:
    """Put a copy in the place of the database; stop the bot first."""
    database = load_settings().database
    aside = put_back(file, database)
    typer.echo(f"{database} now holds {file}." + (f" Before it: {aside}." if aside else ""))
