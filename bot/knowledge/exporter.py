"""From tables back to files: what was bound or written in chat becomes part of the content."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from bot.knowledge.check import folded
from bot.knowledge.content_repository import ChatContent, read_chat
from bot.knowledge.files import ContentError, add_questions, parse_answer
from bot.knowledge.models import Problem
from bot.storage.database import Database


@dataclass(frozen=True, slots=True)
class Exported:
    """Keys of the files that were made and that were changed, and of those that are not there."""

    made: tuple[str, ...]
    changed: tuple[str, ...]
    absent: tuple[str, ...]


async def export_content(database: Database, folder: Path) -> Exported:
    """Write what is new into the files under `folder`; doing it twice changes nothing more.

    The next import finds it there and keeps its author. Raises ContentError for files that cannot
    be added to; everything else is written.
    """
    return await asyncio.to_thread(_write, await read_chat(database), folder)


def _write(chat: ChatContent, folder: Path) -> Exported:
    made = [key for key, text in chat.files.items() if _make(folder / f"{key}.md", text)]
    changed, absent, problems = [], [], []
    for key, phrasings in chat.phrasings.items():
        path = folder / f"{key}.md"
        try:
            if not path.exists():
                absent.append(key)
            elif _add(path, phrasings) and key not in made:
                changed.append(key)
        except ContentError as error:
            problems += [Problem(f"{key}.md", each.field, each.reason) for each in error.problems]
    if problems:
        raise ContentError(tuple(problems))
    return Exported(tuple(made), tuple(changed), tuple(absent))


def _make(path: Path, text: str) -> bool:
    """False when there is a file already: the editors' own file wins."""
    if path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return True


def _add(path: Path, phrasings: tuple[str, ...]) -> bool:
    """Add what the file does not have; False when it has everything."""
    text = path.read_bytes().decode()
    answer = parse_answer(text)
    known = {folded(each) for each in (answer.title, *answer.questions)}
    new = [each for each in phrasings if folded(each) not in known]
    if new:
        try:
            path.write_bytes(add_questions(text, new).encode())
        except ValueError as error:
            reason = f"не удалось дописать, впишите сами: {'; '.join(new)}"
            raise ContentError((Problem("", "questions", reason),)) from error
    return bool(new)
