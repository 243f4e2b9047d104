"""Knowledge bases of any size: the real answers, then copies of them with other titles."""

import asyncio
from contextlib import closing
from pathlib import Path

from bot.app import open_services
from bot.events.importer import import_events
from bot.events.spreadsheet import DateRow
from bot.knowledge.importer import import_content
from bot.search.index import connect, writing
from bot.search.semantic import SentenceEncoder
from bot.settings import DATES, EVENTS, KNOWLEDGE, SHIPPED, ContentFolder, Settings
from bot.storage.database import Database

PER_SECTION = 10
# What names other answers, or may be said only once.
LEFT_OUT = {"related", "moved_from", "entry", "steps", "english"}
TOP_SECTIONS = 10  # all are on the home screen, however many answers there are


def write_content(folder: Path, size: int) -> None:
    """Fill `folder` with `size` answers, at most ten a section, as the real content is."""
    real = sorted(KNOWLEDGE.rglob("*.md"))
    section = next(KNOWLEDGE.glob("*/_section.yaml")).read_text(encoding="utf-8")
    for number in range(size):
        group, place = divmod(number, PER_SECTION)
        parent = folder / f"s{group % TOP_SECTIONS}"
        child = parent / f"g{group}"
        child.mkdir(parents=True, exist_ok=True)
        for where in (parent, child):
            (where / "_section.yaml").write_text(section, encoding="utf-8")
        text = real[number % len(real)].read_text(encoding="utf-8")
        (child / f"a{place}.md").write_text(_renamed(text, number), encoding="utf-8")


def _renamed(text: str, number: int) -> str:
    """Make titles and phrasings unique: the import refuses duplicates."""
    lines, key = [], ""
    for line in text.split("\n"):
        if line and (not line.startswith((" ", "-")) or line == "---"):
            key = line.partition(":")[0]
        if line.startswith("title:"):
            name = line.removeprefix("title:").strip().strip("\"'")[:70]
            lines.append(f'title: "{name} {number}"'.replace("\\", ""))
        elif key == "questions" and line.lstrip().startswith("- "):
            phrase = line.split("- ", 1)[1].strip().strip("\"'").replace('"', "")
            lines.append(f'  - "{phrase} {number}"')
        elif key not in LEFT_OUT:
            lines.append(line)
    return "\n".join(lines)


def bench_settings() -> Settings:
    """The defaults of every setting, whatever an .env file says; search goes by words alone."""
    return Settings(_env_file=None, search_semantic="off")


async def fill(path: Path, size: int) -> Path:
    """Make the database at `path` with so many answers, and its index; return their folder."""
    files = ContentFolder(path.parent / f"content-{size}")
    await asyncio.to_thread(write_content, files.knowledge, size)
    for name in ("events", "dates", "calendar", "synonyms", "finder"):
        getattr(files, name).symlink_to(getattr(SHIPPED, name))
    database = await Database.open(path)
    try:
        await import_content(database, files.knowledge)
        await import_events(database, EVENTS)
        await import_events(database, DATES, DateRow)
        async with open_services(database, bench_settings()):
            return files.path
    finally:
        await database.close()


def add_random_vectors(path: Path) -> None:
    """Give every card of the index random vectors, which cost as much time and memory as real ones.

    Making those of ten thousand answers would take an hour.
    """
    with closing(connect(path.with_suffix(".search.db"))) as connection, writing(connection):
        connection.execute(
            "INSERT OR REPLACE INTO vectors (card, encoder, asks, answers)"
            " SELECT id, ?, randomblob(384), randomblob(4 * 384) FROM cards",
            (SentenceEncoder.name,),
        )
