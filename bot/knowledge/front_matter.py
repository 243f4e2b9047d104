"""Changing the YAML front matter of a content file without disturbing the rest of it."""

import json
from collections.abc import Sequence

import frontmatter
import yaml

_FENCE = "---\n"


def new_file(front: dict[str, object], body: str) -> str:
    """A content file with these fields, in this order."""
    dumped = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=1000)
    return f"{_FENCE}{dumped}{_FENCE}{body.strip()}\n"


def add_questions(text: str, questions: Sequence[str]) -> str:
    """The file with these questions after its own; everything else stays letter for letter.

    The place is taken from the YAML parser, so comments, quotes and order survive. Raises
    ValueError for a file that cannot be changed so.
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


def _questions(front: str) -> yaml.SequenceNode:
    root = yaml.compose(front, Loader=yaml.SafeLoader)
    for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
        if key.value == "questions" and isinstance(value, yaml.SequenceNode) and value.value:
            return value
    raise ValueError("there is no list of questions")


def _item(question: str) -> str:
    return yaml.safe_dump([question], allow_unicode=True, width=10_000).strip()
