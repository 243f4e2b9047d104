"""Changes of the content, its conflicts with files."""

from dataclasses import dataclass
from typing import Any

from bot.editing.models import ContentId, Draft, DraftKind, kind_of, title_of
from bot.knowledge.merging import changed_fields, put
from bot.knowledge.models import WITHDRAWN, Fields, Revision


@dataclass(frozen=True, slots=True)
class Change:
    """A revision beside the one before it; `author` is a name, empty for a file."""

    revision: Revision
    before: Fields
    author: str

    @property
    def names(self) -> tuple[str, ...]:
        return changed_fields(self.before, self.revision.fields)


@dataclass(frozen=True, slots=True)
class History:
    """One page of the changes of a subject, the newest first."""

    subject: ContentId
    changes: tuple[Change, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class EditorCard:
    """What an editor sees of an answer or an event beside its card.

    `drafts` are changes that are not published yet.
    """

    subject: ContentId
    fields: Fields
    latest: Change | None
    drafts: tuple[Draft, ...]

    @property
    def kind(self) -> DraftKind:
        return kind_of(self.subject.kind, self.fields)

    @property
    def is_withdrawn(self) -> bool:
        return WITHDRAWN in self.fields


@dataclass(frozen=True, slots=True)
class FileConflict:
    """A field that a file and an editor have both changed; `fields` are what it says now.

    `waits`: what the file says was chosen, and a second person has not agreed yet.
    """

    id: int
    subject: ContentId
    fields: Fields
    name: str  # of the field
    theirs: Any
    waits: bool = False

    @property
    def title(self) -> str:
        return title_of(self.fields)

    @property
    def kind(self) -> DraftKind:
        return kind_of(self.subject.kind, self.fields)

    @property
    def after(self) -> Fields:
        """What it would say with what the file says."""
        after = dict(self.fields)
        put(after, self.name, self.theirs)
        return after
