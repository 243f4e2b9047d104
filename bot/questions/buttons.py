"""Addresses of questions, votes on answers, the inbox and the editors' menu."""

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


class OpenEditors(Address, prefix="xr"):
    """The work page: everything that the person's role allows."""
