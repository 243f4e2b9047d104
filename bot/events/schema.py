"""One row of `data/events.csv`, column for column as editors keep it in a spreadsheet."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from bot.events.models import Status
from bot.knowledge.schema import one_line
from bot.labels import LONGEST

LIST_MARK = " | "
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ADDRESS = re.compile(r"https?://\S+")
_WRITTEN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


def _iso(value: object) -> object:
    """A Russian spreadsheet turns 2026-12-07 into 07.12.2026."""
    written = _WRITTEN.fullmatch(value.strip()) if isinstance(value, str) else None
    return f"{written[3]}-{written[2]:0>2}-{written[1]:0>2}" if written else value


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not value.strip():
        return None
    try:
        return date.fromisoformat(str(_iso(value.strip())))
    except ValueError:
        raise PydanticCustomError("day", "нужна дата вида 2026-12-07") from None


def _list(value: object) -> object:
    if not isinstance(value, str):
        return value
    return tuple(filter(None, (" ".join(part.split()) for part in value.split("|"))))


def _key(value: str) -> str:
    if not _KEY.fullmatch(value):
        raise PydanticCustomError("key", "только строчные латинские буквы, цифры и дефисы")
    return value


def _address(value: str) -> str:
    if value and not _ADDRESS.fullmatch(value):
        raise PydanticCustomError("address", "нужен адрес вида https://example.org")
    return value


def _joined(parts: Iterable[str]) -> str:
    return LIST_MARK.join(parts)


_Day = Annotated[date | None, BeforeValidator(_day)]
_List = Annotated[tuple[str, ...], BeforeValidator(_list), PlainSerializer(_joined)]
_Url = Annotated[str, Field(max_length=500), AfterValidator(_address)]
_Short = Annotated[str, Field(max_length=100)]
_Named = Annotated[str, Field(min_length=1, max_length=100)]


class EventRow(BaseModel):
    """An empty cell means that no source says it."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    # with «events_» before it, the key is a deep link's parameter of at most 64 characters
    key: Annotated[str, Field(max_length=57), AfterValidator(_key)]
    name: _Named
    short: Annotated[str, Field(max_length=LONGEST), AfterValidator(one_line)] = ""  # for buttons
    country: _Named
    city: _Short = ""
    industry: str = Field("", max_length=200)
    category: _Named
    format: _Named
    start: _Day = None
    end: _Day = None
    status: Status
    apply_by: _Day = None
    organiser: str = Field("", max_length=200)
    moscow: Literal["yes", "unknown"]
    website: _Url = ""
    source_url: Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_address)]
    source_date: Annotated[_Short, BeforeValidator(_iso)] = ""
    note: str = Field("", max_length=1500)
    questions: _List = ()
    keywords: _List = ()

    @field_validator("*", mode="before")
    @classmethod
    def _one_kind_of_line_end(cls, value: object) -> object:
        return "\n".join(value.splitlines()) if isinstance(value, str) else value

    @field_validator("end")
    @classmethod
    def _ends_after_start(cls, end: date | None, info: ValidationInfo) -> date | None:
        start = info.data.get("start")
        if end and "start" in info.data and (start is None or end < start):
            raise PydanticCustomError("order", "окончание без начала или раньше начала")
        return end

    @field_validator("status")
    @classmethod
    def _confirmed_with_dates(cls, status: Status, info: ValidationInfo) -> Status:
        if status is Status.CONFIRMED and "start" in info.data and info.data["start"] is None:
            raise PydanticCustomError("undated", "без даты начала допустимо только unconfirmed")
        return status

    @field_validator("apply_by")
    @classmethod
    def _apply_before_end(cls, apply_by: date | None, info: ValidationInfo) -> date | None:
        last = info.data.get("end") or info.data.get("start")
        if apply_by and last and apply_by > last:
            raise PydanticCustomError("late", "срок заявки позже самого события")
        return apply_by
