"""What editors have written in chat and no file has yet."""

from typing import NamedTuple

from bot.storage import Database


class Chat(NamedTuple):
    """New files by key, and the phrasings to add to existing files, oldest first."""

    files: dict[str, str]
    phrasings: dict[str, tuple[str, ...]]


async def read_chat(database: Database) -> Chat:
    answers = await database.rows(
        """
        SELECT key, written FROM answers
        WHERE written IS NOT NULL AND state = 'live' ORDER BY key
        """
    )
    rows = await database.rows(
        """
        SELECT key, text FROM phrasings JOIN answers ON answers.id = answer_id
        WHERE filed = 0 AND state = 'live' ORDER BY key, added_at, text
        """
    )
    phrasings: dict[str, tuple[str, ...]] = {}
    for row in rows:
        phrasings[row["key"]] = (*phrasings.get(row["key"], ()), row["text"])
    return Chat({row["key"]: row["written"] for row in answers}, phrasings)
