"""Addresses of what is due for review."""

from bot.ui.address import Address


class OpenReviews(Address, prefix="xwd"):
    """Answers that are due for review; `mine`: those for which the editor answers."""

    page: int = 0
    mine: bool = False


class SetOwner(Address, prefix="xwe"):
    """Let the editor who presses answer for it, or nobody."""

    answer_id: int
    mine: bool


class MarkChecked(Address, prefix="xwk"):
    answer_id: int
