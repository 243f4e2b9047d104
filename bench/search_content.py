"""The content of this repository as documents for search."""

import asyncio
import tempfile
from functools import cache
from pathlib import Path

from bot.events.importer import import_events
from bot.knowledge.importer import import_content
from bot.search.documents import Document, read_documents
from bot.settings import EVENTS, KNOWLEDGE
from bot.storage.database import Database


@cache
def content_documents() -> list[Document]:
    """Return the live answers and events as the files have them now."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bot.db"
        asyncio.run(_import(path))
        return read_documents(path)[1]


async def _import(path: Path) -> None:
    database = await Database.open(path)
    await import_content(database, KNOWLEDGE)
    await import_events(database, EVENTS)
    await database.close()
