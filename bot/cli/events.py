import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.events.import_repository import stored_rows
from bot.events.importer import ImportedEvents, import_events
from bot.events.spreadsheet import read, write
from bot.settings import EVENTS, load_settings
from bot.storage.database import Database

File = Annotated[Path, typer.Argument(help="The calendar, as a spreadsheet saves it.", exists=True)]


def build() -> typer.Typer:
    cli = typer.Typer(no_args_is_help=True, help="The calendar: check, import, export.")
    cli.command("check")(check)
    cli.command("import")(import_)
    cli.command("export")(export)
    return cli


def check(file: File = EVENTS) -> None:
    """Report every problem by row and column at once; exit with 1 if there is any."""
    typer.echo(f"The calendar is in order: {len(read(file))} events.")


def import_(file: File = EVENTS) -> None:
    """Bring the database up to what the file says."""
    imported = asyncio.run(_import(file))
    typer.echo(
        f"Imported {imported.events} events: {imported.changed} new or changed, "
        f"{imported.removed} removed."
    )


def export(
    file: Annotated[Path | None, typer.Argument(help="Where to; nothing: print it.")] = None,
) -> None:
    """Write the calendar of the database, admins' changes included, as the editors' file."""
    written = asyncio.run(_export()).encode()
    if file is None:
        sys.stdout.buffer.write(written)
    else:
        file.write_bytes(written)


async def _import(file: Path) -> ImportedEvents:
    database = await Database.open(load_settings().database)
    try:
        return await import_events(database, file)
    finally:
        await database.close()


async def _export() -> str:
    database = await Database.open(load_settings().database)
    try:
        return write(await stored_rows(database))
    finally:
        await database.close()
