"""Writes content files: new ones, and fields into one as its author has written it."""

import json
from collections.abc import Sequence
from datetime import date

import frontmatter
import yaml

from bot.knowledge.files import DAY_FIELDS, answer_fields, read_answer
from bot.knowledge.models import Fields

_FENCE = "---\n"


def new_file(fields: Fields) -> str:
    """A content file with these fields, in this order."""
    front = {name: _as_written(name, fields[name]) for name in fields if name != "body"}
    return f"{_FENCE}{dump_yaml(front)}{_FENCE}{fields['body'].strip()}\n"


def dump_yaml(value: object) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=1000)


def add_questions(text: str, questions: Sequence[str]) -> str:
    """The file with these questions added to its own; everything else is unchanged.

    The YAML parser tells the place, so comments, quotes and order stay. Raises ValueError for a
    file whose list cannot be extended in this way.
    """
    start = text.index(_FENCE) + len(_FENCE)
    node = _questions(text[start : text.index(f"\n{_FENCE}", start) + 1])
    last = node.value[-1]
    if node.flow_style:
        place = start + node.end_mark.index - 1
        added = "".join(f", {json.dumps(each, ensure_ascii=False)}" for each in questions)
    else:
        place = start + last.end_mark.index
        dash = " " * node.start_mark.column
        added = "".join(f"\n{dash}{_item(each)}" for each in questions)
    changed = text[:place] + added + text[place:]
    before, after = frontmatter.loads(text), frontmatter.loads(changed)
    wanted = {**before.metadata, "questions": [*before.metadata["questions"], *questions]}  # type: ignore[misc]
    if after.metadata != wanted or after.content != before.content:
        raise ValueError("the front matter is written in a way that cannot be added to")
    return changed


def with_fields(text: str, fields: Fields) -> str:
    """The file with exactly these fields; what is so already stays as it is written there.

    Raises ValueError for a front matter that cannot be changed piece by piece.
    """
    start = text.index(_FENCE) + len(_FENCE)
    end = text.index(f"\n{_FENCE}", start) + 1
    before = answer_fields(read_answer(text))
    front, wanted = text[start:end], dict(fields)
    body = wanted.pop("body")
    for name in (each for each in {**before, **wanted} if before.get(each) != wanted.get(each)):
        if name != "body":
            front = _with_field(front, name, wanted.get(name))
    tail = text[end:] if body == before["body"] else f"{_FENCE}{body}\n"
    changed = f"{text[:start]}{front}{tail}"
    if answer_fields(read_answer(changed)) != fields:
        raise ValueError("the front matter is written in a way that cannot be changed")
    return changed


def _with_field(front: str, name: str, value: object) -> str:
    line = dump_yaml({name: _as_written(name, value)}) if value is not None else ""
    root = yaml.compose(front, Loader=yaml.SafeLoader)
    for key, node in root.value if isinstance(root, yaml.MappingNode) else ():
        if key.value == name:
            end = front.find("\n", _end_of(node) - 1) + 1
            return front[: key.start_mark.index] + line + front[end:]
    return front + line


def _end_of(node: yaml.Node) -> int:
    """Where it ends as it is written: PyYAML counts the lines up to the next key too."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end_of(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)


def _as_written(name: str, value: object) -> object:
    """Days without quotes, as YAML has them."""
    return date.fromisoformat(str(value)) if name in DAY_FIELDS else value


def _questions(front: str) -> yaml.SequenceNode:
    root = yaml.compose(front, Loader=yaml.SafeLoader)
    for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
        if key.value == "questions" and isinstance(value, yaml.SequenceNode) and value.value:
            return value
    raise ValueError("there is no list of questions")


def _item(question: str) -> str:
    return yaml.safe_dump([question], allow_unicode=True, width=10_000).strip()
