"""Addresses of the editors' page of an answer or event, its history, and conflicts."""

from typing import Self

from bot.editing.models import ContentId
from bot.knowledge.models import ContentKind
from bot.ui.address import Address


class OpenSubject(Address, prefix="xws"):
    """The editors' page of an answer or an event."""

    kind: ContentKind
    subject_id: int

    @classmethod
    def of(cls, subject: ContentId) -> Self:
        return cls(kind=subject.kind, subject_id=subject.id)

    @property
    def subject(self) -> ContentId:
        return ContentId(self.kind, self.subject_id)


class OpenHistory(OpenSubject, prefix="xwh"):
    page: int = 0


class OpenRevision(Address, prefix="xwo"):
    revision_id: int


class RestoreRevision(Address, prefix="xwb"):
    """Let the answer or event say again what it said in this revision."""

    revision_id: int


class OpenConflicts(Address, prefix="xwx"):
    """What files and editors have both changed."""

    page: int = 0


class OpenConflict(Address, prefix="xwi"):
    conflict_id: int


class SettleConflict(Address, prefix="xwj"):
    """Take what the file says, or leave it as it is."""

    conflict_id: int
    theirs: bool


class ChooseTarget(OpenSubject, prefix="xww"):
    pass


class Withdraw(OpenSubject, prefix="xwt"):
    """Take it from people; old buttons lead to `target_id`, of the same kind, 0 for none."""

    target_id: int = 0


class PutBack(OpenSubject, prefix="xh"):
    """Show people again what was withdrawn."""
