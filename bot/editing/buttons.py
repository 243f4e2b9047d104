"""Addresses of drafts, of changes of the content and of its history."""

from bot.editing.models import DraftField, DraftKind
from bot.history.buttons import OpenSubject
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


class ChangeField(OpenSubject, prefix="xwf"):
    """Begin a change of the subject, or go on with one, with this field."""

    field: DraftField


class ReturnDraft(Address, prefix="xwy"):
    """Let the author go on with a draft that waits for a second person."""

    draft_id: int
