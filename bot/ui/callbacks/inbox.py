"""Questions without an answer, and what admins do with them. `question_id` names a group."""

from bot.ui.callbacks.address import Address


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
