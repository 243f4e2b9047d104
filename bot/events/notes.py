"""The editors' file beside the calendar, `calendar.yaml`: reading it and finding what is wrong."""

from collections.abc import Container
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.events.models import NO_NOTES, CalendarNotes, Guide
from bot.knowledge.files import ContentError, read_yaml_file
from bot.knowledge.models import Problem


class _NotesFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    guides: dict[Literal["city_pays", "how_to_join", "totals"], str] = {}
    archive: str = ""


def read_notes(path: Path) -> CalendarNotes:
    """Without the file there are none. Raises ContentError with every problem."""
    if not path.exists():
        return NO_NOTES
    parsed = read_yaml_file(path, _NotesFile)
    return CalendarNotes(
        {Guide[name.upper()]: key for name, key in parsed.guides.items()}, parsed.archive
    )


def problems(answers: Container[str], path: Path) -> tuple[Problem, ...]:
    """What is wrong with the file, by itself and beside the answers with these keys."""
    try:
        notes = read_notes(path)
    except ContentError as error:
        return error.problems
    return tuple(
        Problem(path.name, f"guides.{guide.name.lower()}", f"нет ответа «{key}»")
        for guide, key in notes.guides.items()
        if key not in answers
    )
