"""Addresses of drafts, of changes of the content and of its history."""

from typing import Self

from bot.editing.models import ContentId, DraftField, DraftKind
from bot.knowledge.models import ContentKind
from bot.ui.address import Address


class OpenAnswerDrafts(Address, prefix="xil"):
    pass


class OpenDraft(Address, prefix="xid"):
    draft_id: int
    page: int = 0


class EditField(Address, prefix="xie"):
    draft_id: int
    field: DraftField


class ChooseSection(Address, prefix="xis"):
    """A section with subsections shows them; one without becomes the section of the draft."""

    draft_id: int
    section_id: int


class ChooseAudience(Address, prefix="xia"):
    """`audience` as files write it: «business», «student» or «business,student»."""

    draft_id: int
    audience: str


class ChooseValue(Address, prefix="xwv"):
    """`value` as files write it, of a field that has few."""

    draft_id: int
    field: DraftField
    value: str


class SwitchRelated(Address, prefix="xwl"):
    """Let the draft lead to the answer, or no longer."""

    draft_id: int
    answer_id: int


class ClearField(Address, prefix="xwc"):
    draft_id: int
    field: DraftField


class ResetField(Address, prefix="xwr"):
    """Leave the field as it is published."""

    draft_id: int
    field: DraftField


class PreviewDraft(Address, prefix="xwp"):
    """The card with its buttons, as people will see it."""

    draft_id: int
    page: int = 0


class ConfirmChange(Address, prefix="xwn"):
    """What the draft changes; the editor may say why."""

    draft_id: int


class PublishDraft(Address, prefix="xip"):
    """Nothing is published when the draft was changed after this `revision`."""

    draft_id: int
    revision: int


class PublishUnverified(PublishDraft, prefix="xiu"):
    """Pressed after the warning that nobody can verify the source."""


class DiscardDraft(Address, prefix="xix"):
    draft_id: int
    sure: bool = False


class StartDraft(Address, prefix="xwa"):
    """Something new."""

    kind: DraftKind


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


class ChangeField(OpenSubject, prefix="xwf"):
    """Begin a change of the subject, or go on with one, with this field."""

    field: DraftField


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


class OpenReviews(Address, prefix="xwd"):
    """Answers that are due for review; `mine`: those for which the editor answers."""

    page: int = 0
    mine: bool = False


class SetOwner(Address, prefix="xwe"):
    """Let the editor who presses answer for it, or nobody."""

    answer_id: int
    mine: bool


class ReturnDraft(Address, prefix="xwy"):
    """Let the author go on with a draft that waits for a second person."""

    draft_id: int


class OpenUpload(Address, prefix="xwz"):
    """A spreadsheet that waits for a second person."""

    upload_id: int


class OpenSheets(Address, prefix="xwg"):
    """How content travels in spreadsheets."""


class ExportSheet(Address, prefix="xwm"):
    kind: DraftKind
    xlsx: bool = True


class ApplyUpload(Address, prefix="xwu"):
    """Do what the preview has told; `sure`: also where it removes much."""

    upload_id: int
    sure: bool = False


class OpenLinks(Address, prefix="xwq"):
    """Addresses of the content that lead nowhere any more."""

    page: int = 0


class MarkChecked(Address, prefix="xwk"):
    answer_id: int
