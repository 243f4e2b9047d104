"""Content files: Markdown with YAML front matter, as editors write them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

import frontmatter
import yaml
from frontmatter.default_handlers import YAMLHandler
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from bot.knowledge.encoding import EncodingError, decode
from bot.knowledge.models import (
    LABEL_LENGTH,
    WITHDRAWN,
    Audience,
    English,
    Fields,
    LinkButton,
    Place,
    Problem,
    Programme,
    Source,
    Unknown,
)
from bot.knowledge.spoilt import spoilt_lines
from bot.knowledge.yaml_text import NO_SUCH_DAY, Misread, parse_fields, yaml_reason

_REASONS = {
    "missing": "обязательное поле отсутствует",
    "extra_forbidden": "неизвестное поле",
    "string_too_long": "слишком длинно: не больше {max_length} знаков",
    "string_too_short": "пусто",
    "too_short": "нужно хотя бы одно значение",
    "int_parsing": "нужно целое число",
    "int_parsing_size": "нужно целое число",
    "int_type": "нужно целое число",
    "int_from_float": "нужно целое число",
    "finite_number": "нужно число",
    "float_parsing": "нужно число",
    "float_type": "нужно число",
    "greater_than_equal": "нужно число не меньше {ge}",
    "less_than_equal": "нужно число не больше {le}",
    "bool_parsing": "нужно true или false",
    "bool_type": "нужно true или false",
    "model_type": "нужны поля, каждое со своим значением: «название: слова»",
    "invalid_key": "название поля — слово, а не число и не список",
    "recursion_loop": "значение ссылается само на себя",
    "literal_error": "допустимо только {expected}",
    "enum": "допустимо только {expected}",
    "string_pattern_mismatch": "нужен адрес, который начинается с https://",
    "tuple_type": "нужен список: [одно, другое] или строки с «- »",
    "string_type": "нужен текст: число или дату возьмите в кавычки",
}


def reason(kind: str, each: Mapping[str, Any]) -> str:
    value = each.get("input", "")
    if value is None:  # «title:» and nothing after it
        return _REASONS["string_too_short"]
    if isinstance(value, Misread):
        return f"{value.reason}: {value.text[:_SHOWN]}"
    text = _REASONS.get(kind, str(each["msg"])).format_map(each.get("ctx", {}))
    return text.replace("' or '", "' или '")


_A_DAY: Final = "нужна дата вида 2026-11-22"


def _day(value: object) -> object:
    """A date as YAML reads it, or in quotes."""
    day = value
    if isinstance(value, str):
        try:
            day = date.fromisoformat(value.strip())
        except ValueError:
            raise PydanticCustomError("day", _A_DAY) from None
    if day is not None and (type(day) is not date or day.year not in YEARS):
        raise PydanticCustomError("day", _A_DAY)
    return day


def _date_words(value: object) -> object:
    """A source's date is text, but YAML reads 2025 as a number and 2025-12-05 as a date."""
    return str(value) if isinstance(value, int | date) and not isinstance(value, bool) else value


def _existing_date(words: str) -> str:
    """«осень 2026», «2026-02», «редакция 28.02.2026»: a date in it must be in the calendar."""
    found = [(year, month, day or "1") for year, month, day in _ISO_DATE.findall(words)]
    for year, month, day in (*found, *(each[::-1] for each in _RUSSIAN_DATE.findall(words))):
        try:
            date(int(year), int(month), int(day))
        except ValueError:
            raise PydanticCustomError("day", NO_SUCH_DAY) from None
    return words


def _one_line(value: str) -> str:
    if len(value.splitlines()) > 1:
        raise PydanticCustomError("lines", "нужна одна строка")
    return value


YEARS = range(1990, 2101)  # of a date that is no slip of the hand
_ISO_DATE = re.compile(r"\b(\d{4})-(\d\d)(?:-(\d\d))?\b")
_RUSSIAN_DATE = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b")
_Day = Annotated[date | None, BeforeValidator(_day)]
_Order = Annotated[int, Field(ge=0, le=1_000_000)]
SourceDate = Annotated[str, Field(max_length=40), AfterValidator(_existing_date)]
# The label of buttons in place of the title; headings and the search use the title.
_Short = Annotated[str, Field(min_length=1, max_length=LABEL_LENGTH), AfterValidator(_one_line)]


def _with_reason(value: object) -> object:
    """«цены», or «цены: публикуются в личном кабинете» as a mapping of one item to its reason."""
    if isinstance(value, str):
        return {"what": value}
    if isinstance(value, dict) and len(value) == 1:
        [(what, reason)] = value.items()
        return {"what": what, "reason": reason}
    raise PydanticCustomError("unknown", "нужны слова: «цены» или «цены: почему не знаем»")


class _SourceFile(Source):
    date: Annotated[SourceDate | None, BeforeValidator(_date_words)] = None


class _Front(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class SectionFile(_Front):
    title: str = Field(min_length=1, max_length=60)
    short: _Short = ""
    emoji: str = Field(min_length=1, max_length=8)
    order: _Order
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
    checked: _Day = None
    review_by: _Day = None
    owner: int | None = None  # the Telegram id of the editor who answers for it
    valid_from: _Day = None
    valid_until: _Day = None
    related: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    moved_from: tuple[str, ...] = ()
    order: _Order = 100
    entry: bool = False
    place: Place | None = None
    buttons: tuple[LinkButton, ...] = ()
    programme: Programme | None = None
    unknown: tuple[Annotated[Unknown, BeforeValidator(_with_reason)], ...] = ()
    english: English | None = None
    body: str = Field(min_length=1)


DAY_FIELDS = ("checked", "review_by", "valid_from", "valid_until")  # of an answer


def answer_fields(answer: AnswerFile) -> Fields:
    """The fields as the file has them, in JSON; what has its default is left out."""
    fields: Fields = answer.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    if answer.unknown:
        fields["unknown"] = unknown_fields(answer.unknown)
    return fields


def unknown_fields(items: Iterable[Unknown]) -> list[object]:
    """As files write them: «цены», or «цены: публикуются в личном кабинете»."""
    return [{each.what: each.reason} if each.reason else each.what for each in items]


def answer_from(fields: Fields) -> AnswerFile:
    """The inverse of `answer_fields`; raises ContentError with every problem."""
    answer = validated(AnswerFile, {name: fields[name] for name in fields if name != WITHDRAWN})
    _refuse_spoilt(answer.body, answer.body)
    return answer


def _refuse_spoilt(body: str, text: str) -> None:
    """Lines are counted in the text that ends with the body."""
    if spoilt := tuple(spoilt_lines(body)):
        first = text[: text.rindex(body)].count("\n") + 1
        raise ContentError(
            tuple(Problem("", "body", f"строка {first + at}: {reason}") for at, reason in spoilt)
        )


_SHOWN = 40  # characters of a wrong value
SECTION_FILE = "_section.yaml"
SUFFIX = ".md"
_NOT_READ = "файл не читается: у ответа имя кончается на .md, у раздела оно _section.yaml"
_LEFT_BY_PROGRAMS = ("~", "Thumbs.db", "desktop.ini", ".bak", ".swp", ".orig", ".part")
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*")
_Model = TypeVar("_Model", bound=BaseModel)
_FENCE = re.compile(r"^-{3,}\s*$", re.MULTILINE)


class ContentError(Exception):
    """The content cannot be imported; nothing was changed."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems

    def in_file(self, name: str) -> tuple[Problem, ...]:
        return tuple(Problem(name, each.field, each.reason) for each in self.problems)


@dataclass(frozen=True, slots=True)
class Content:
    """Everything read from a folder, by key; `problems` lists what could not be read."""

    sections: dict[str, SectionFile]
    answers: dict[str, AnswerFile]
    problems: tuple[Problem, ...]


def read(folder: Path) -> Content:
    """Read every file under `folder`. A bad file is not raised: it becomes a problem."""
    sections: dict[str, SectionFile] = {}
    answers: dict[str, AnswerFile] = {}
    problems: list[Problem] = []
    for path in content_files(folder):
        name = path.relative_to(folder).as_posix()
        try:
            if path.name == SECTION_FILE:
                key = _key(name, path.parent.relative_to(folder))
                sections[key] = _section(path)
            elif path.suffix == SUFFIX:
                key = _key(name, path.relative_to(folder).with_suffix(""))
                answers[key] = parse_answer(read_text(path))
            else:
                problems.append(Problem(name, "", _NOT_READ))
        except ContentError as error:
            problems += error.in_file(name)
    return Content(sections, answers, tuple(problems))


def content_files(folder: Path) -> Iterator[Path]:
    """Every file but the hidden ones, in the order of the paths."""
    yield from (path for path in _files(folder) if not _is_hidden(path, folder))


def hidden_files(folder: Path) -> Iterator[Path]:
    """Files that no content is read from: systems and editors leave them («._grant.md»)."""
    yield from (path for path in _files(folder) if _is_hidden(path, folder))


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if not path.is_dir())


def _is_hidden(path: Path, folder: Path) -> bool:
    parts = path.relative_to(folder).parts
    return any(part.startswith(".") for part in parts) or path.name.endswith(_LEFT_BY_PROGRAMS)


def _key(name: str, path: Path) -> str:
    key = path.as_posix()
    if not _KEY.fullmatch(key):
        rule = "имя файла и папок: строчные латинские буквы, цифры и дефисы"
        raise ContentError((Problem(name, "", rule),))
    return key


def _section(path: Path) -> SectionFile:
    try:
        return validated(SectionFile, parse_fields(read_text(path)))
    except yaml.YAMLError as error:
        raise _unreadable(error) from error


def read_text(path: Path, *, windows: bool = False) -> str:
    """As `decode`; raises `ContentError` for a file that cannot be opened or read."""
    try:
        return decode(path.read_bytes(), windows=windows)
    except OSError as error:
        reason = f"файл не открывается: {error.strerror}"
    except EncodingError as error:
        reason = str(error)
    raise ContentError((Problem(path.name, "", reason),))


def parse_answer(text: str) -> AnswerFile:
    """The answer in a file with this text; raises ContentError with every problem."""
    answer = read_answer(text)
    _refuse_spoilt(answer.body, text)
    return answer


def read_answer(text: str) -> AnswerFile:
    """As `parse_answer`, but for what a card cannot show: an earlier release took that."""
    if not _FENCE.match(text.lstrip()):
        raise ContentError((Problem("", "", "нет первой строки ---: с неё начинаются поля"),))
    if len(_FENCE.findall(text)) == 1:
        raise ContentError((Problem("", "", "нет закрывающей строки --- после полей"),))
    try:
        front, body = frontmatter.parse(text, handler=_FrontMatter())
    except yaml.YAMLError as error:
        raise _unreadable(error) from error
    return validated(AnswerFile, {**front, "body": body})


class _FrontMatter(YAMLHandler):
    def load(self, fm: str, **_: object) -> Any:  # noqa: ANN401 - as `parse_fields`
        return parse_fields(fm)


def _unreadable(error: yaml.YAMLError) -> ContentError:
    return ContentError((Problem("", "", yaml_reason(error)),))


def read_yaml_file(path: Path, model: type[_Model]) -> _Model:
    """Raises `ContentError` with every problem, named by the file."""
    try:
        return validated(model, parse_fields(read_text(path)))
    except yaml.YAMLError as error:
        raise ContentError((Problem(path.name, "", yaml_reason(error)),)) from error
    except ContentError as error:
        raise ContentError(error.in_file(path.name)) from error


def validated(model: type[_Model], data: object) -> _Model:
    """Raises `ContentError` with a problem for each bad field; its `file` is empty."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        errors = error.errors()
        inner = {each["loc"][:depth] for each in errors for depth in range(1, len(each["loc"]))}
        raise ContentError(
            tuple(
                Problem("", ".".join(map(str, each["loc"])), reason(each["type"], each))
                for each in errors
                if not (each["type"] == "too_short" and each["loc"] in inner)  # a value has one
            )
        ) from error
