"""«Полезно?» under a card: the vote, and the reason for a 👎."""

from bot.knowledge.models import DraftField
from bot.questions.models import Reason
from bot.ui.address import Address


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
    """Take «off topic» back; `question_id` is the group's as it was then."""

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
    """A section with sections under it shows them; one without becomes the draft's."""

    draft_id: int
    section_id: int


class ChooseAudience(Address, prefix="xia"):
    """`audience` as files write it: «business», «student» or «business,student»."""

    draft_id: int
    audience: str


class PublishDraft(Address, prefix="xip"):
    """Only what was shown as this `revision` is published."""

    draft_id: int
    revision: int


class PublishUnverified(PublishDraft, prefix="xiu"):
    """By who has read that nobody can verify the source."""


class DiscardDraft(Address, prefix="xix"):
    draft_id: int
    sure: bool = False


class OpenEditors(Address, prefix="xr"):
    """The room that all the admins' rooms are reached from."""
