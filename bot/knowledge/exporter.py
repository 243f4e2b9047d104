"""Export from tables to files: what editors changed in chat becomes files."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bot.errors import OperatorError
from bot.knowledge.content_repository import read_saved, read_sections
from bot.knowledge.file_writing import add_questions, dump_yaml, new_file, with_fields
from bot.knowledge.files import (
    SECTION_FILE,
    ContentError,
    answer_fields,
    read_answer,
    read_text,
)
from bot.knowledge.merging import Stored, merge
from bot.knowledge.models import WITHDRAWN, Fields, Problem
from bot.storage.database import Database


@dataclass(frozen=True, slots=True)
class Exported:
    """Keys of the files that were made, changed and removed, and of those that do not exist."""

    made: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    absent: tuple[str, ...]


async def export_content(database: Database, folder: Path) -> Exported:
    """Write what editors changed into the files under `folder`; into an empty one, everything.

    Idempotent; an import of the result changes nothing. Raises ContentError for files that cannot
    be changed, everything else is written; OperatorError for a folder that cannot be written to.
    """
    answers, sections = await read_saved(database), await read_sections(database)
    return await asyncio.to_thread(_Folder(folder, sections).write, answers)


class _Folder:
    def __init__(self, path: Path, sections: Mapping[str, object]) -> None:
        self._path = path
        self._sections = sections
        self._is_empty = not any(path.rglob("*.md"))

    def write(self, answers: Mapping[str, Stored]) -> Exported:
        done: dict[str, list[str]] = {"made": [], "changed": [], "removed": [], "absent": []}
        problems: list[Problem] = []
        for key, fields in _with_moved(answers).items():
            try:
                if outcome := self._write_answer(key, fields, answers[key]):
                    done[outcome].append(key)
            except ContentError as error:
                problems += error.in_file(f"{key}.md")
        if problems:
            raise ContentError(tuple(problems))
        return Exported(**{name: tuple(keys) for name, keys in done.items()})

    def _write_answer(self, key: str, fields: Fields, stored: Stored) -> str:
        """What was done to the file; empty: nothing."""
        path = self._path / f"{key}.md"
        if not path.exists():
            return self._make(key, fields, stored)
        text = read_text(path)
        theirs = answer_fields(read_answer(text))
        if WITHDRAWN in fields:
            _remove(path)
            return "removed"
        merged = merge(stored.base, fields, theirs, stored.claims)
        wanted = merged.fields | {each.field: each.theirs for each in merged.clashes}
        is_changed = bool(stored.base) and wanted != theirs
        if is_changed:
            line_end = "\r\n" if b"\r\n" in path.read_bytes() else "\n"
            replace_file(path, _changed(text, theirs, wanted).replace("\n", line_end))
        if merged.clashes:
            names = ", ".join(each.field for each in merged.clashes)
            raise ContentError((Problem("", names, "изменено и в файле, и в чате: импортируйте"),))
        return "changed" if is_changed else ""

    def _make(self, key: str, fields: Fields, stored: Stored) -> str:
        if WITHDRAWN in fields:
            return ""
        if stored.base and not self._is_empty:  # an editor has removed the file
            return "absent" if stored.fields != stored.base else ""
        replace_file(self._path / f"{key}.md", new_file(fields))
        self._make_sections(key)
        return "made"

    def _make_sections(self, key: str) -> None:
        while key := key.rpartition("/")[0]:
            path = self._path / key / SECTION_FILE
            if not path.exists():
                replace_file(path, dump_yaml(self._sections[key]))


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


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        raise OperatorError(f"{path} cannot be removed ({error.strerror})") from error


def _with_moved(answers: Mapping[str, Stored]) -> dict[str, Fields]:
    """What was withdrawn to another answer stands in its `moved_from`."""
    found = {key: dict(each.fields) for key, each in answers.items()}
    for key, each in answers.items():
        target = each.fields.get(WITHDRAWN)
        if target in found and key not in found[target].get("moved_from", ()):
            found[target]["moved_from"] = [*found[target].get("moved_from", ()), key]
    return found


def _changed(text: str, before: Fields, after: Fields) -> str:
    added = [each for each in after["questions"] if each not in before["questions"]]
    try:
        if {**before, "questions": [*before["questions"], *added]} == after:
            return add_questions(text, added)
        return with_fields(text, after)
    except ValueError as error:
        names = [name for name in after if before.get(name) != after[name]]
        reason = f"не удалось дописать, впишите сами: {'; '.join(added) or ', '.join(names)}"
        raise ContentError((Problem("", names[0] if names else "", reason),)) from error
