"""Content tables filled with any documents, past the files: for sizes no editor writes."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from bot.search.documents import Document
from bot.storage.database import Database

_SECTION = """
    INSERT INTO sections (id, key, position, title, emoji, description, trail, audience, state)
    VALUES (1, 'all', 1, 'Всё', '📄', 'Всё', 'Всё', 'business', 'live')
"""
_ANSWER = """
    INSERT INTO answers (id, key, section_id, position, title, audience, html, body, keywords,
        details, entry, checked, state, version)
    VALUES (?1, ?2, 1, ?1, ?3, 'business', '', ?4, ?5, '{}', 0, '2026-11-23', 'live', '')
"""
_PHRASING = "INSERT OR IGNORE INTO phrasings (answer_id, text) VALUES (?, ?)"


def filled(path: Path, documents: Sequence[Document]) -> Path:
    """Make a database that holds these documents as answers."""
    asyncio.run(_fill(path, documents))
    return path


async def _fill(path: Path, documents: Sequence[Document]) -> None:
    database = await Database.open(path)
    try:
        async with database.transaction() as transaction:
            await transaction.execute(_SECTION)
            await transaction.many(
                _ANSWER,
                (
                    (number, f"all/{number}", each.title, each.body, "\n".join(each.keywords))
                    for number, each in enumerate(documents, start=1)
                ),
            )
            await transaction.many(
                _PHRASING,
                (
                    (number, phrasing)
                    for number, each in enumerate(documents, start=1)
                    for phrasing in each.phrasings
                ),
            )
            await transaction.execute("UPDATE content SET revision = revision + 1")
    finally:
        await database.close()
