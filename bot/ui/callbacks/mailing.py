"""The buttons under a broadcast: they must work for years, so their form never changes."""

from bot.audience.models import Topic
from bot.ui.callbacks.address import Address


class SwitchMailing(Address, prefix="u"):
    """Refuse a topic, or want it again."""

    topic: Topic
    wanted: bool = False


class FollowButton(Address, prefix="ub"):
    """An author's button, by its place: the press is counted, then its target is opened."""

    broadcast_id: int
    place: int
