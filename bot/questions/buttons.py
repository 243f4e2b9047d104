"""Addresses of questions, votes on answers, the inbox, drafts of answers and the editors' menu."""

from bot.knowledge.models import DraftField
from bot.questions.models import Reason
from bot.ui.address import Address


class AskAlone(Address, prefix="qa"):
    """«Не об этом»: the words of a follow-up without its subject."""

    question_id: int


class Vote(Address, prefix="v"):
    answer_id: int
    page: int = 0
    useful: bool


class GiveReason(Address, prefix="vr"):
    answer_id: int
    page: int = 0
    reason: Reason


class OpenInbox(Address, prefix="xi"):
    page: int = 0


class OpenGroup(Address, prefix="xig"):
    question_id: int


class OfferAnswers(Address, prefix="xio"):
    question_id: int


class BindGroup(Address, prefix="xib"):
    question_id: int
    answer_id: int


class WriteAnswer(Address, prefix="xiw"):
    question_id: int


class DismissGroup(Address, prefix="xin"):
    question_id: int


class RestoreGroup(Address, prefix="xir"):
    """Undo `DismissGroup`; `question_id` is the id that the group had then."""

    question_id: int


class OpenTallies(Address, prefix="xiv"):
    page: int = 0


class OpenTally(Address, prefix="xit"):
    answer_id: int


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


class PublishDraft(Address, prefix="xip"):
    """Nothing is published when the draft was changed after this `revision`."""

    draft_id: int
    revision: int


class PublishUnverified(PublishDraft, prefix="xiu"):
    """Pressed after the warning that nobody can verify the source."""


class DiscardDraft(Address, prefix="xix"):
    draft_id: int
    sure: bool = False


class OpenEditors(Address, prefix="xr"):
    """The work page: everything that the person's role allows."""
