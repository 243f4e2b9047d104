"""«Полезно?» under a card: the vote, and the reason for a 👎."""

from bot.questions.votes import Reason
from bot.ui.callbacks.address import Address


class Vote(Address, prefix="v"):
    answer_id: int
    page: int = 0
    useful: bool


class GiveReason(Address, prefix="vr"):
    answer_id: int
    page: int = 0
    reason: Reason
