"""Export from tables to files: phrasings and answers made in chat become files."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bot.errors import OperatorError
from bot.knowledge.check import normalized
from bot.knowledge.content_repository import ChatContent, read_chat
from bot.knowledge.files import ContentError, add_questions, parse_answer
from bot.knowledge.models import Problem
from bot.storage.database import Database


@dataclass(frozen=True, slots=True)
class Exported:
    """Keys of the files that were made, that were changed, and that do not exist."""

    made: tuple[str, ...]
    changed: tuple[str, ...]
    absent: tuple[str, ...]


async def export_content(database: Database, folder: Path) -> Exported:
    """Write what was made in chat into the files under `folder`. Idempotent.

    The next import keeps the authors. Raises ContentError for files that cannot be added to;
    everything else is written.
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
    """False when the file exists: the editors' own file wins."""
    if path.exists():
        return False
    replace_file(path, text)
    return True


def replace_file(path: Path, text: str) -> None:
    """Write a file whole, or leave it as it was and raise OperatorError.

    A full disk would leave an editor half of it.
    """
    unfinished = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(text.encode())
        unfinished.replace(path)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise OperatorError(
            f"{path} cannot be written ({error.strerror}) and is as it was: free space, or name "
            "another place"
        ) from error


def _add(path: Path, phrasings: tuple[str, ...]) -> bool:
    """Add the phrasings that the file does not have; False when it has all."""
    text = path.read_bytes().decode()
    answer = parse_answer(text)
    known = {normalized(each) for each in (answer.title, *answer.questions)}
    new = [each for each in phrasings if normalized(each) not in known]
    if new:
        try:
            replace_file(path, add_questions(text, new))
        except ValueError as error:
            reason = f"не удалось дописать, впишите сами: {'; '.join(new)}"
            raise ContentError((Problem("", "questions", reason),)) from error
    return bool(new)
