"""What editors do in chat, as the screens need it."""

from dataclasses import dataclass
from enum import StrEnum

from bot.knowledge.files import Problem
from bot.knowledge.models import Answer, Source


@dataclass(frozen=True, slots=True)
class Bound:
    """How many phrasings were added, and the titles of answers whose files have the others."""

    added: int
    owners: tuple[str, ...]


class Field(StrEnum):
    """What a draft needs, in the order in which it is asked for."""

    TITLE = "title"
    SECTION = "section"
    AUDIENCE = "audience"
    BODY = "body"
    SOURCE = "source"
    QUESTIONS = "questions"


@dataclass(frozen=True, slots=True)
class Draft:
    """`section_key` and `trail` are empty until a section is chosen."""

    id: int
    revision: int
    answer_id: int | None
    section_key: str
    trail: tuple[str, ...]
    title: str
    short: str  # may stay empty
    audience: str
    body: str
    source: Source | None
    questions: tuple[str, ...]

    @property
    def missing(self) -> tuple[Field, ...]:
        """The fields that are still empty, in the order in which they are asked for."""
        filled = (
            self.title,
            self.section_key,
            self.audience,
            self.body,
            self.source,
            self.questions,
        )
        return tuple(field for field, value in zip(Field, filled, strict=True) if not value)

    @property
    def unverifiable(self) -> bool:
        """Whether people would be told a source that they can neither open nor date."""
        return self.source is not None and not (self.source.url or self.source.date)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A draft, the card it will be, and what keeps it from being published."""

    draft: Draft
    card: Answer
    problems: tuple[Problem, ...]
