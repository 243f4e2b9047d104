"""Commands about the content: `knowledge …` for the answers, `events …` for the calendar."""

import asyncio
import sys
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.example_content import example_files
from bot.errors import OperatorError
from bot.events import notes as event_notes
from bot.events.import_repository import stored_rows
from bot.events.importer import import_events
from bot.events.spreadsheet import DateRow, EventRow, read_rows, write
from bot.finder import rules as finder_rules
from bot.knowledge import introductions
from bot.knowledge.check import check, cut_labels, outdated_translations
from bot.knowledge.exporter import Exported, export_content, replace_file
from bot.knowledge.files import Content, ContentError, hidden_files
from bot.knowledge.importer import import_content
from bot.knowledge.merging import Conflict, Imported
from bot.knowledge.models import Problem
from bot.knowledge.style import readability, warnings
from bot.links.checker import LinkChecker
from bot.links.models import CheckedLink
from bot.links.repository import Links
from bot.reviews.models import DueAnswer
from bot.reviews.repository import Reviews
from bot.search.vocabulary import synonym_problems
from bot.settings import ContentFolder, load_settings
from bot.storage.database import Database


def _files() -> ContentFolder:
    return load_settings().content_folder


Folder = Annotated[
    Path,
    typer.Argument(
        help="The folder of the content.", exists=True, default_factory=lambda: _files().knowledge
    ),
]
ExportFolder = Annotated[
    Path,
    typer.Argument(
        help="The folder of the content, or one that is to be made.",
        file_okay=False,
        default_factory=lambda: _files().knowledge,
    ),
]
File = Annotated[
    Path,
    typer.Argument(
        help="The calendar, as a spreadsheet saves it.",
        exists=True,
        default_factory=lambda: _files().events,
    ),
]
DatesFile = Annotated[
    Path,
    typer.Option(
        help="The dates of students and companies.",
        exists=True,
        default_factory=lambda: _files().dates,
    ),
]
SynonymsFile = Annotated[
    Path,
    typer.Option(help="The editors' file of synonyms.", default_factory=lambda: _files().synonyms),
]


def build_knowledge() -> typer.Typer:
    cli = typer.Typer(no_args_is_help=True, help="The content: check, import, export, list.")
    cli.command("check")(check_knowledge)
    cli.command("import")(import_knowledge)
    cli.command("export")(export_knowledge)
    cli.command("list")(list_knowledge)
    cli.command("due")(list_due)
    cli.command("links")(check_links)
    return cli


def build_events() -> typer.Typer:
    cli = typer.Typer(no_args_is_help=True, help="The calendar: check, import, export.")
    cli.command("check")(check_calendar)
    cli.command("import")(import_calendar)
    cli.command("export")(export_calendar)
    return cli


def build_content() -> typer.Typer:
    cli = typer.Typer(no_args_is_help=True, help="A folder of content.")
    cli.command("new")(new_content)
    cli.callback()(lambda: None)  # so that «new» stays the name of a command
    return cli


def new_content(
    folder: Annotated[Path, typer.Argument(help="A folder that is empty or does not exist.")],
) -> None:
    """Make a folder for the content of another city, with an example of each kind of file."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OperatorError(f"{folder} is not empty: name another folder.")
    for name, text in example_files().items():
        replace_file(folder / name, text)
    typer.echo(
        f"Made {folder}. Set BOT_CONTENT={folder} and another BOT_DATABASE, then replace the "
        "examples and run `python -m bot knowledge check`, `python -m bot events check`."
    )


def check_knowledge(
    folder: Folder,
    synonyms: SynonymsFile,
) -> None:
    """Report every problem of the content at once; exit with 1 if there is any.

    Warnings are named too, and are no problem: buttons that a phone would cut, cards that lead
    nowhere or are hard to use, texts in English that are older than the Russian ones.
    """
    content = check(folder)
    if found := synonym_problems(synonyms):
        raise OperatorError("\n".join(found))
    files = ContentFolder(folder.parent)
    wrong = problems_beside(content, files) if files.finder.exists() else ()  # or answers alone
    if wrong:
        raise ContentError(wrong)
    found_in_files = (*_hidden(folder), *cut_labels(content), *warnings(content))
    for problem in sorted((*found_in_files, *outdated_translations(content))):
        typer.echo(problem, err=True)
    typer.echo(readability(content))
    typer.echo(f"The content is in order: {len(content.answers)} answers.")


def problems_beside(content: Content, files: ContentFolder) -> tuple[Problem, ...]:
    """Of the other files: the finder's and the calendar's, which lead to answers, the greeting.

    A calendar that cannot be read is no problem of the finder: `events check` tells it.
    """
    try:
        events = read_rows(files.events, EventRow)
    except (ContentError, FileNotFoundError):
        events = ()
    places = {place for event in events for place in (event.country, event.category)}
    return (
        *finder_rules.problems(content.answers, places or None, files.finder),
        *event_notes.problems(content.answers, files.calendar),
        *introductions.problems(files.greeting),
    )


def _hidden(folder: Path) -> Iterator[Problem]:
    for path in hidden_files(folder):
        yield Problem(path.relative_to(folder).as_posix(), "", "скрытый файл, он не читается")


def import_knowledge(folder: Folder) -> None:
    """Bring the database up to what the files say."""
    from rich.progress import Progress  # noqa: PLC0415 - only these commands pay for rich

    with Progress(transient=True) as progress:
        progress.add_task("Importing…", total=None)
        imported = asyncio.run(_import_knowledge(folder))
    typer.echo(
        f"Imported {imported.total} answers: {imported.changed} new or changed, "
        f"{imported.removed} removed."
    )
    _tell_conflicts(imported.conflicts)


def _tell_conflicts(conflicts: Iterable[Conflict]) -> None:
    for conflict in conflicts:
        typer.echo(f"  {conflict}", err=True)


def export_knowledge(folder: ExportFolder) -> None:
    """Write into the files what editors changed in chat; into an empty folder, all."""
    exported = asyncio.run(_export_knowledge(folder))
    typer.echo(
        f"Exported: {len(exported.made)} new files, {len(exported.changed)} changed, "
        f"{len(exported.removed)} removed."
    )
    for key in (*exported.made, *exported.changed, *exported.removed):
        typer.echo(f"  {key}.md")
    for key in exported.absent:
        typer.echo(
            f"  {key}.md is not in {folder}: what was changed stays in the database", err=True
        )


def list_due(
    days: Annotated[int, typer.Option(help="How far ahead, in days.", min=0)] = 14,
) -> None:
    """List the answers that are due for review, by owner and section."""
    found, today = asyncio.run(_due(days))
    for each in found:
        late = " (overdue)" if each.review_by < today else ""
        owner = each.owner or "nobody"
        typer.echo(f"{each.review_by}{late}  {each.key}  {owner}")
    typer.echo(f"Due for review within {days} days: {len(found)} answers.")


def check_links() -> None:
    """Ask the addresses in the content that were not asked for a week; list what is not ok."""
    asked, found = asyncio.run(_check_links())
    for each in found:
        titles = "; ".join(title for _, title in each.subjects)
        typer.echo(f"{each.result.state}  {each.url}  {each.result.detail}  ({titles})")
    typer.echo(f"Asked {asked} addresses; {len(found)} are not ok.")


async def _check_links() -> tuple[int, tuple[CheckedLink, ...]]:
    async with await _database() as database:
        links = Links(database)
        return await LinkChecker(links, database.clock).check(), await links.problems()


async def _due(days: int) -> tuple[tuple[DueAnswer, ...], date]:
    async with await _database() as database:
        today = database.clock().date()
        return await Reviews(database).due(today + timedelta(days=days)), today


def list_knowledge(folder: Folder) -> None:
    """Print the sections and their answers as a tree."""
    import rich  # noqa: PLC0415 - as above
    from rich.tree import Tree  # noqa: PLC0415 - as above

    content = check(folder)
    branches = {"": Tree("knowledge")}
    for key, section in content.sections.items():
        above = branches[key.rpartition("/")[0]]
        branches[key] = above.add(f"{section.emoji} {section.title}  [dim]{key}[/dim]")
    for key, answer in content.answers.items():
        branches[key.rpartition("/")[0]].add(f"{answer.title}  [dim]{key}[/dim]")
    rich.print(branches[""])


def check_calendar(file: File, dates: DatesFile) -> None:
    """Report every problem of both files by row and column at once; exit with 1 if there is any."""
    counts = _counted(file, dates)
    for path, number in counts.items():
        if not number:
            typer.echo(f"{path.name}: нет ни одной строки", err=True)
    typer.echo("The calendar is in order: {} events, {} dates.".format(*counts.values()))


def _counted(file: Path, dates: Path) -> dict[Path, int]:
    """How many rows both files have; raises `ContentError` with the problems of both."""
    counts: dict[Path, int] = {}
    problems: list[Problem] = []
    for path, row_type in ((file, EventRow), (dates, DateRow)):
        try:
            counts[path] = len(read_rows(path, row_type))
        except ContentError as error:
            problems += error.problems
    if problems:
        raise ContentError(tuple(problems))
    return counts


def import_calendar(
    file: File,
    dates: DatesFile,
    *,
    empty: Annotated[
        bool, typer.Option("--empty", help="Import a file without rows too: it removes all.")
    ] = False,
) -> None:
    """Bring the database up to what the files say; where one has a problem, to none of them."""
    _counted(file, dates)
    for what, imported in asyncio.run(_import_calendar(file, dates, allow_empty=empty)).items():
        typer.echo(
            f"Imported {imported.total} {what}: {imported.changed} new or changed, "
            f"{imported.removed} removed."
        )
        _tell_conflicts(imported.conflicts)


def export_calendar(
    file: Annotated[Path | None, typer.Argument(help="Where to; nothing: print it.")] = None,
    dates: Annotated[Path | None, typer.Option(help="Where to write the dates.")] = None,
) -> None:
    """Write the calendar of the database, admins' changes included, as the editors' files."""
    events_text, dates_text = asyncio.run(_export_calendar())
    if dates is not None:
        replace_file(dates, dates_text)
    if file is not None:
        replace_file(file, events_text)
    elif dates is None:
        sys.stdout.buffer.write(events_text.encode())


async def _import_knowledge(folder: Path) -> Imported:
    async with await _database() as database:
        return await import_content(database, folder)


async def _export_knowledge(folder: Path) -> Exported:
    async with await _database() as database:
        return await export_content(database, folder)


async def _import_calendar(file: Path, dates: Path, *, allow_empty: bool) -> dict[str, Imported]:
    async with await _database() as database:
        return {
            "events": await import_events(database, file, allow_empty=allow_empty),
            "dates": await import_events(database, dates, DateRow, allow_empty=allow_empty),
        }


async def _export_calendar() -> tuple[str, str]:
    """The texts of both files."""
    async with await _database() as database:
        rows, dates = await stored_rows(database, EventRow), await stored_rows(database, DateRow)
        return write(rows), write(dates, DateRow)


async def _database() -> Database:
    settings = load_settings()
    return await Database.open(settings.database, settings.now)
