"""The front matter that editors write, field for field as CONTRIBUTING's «Add an answer»."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from bot.knowledge.models import Audience, LinkButton, Place, Programme, Source
from bot.labels import LONGEST


def _date_words(value: object) -> object:
    """YAML reads 2025 as a number and 2025-12-05 as a date; a source's date is text."""
    return str(value) if isinstance(value, int | date) else value


def one_line(value: str) -> str:
    if len(value.splitlines()) > 1:
        raise PydanticCustomError("lines", "нужна одна строка")
    return value


# What buttons say in place of the title; headings and the search go on by the title.
_Short = Annotated[str, Field(min_length=1, max_length=LONGEST), AfterValidator(one_line)]


class _SourceFile(Source):
    date: Annotated[str | None, BeforeValidator(_date_words), Field(max_length=40)] = None


class _Front(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class SectionFile(_Front):
    title: str = Field(min_length=1, max_length=60)
    short: _Short = ""
    emoji: str = Field(min_length=1, max_length=8)
    order: int
    description: str = Field(min_length=1, max_length=200)
    audience: tuple[Audience, ...] = Field(min_length=1)


class AnswerFile(_Front):
    """The front matter of an answer and, as `body`, the Markdown under it."""

    title: str = Field(min_length=1, max_length=80)
    short: _Short = ""
    audience: tuple[Audience, ...] = Field(min_length=1)
    questions: tuple[str, ...] = Field(min_length=1)
    keywords: tuple[str, ...] = ()
    sources: tuple[_SourceFile, ...] = Field(min_length=1)
    checked: date
    review_by: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    related: tuple[str, ...] = ()
    moved_from: tuple[str, ...] = ()
    order: int = 100
    entry: bool = False
    place: Place | None = None
    buttons: tuple[LinkButton, ...] = ()
    programme: Programme | None = None
    body: str = Field(min_length=1)
