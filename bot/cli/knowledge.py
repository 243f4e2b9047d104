import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import OperatorError
from bot.knowledge.check import check as check_content
from bot.knowledge.check import cut_labels
from bot.knowledge.exporter import Exported, export_content
from bot.knowledge.importer import Imported, import_content
from bot.search.synonyms import FILE as SYNONYMS
from bot.search.synonyms import problems
from bot.settings import KNOWLEDGE, load_settings
from bot.storage.database import Database

Folder = Annotated[Path, typer.Argument(help="The folder of the content.", exists=True)]


def build() -> typer.Typer:
    cli = typer.Typer(no_args_is_help=True, help="The content: check, import, export, list.")
    cli.command("check")(check)
    cli.command("import")(import_)
    cli.command("export")(export)
    cli.command("list")(list_)
    return cli


def check(
    folder: Folder = KNOWLEDGE,
    synonyms: Annotated[Path, typer.Option(help="The editors' file of synonyms.")] = SYNONYMS,
) -> None:
    """Report every problem of the content at once; exit with 1 if there is any.

    Buttons that a phone would cut are named too, and are no problem.
    """
    content = check_content(folder)
    if found := problems(synonyms):
        raise OperatorError("\n".join(found))
    for problem in cut_labels(content):
        typer.echo(problem, err=True)
    typer.echo(f"The content is in order: {len(content.answers)} answers.")


def import_(folder: Folder = KNOWLEDGE) -> None:
    """Bring the database up to what the files say."""
    from rich.progress import Progress  # noqa: PLC0415 - only these commands pay for rich

    with Progress(transient=True) as progress:
        progress.add_task("Importing…", total=None)
        imported = asyncio.run(_import(folder))
    typer.echo(
        f"Imported {imported.answers} answers: {imported.changed} new or changed, "
        f"{imported.removed} removed."
    )


def export(folder: Folder = KNOWLEDGE) -> None:
    """Write into the files what editors bound and wrote in chat; the rest of them stays."""
    exported = asyncio.run(_export(folder))
    typer.echo(f"Exported: {len(exported.made)} new files, {len(exported.changed)} changed.")
    for key in (*exported.made, *exported.changed):
        typer.echo(f"  {key}.md")
    for key in exported.absent:
        typer.echo(
            f"  {key}.md is not in {folder}: its new questions stay in the database", err=True
        )


def list_(folder: Folder = KNOWLEDGE) -> None:
    """Print the sections and their answers as a tree."""
    import rich  # noqa: PLC0415 - as above
    from rich.tree import Tree  # noqa: PLC0415 - as above

    content = check_content(folder)
    branches = {"": Tree("knowledge")}
    for key, section in content.sections.items():
        above = branches[key.rpartition("/")[0]]
        branches[key] = above.add(f"{section.emoji} {section.title}  [dim]{key}[/dim]")
    for key, answer in content.answers.items():
        branches[key.rpartition("/")[0]].add(f"{answer.title}  [dim]{key}[/dim]")
    rich.print(branches[""])


async def _import(folder: Path) -> Imported:
    database = await Database.open(load_settings().database)
    try:
        return await import_content(database, folder)
    finally:
        await database.close()


async def _export(folder: Path) -> Exported:
    database = await Database.open(load_settings().database)
    try:
        return await export_content(database, folder)
    finally:
        await database.close()
