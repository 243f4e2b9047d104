"""The editors' side of the content: Markdown files with YAML front matter, one an answer.

`data/knowledge/<section>/…/<slug>.md` is the answer with the key `<section>/…/<slug>`; each folder
names itself in `_section.yaml`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import frontmatter
import yaml
from pydantic import BaseModel, ValidationError

from bot.knowledge.reasons import reason
from bot.knowledge.schema import AnswerFile, SectionFile
from bot.yaml_file import parse

SECTION_FILE = "_section.yaml"
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*")
_Model = TypeVar("_Model", bound=BaseModel)
_FENCE = re.compile(r"^-{3,}\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong in which field of which file, in words for an editor."""

    file: str
    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.field + ': ' if self.field else ''}{self.reason}"


class ContentError(Exception):
    """The content cannot be imported; nothing was changed."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Content:
    """Everything read from a folder, by key; `problems` lists what could not be read."""

    sections: dict[str, SectionFile]
    answers: dict[str, AnswerFile]
    problems: tuple[Problem, ...]


def read(folder: Path) -> Content:
    """Read every file under `folder`; never raises for a bad file, it becomes a problem."""
    sections: dict[str, SectionFile] = {}
    answers: dict[str, AnswerFile] = {}
    problems: list[Problem] = []
    for path in content_files(folder):
        name = path.relative_to(folder).as_posix()
        try:
            if path.name == SECTION_FILE:
                key = _key(name, path.parent.relative_to(folder))
                sections[key] = _section(path)
            else:
                key = _key(name, path.relative_to(folder).with_suffix(""))
                answers[key] = _answer(path)
        except ContentError as error:
            problems += (Problem(name, each.field, each.reason) for each in error.problems)
    return Content(sections, answers, tuple(problems))


def content_files(folder: Path) -> Iterator[Path]:
    """Answers and section files in the order of their paths."""
    yield from sorted((*folder.rglob(SECTION_FILE), *folder.rglob("*.md")))


def _key(name: str, path: Path) -> str:
    key = path.as_posix()
    if not _KEY.fullmatch(key):
        rule = "имя файла и папок: строчные латинские буквы, цифры и дефисы"
        raise ContentError((Problem(name, "", rule),))
    return key


def _section(path: Path) -> SectionFile:
    try:
        return validated(SectionFile, parse(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise _unreadable(error) from error


def _answer(path: Path) -> AnswerFile:
    try:
        return parse_answer(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise _unreadable(error) from error


def parse_answer(text: str) -> AnswerFile:
    """The answer that a file with this text is; raises ContentError with every problem."""
    if not _FENCE.match(text.lstrip()):
        raise ContentError((Problem("", "", "нет первой строки ---: с неё начинаются поля"),))
    if len(_FENCE.findall(text)) == 1:
        raise ContentError((Problem("", "", "нет закрывающей строки --- после полей"),))
    try:
        front, body = frontmatter.parse(text)
    except yaml.YAMLError as error:
        raise _unreadable(error) from error
    return validated(AnswerFile, {**front, "body": body})


def _unreadable(error: Exception) -> ContentError:
    mark = getattr(error, "problem_mark", None)
    where = f" (строка {mark.line + 1})" if mark else ""
    said = getattr(error, "problem", None) or error
    return ContentError((Problem("", "", f"файл не читается{where}: {said}"),))


def validated(model: type[_Model], data: object) -> _Model:
    """Raises `ContentError` with a problem for each bad field; its `file` is empty."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        told = error.errors()
        inner = {each["loc"][:depth] for each in told for depth in range(1, len(each["loc"]))}
        raise ContentError(
            tuple(
                Problem("", ".".join(map(str, each["loc"])), reason(each["type"], each))
                for each in told
                if not (each["type"] == "too_short" and each["loc"] in inner)  # said of its values
            )
        ) from error
