"""What a spreadsheet that an editor has sent would change."""

from dataclasses import dataclass

from bot.editing.models import DraftKind
from bot.knowledge.merging import Clash
from bot.knowledge.models import Fields, Problem

MOST_REMOVED = 0.1  # of all: more takes a second press


@dataclass(frozen=True, slots=True)
class UploadPlan:
    """What a spreadsheet changes, by key; `clashes` stay as they are in the chat.

    `now` is what all of them say now.
    """

    id: int
    name: str
    kind: DraftKind
    new: dict[str, Fields]
    changed: dict[str, Fields]
    removed: tuple[str, ...]
    now: dict[str, Fields]
    clashes: dict[str, tuple[Clash, ...]]
    problems: tuple[Problem, ...]
    total: int  # that there are now

    @property
    def removes_much(self) -> bool:
        return len(self.removed) > self.total * MOST_REMOVED

    @property
    def changes_nothing(self) -> bool:
        return not (self.new or self.changed or self.removed)
