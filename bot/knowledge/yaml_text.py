"""YAML as editors write it, and what is wrong with it in their words."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import yaml

from bot.knowledge.encoding import EncodingError, decode

# libyaml is eight times faster; without it the Python loader gives the same result.
_SAFE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_SAFE):  # type: ignore[misc]
    """Refuses a key that is written twice."""


class _FieldsLoader(_Loader):
    """Goes on after a date or a number that does not exist: its field can be named then."""


@dataclass(frozen=True, slots=True)
class Misread:
    """Stands for such a value; no field takes it."""

    text: str
    reason: str


NO_SUCH_DAY: Final = "нет такой даты в календаре"
_MISREAD = {
    "int": "нет такого целого числа",
    "float": "нет такого числа",
    "bool": "нужно true или false",
    "timestamp": NO_SUCH_DAY,
}
# What the parser says, and what an editor should do.
_REASONS = (
    (re.compile("mapping (values|keys)"), "двоеточие внутри значения: возьмите значение в кавычки"),
    (re.compile("expected ':'"), "после названия поля нужны двоеточие и пробел"),
    (re.compile(r"tab character|'\\t'"), "отступ из табуляций: поставьте пробелы"),
    (
        re.compile("start any|alphabetic|whitespace|digit"),
        "с этого знака значение не начинается: нужны кавычки",
    ),
    (re.compile("end of stream"), "кавычка открыта и не закрыта"),
    (re.compile("expected ','"), "список открыт и не закрыт, или в нём не хватает запятой"),
    (re.compile("escape"), "после знака \\ в двойных кавычках ждут другого: возьмите одинарные"),
    (re.compile("unhashable|for merging"), "название поля — слово, а не список"),
    (
        re.compile("expected key|node content|block|single document"),
        "лишняя кавычка, скобка или отступ",
    ),
    (re.compile("unacceptable"), "непечатаемый знак"),
    (
        re.compile("base64|constructor for the tag|expected a"),
        "знак ! в начале значения: возьмите его в кавычки",
    ),
)


def parse_yaml(content: str | bytes) -> Any:  # noqa: ANN401 - what the editor wrote
    """Lists, dicts and scalars; raises `yaml.YAMLError`, for which see `yaml_reason`."""
    return _parse(content, _Loader)


def parse_fields(text: str) -> Any:  # noqa: ANN401 - what the editor wrote
    """As `parse_yaml`, with `Misread` in the place of a date or number that does not exist."""
    return _parse(text, _FieldsLoader)


def yaml_reason(error: yaml.YAMLError) -> str:
    """Why a file cannot be read, and in which line."""
    mark = getattr(error, "problem_mark", None)
    where = f" (строка {mark.line + 1})" if mark else ""
    told = str(getattr(error, "problem", None) or error)
    meant = (reason for pattern, reason in _REASONS if pattern.search(told))
    reason = next(meant, "запись не по правилам YAML" if told.isascii() else told)
    return f"файл не читается{where}: {reason}"


def _parse(content: str | bytes, loader: type[_Loader]) -> Any:  # noqa: ANN401 - as above
    try:
        text = content if isinstance(content, str) else decode(content)
        return yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader
    except (EncodingError, ValueError, AttributeError, KeyError, RecursionError) as error:
        raise yaml.YAMLError(str(error)) from error  # PyYAML raises all of these but the first


def _mapping(loader: Any, node: yaml.MappingNode) -> Iterator[dict[Any, Any]]:  # noqa: ANN401
    keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
    for key, _ in reversed(node.value):
        if keys.count(key.value) > 1:
            reason = f"поле «{key.value}» написано дважды"
            raise yaml.constructor.ConstructorError(None, None, reason, key.start_mark)
    yield from yaml.SafeLoader.construct_yaml_map(loader, node)


def _scalar(kind: str) -> Callable[[Any, yaml.ScalarNode], object]:
    construct = getattr(yaml.SafeLoader, f"construct_yaml_{kind}")

    def constructed(loader: Any, node: yaml.ScalarNode) -> object:  # noqa: ANN401 - as above
        try:
            return construct(loader, node)
        except (ValueError, AttributeError, KeyError):
            return Misread(node.value, _MISREAD[kind])

    return constructed


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
for _kind in _MISREAD:
    _FieldsLoader.add_constructor(f"tag:yaml.org,2002:{_kind}", _scalar(_kind))
