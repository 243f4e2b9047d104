"""The fields of an answer or an event, and their merge when two sides have changed them."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from textwrap import shorten
from typing import Any, NamedTuple

from bot.knowledge.files import ContentError
from bot.knowledge.models import WITHDRAWN, Fields

SHOWN = 80  # characters of each side of a conflict
LISTS = frozenset({"questions", "keywords", "related", "moved_from"})  # merged item by item


class Clash(NamedTuple):
    """A field that both sides have changed; None: the side has left it out."""

    field: str
    ours: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Claims:
    """What editors have said, so that another side does not change it alone.

    `edited` are fields that an editor changed, even to what they were before. `replaced` are the
    values of a field that editors have replaced: whoever brings them back has an older file.
    """

    edited: frozenset[str] = frozenset()
    replaced: Mapping[str, Collection[Any]] = field(default_factory=dict)

    def include(self, name: str, theirs: Fields) -> bool:
        if name in self.edited or (name == WITHDRAWN and self.edited):
            return True
        return theirs.get(name) in self.replaced.get(name, ())


NO_CLAIMS = Claims()


@dataclass(frozen=True, slots=True)
class Merged:
    """`fields` has our side of every clash; `edited` are the fields that stay claimed."""

    fields: Fields
    edited: frozenset[str] = frozenset()
    clashes: tuple[Clash, ...] = ()


def merge(base: Fields, ours: Fields, theirs: Fields, claims: Claims = NO_CLAIMS) -> Merged:
    """Take into `ours` what `theirs` has changed since `base`, field by field.

    What both have changed stays as it is in `ours`, and is told as a clash. Lists are merged item
    by item and never clash.
    """
    merged, edited, clashes = dict(ours), set(claims.edited), []
    for name in changed_fields(base, theirs):
        mine, other = ours.get(name), theirs.get(name)
        if name in LISTS:
            put(merged, name, _merged_list(base.get(name), mine, other))
        elif mine not in (other, base.get(name)) or claims.include(name, theirs):
            clashes.append(Clash(name, mine, other))
        else:
            put(merged, name, other)
        if merged.get(name) == other:
            edited.discard(name)
    clashes = [each for each in clashes if each.ours != each.theirs]
    return Merged(merged, frozenset(edited), tuple(clashes))


def changed_fields(before: Fields, after: Fields) -> tuple[str, ...]:
    """The names of the fields that differ, in the order in which files have them."""
    names = dict.fromkeys((*before, *after))
    return tuple(name for name in names if before.get(name) != after.get(name))


def put(fields: Fields, name: str, value: object) -> None:
    """Set the field; None and an empty list leave it out."""
    if value is None or value == []:
        fields.pop(name, None)
    else:
        fields[name] = value


def _merged_list(base: list[str] | None, ours: list[str] | None, theirs: list[str] | None) -> Any:  # noqa: ANN401 - JSON
    old, mine, other = base or [], ours or [], theirs or []
    kept = [each for each in mine if each in other or each not in old]
    return [*kept, *(each for each in other if each not in mine and each not in old)]


class Stored(NamedTuple):
    """What the content says before an import.

    `base` is what the files said last; empty: no file had it. `revised` is False where the tables
    say it and no revision does.
    """

    fields: Fields
    base: Fields
    claims: Claims = NO_CLAIMS
    revised: bool = True


class Conflict(NamedTuple):
    """A clash of an import, which waits for an editor; `key` is of the answer or event."""

    key: str
    clash: Clash

    def __str__(self) -> str:
        name, ours, theirs = self.clash
        return (
            f"{self.key}: {name}: changed in the file and in the chat. It stays as in the chat: "
            f"{_shown(ours)}. The file says {_shown(theirs)}. Choose in the bot: 🛠 Редакция"
        )


def _shown(value: object) -> str:
    words = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return "nothing" if value is None else f"«{shorten(words, SHOWN, placeholder='…')}»"


@dataclass(frozen=True, slots=True)
class Imported:
    """How many answers or events an import changed and removed, and how many the files have.

    `conflicts` are what both a file and an editor have changed: it stays as the editor left it.
    """

    changed: int
    removed: int
    total: int
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What changes in an import, by key."""

    files: dict[str, Fields]  # what the files say, of all that changed in them
    written: dict[str, Fields]  # what the content says anew
    edited: dict[str, frozenset[str]]
    conflicts: tuple[Conflict, ...]

    @property
    def removed(self) -> int:
        return sum(WITHDRAWN in each for each in self.written.values())

    def outcome(self, total: int) -> Imported:
        """Of an import of `total` answers or events."""
        changed = len(self.written) - self.removed
        return Imported(changed, self.removed, total, self.conflicts)


def plan_import(
    stored: Mapping[str, Stored],
    files: Mapping[str, Fields],
    moved: Mapping[str, str],
    check: Callable[[Fields], object],
) -> ImportPlan:
    """Merge what changed in the files; what has left them is withdrawn.

    `moved` leads from keys that are gone to those that have taken their place. `check` raises
    ContentError for fields that do not fit together: then the content stays as it is, and all that
    the file changed is a clash.
    """
    plan = ImportPlan({}, {}, {}, ())
    conflicts: list[Conflict] = []
    for key, theirs in {**_withdrawn(stored, files, moved), **files}.items():
        ours = stored.get(key, Stored({}, {}))
        if ours.revised and ours.base == theirs:
            continue
        merged = _checked(ours, theirs, check)
        plan.files[key], plan.edited[key] = theirs, merged.edited
        if merged.fields != ours.fields or not ours.revised:
            plan.written[key] = merged.fields
        conflicts += (Conflict(key, clash) for clash in merged.clashes)
    return ImportPlan(plan.files, plan.written, plan.edited, tuple(conflicts))


def _withdrawn(
    stored: Mapping[str, Stored], files: Mapping[str, Fields], moved: Mapping[str, str]
) -> dict[str, Fields]:
    """What left the files; what editors made stays, except where a file has taken its place."""
    return {
        key: {**(each.base or each.fields), WITHDRAWN: moved.get(key, "")}
        for key, each in stored.items()
        if key not in files and (each.base or key in moved)
    }


def _checked(ours: Stored, theirs: Fields, check: Callable[[Fields], object]) -> Merged:
    merged = merge(ours.base, ours.fields, theirs, ours.claims)
    try:
        check(merged.fields)
    except ContentError:
        if not ours.fields:
            raise
        changed = changed_fields(ours.base, theirs)
        clashes = (Clash(name, ours.fields.get(name), theirs.get(name)) for name in changed)
        return Merged(ours.fields, ours.claims.edited, tuple(clashes))
    return merged
