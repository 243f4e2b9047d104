"""Addresses of the guided choice. The answers given so far are in the address."""

from bot.finder.models import FinderKind
from bot.ui.address import Address


class OpenFinder(Address, prefix="g"):
    """The first question without an answer, or the plan when all have one.

    `ask` is the number of a question to ask once more, from 1; its answer then changes alone. The
    first question is asked by its number even if the person's role answers it.
    """

    kind: FinderKind
    answers: str = ""
    ask: int = 0

    @property
    def asked_again(self) -> bool:
        return 0 < self.ask <= len(self.answers)

    @property
    def asked(self) -> int:
        """The place of the question that is asked, from 0."""
        return self.ask - 1 if self.asked_again else len(self.answers)


class ReviewAnswers(Address, prefix="ga"):
    """The answers given so far, each of which can be changed."""

    kind: FinderKind
    answers: str


class SavePlan(Address, prefix="gs"):
    """Save the plan, or with `saved=False` remove it, and show it again."""

    kind: FinderKind
    answers: str
    saved: bool = True


class SendPlan(Address, prefix="gk"):
    """Offer to send the answers to a specialist."""

    kind: FinderKind
    answers: str
