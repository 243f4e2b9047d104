"""The editors' file of what the bot says of itself, `greeting.yaml`: reading it, what is wrong."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from bot.knowledge.files import ContentError, read_yaml_file
from bot.knowledge.models import Introduction, Introductions, Problem
from bot.people.models import Language

# For a folder of content without the file: true of every city.
PLAIN: Introductions = {
    Language.RUSSIAN: Introduction(
        about="Отвечаю на вопросы о поддержке бизнеса, выставках и учёбе. К каждому ответу — "
        "источник и дата.",
        short="Поддержка бизнеса, выставки и учёба: ответы с источником и датой.",
    ),
    Language.ENGLISH: Introduction(
        about="I answer questions about support of business, exhibitions and training. Every "
        "answer has its source and date.",
        short="Support of business, exhibitions and training: answers with source and date.",
    ),
}


class _GreetingFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    russian: Introduction
    english: Introduction


def read_introductions(path: Path) -> Introductions:
    """Raises ContentError with every problem of the file."""
    if not path.exists():
        return PLAIN
    parsed = read_yaml_file(path, _GreetingFile)
    return {Language.RUSSIAN: parsed.russian, Language.ENGLISH: parsed.english}


def problems(path: Path) -> tuple[Problem, ...]:
    try:
        read_introductions(path)
    except ContentError as error:
        return error.problems
    return ()
