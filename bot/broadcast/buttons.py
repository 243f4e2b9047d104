"""The rooms where admins compose, send and judge broadcasts."""

from enum import StrEnum
from typing import ClassVar

from bot.people.models import Topic
from bot.ui.address import Address


class Wanted(StrEnum):
    """What an admin is asked to type or to send."""

    MESSAGE = "message"
    LINK = "link"
    ANSWER = "answer"
    MOMENT = "moment"

    @property
    def form(self) -> str:
        """The kind of form that waits for it."""
        return f"broadcast {self}"


class ConfirmedAction(StrEnum):
    """What is done only after a second, single-use press."""

    SEND = "send"
    RECALL = "recall"
    AGAIN = "again"  # to those whose outcome is unknown
    CANCEL = "cancel"


class OpenBroadcasts(Address, prefix="xbl"):
    page: int = 0


class OpenBroadcastDrafts(Address, prefix="xbd"):
    pass


class StartNew(Address, prefix="xby"):
    """Ask for a message to broadcast."""


class OpenBroadcast(Address, prefix="xb"):
    """Whatever there is to see of it: a draft, a plan, progress, the result."""

    broadcast_id: int


class LeaveCard(Address, prefix="xbh"):
    """Home from a screen that is kept up to date: nothing may be drawn over the menu."""


class AskInput(Address, prefix="xbi"):
    broadcast_id: int
    wanted: Wanted


class OpenTopics(Address, prefix="xbt"):
    broadcast_id: int


class SetTopic(Address, prefix="xbu"):
    """None: a service notice."""

    broadcast_id: int
    topic: Topic | None


class SwitchNight(Address, prefix="xbn"):
    broadcast_id: int
    at_night: bool


class OpenButtons(Address, prefix="xbb"):
    broadcast_id: int


class AddAnswerButton(Address, prefix="xbk"):
    """`kind` is answer or event."""

    broadcast_id: int
    kind: str
    target_id: int


class DropButton(Address, prefix="xbx"):
    """`mark` is of the buttons as they were shown."""

    broadcast_id: int
    place: int
    mark: int


class Preview(Address, prefix="xbv"):
    broadcast_id: int


class TestSend(Address, prefix="xbs"):
    broadcast_id: int


class OpenMoments(Address, prefix="xbm"):
    """When to send."""

    broadcast_id: int


class AskConfirm(Address, prefix="xbc"):
    """`minute` is when to send, in Unix minutes; 0: at once."""

    broadcast_id: int
    deed: ConfirmedAction
    minute: int = 0


class Confirm(Address, prefix="xbo"):
    broadcast_id: int
    deed: ConfirmedAction
    minute: int
    token: str


class Unschedule(Address, prefix="xbw"):
    broadcast_id: int


class PauseRun(Address, prefix="xbp"):
    broadcast_id: int


class ResumeRun(Address, prefix="xbr"):
    broadcast_id: int


class GetRows(Address, prefix="xbe"):
    """The file with a row per recipient."""

    broadcast_id: int


class ConditionKind(StrEnum):
    """Kinds of conditions."""

    ROLE = "role"
    ACTIVE = "active"
    TOPIC = "topic"
    EVENT = "event"
    FILTER = "filter"


class OpenAudience(Address, prefix="xg"):
    broadcast_id: int


class OpenTerm(Address, prefix="xgt"):
    broadcast_id: int
    line: int
    at: int
    mark: int


class NegateTerm(Address, prefix="xgn"):
    broadcast_id: int
    line: int
    at: int
    mark: int


class DropTerm(Address, prefix="xgd"):
    broadcast_id: int
    line: int
    at: int
    mark: int


class OpenSorts(Address, prefix="xgs"):
    """`line` is what the condition will be added to; -1: a line of its own."""

    _lowest: ClassVar[int] = -1

    broadcast_id: int
    line: int
    mark: int


class OpenValues(Address, prefix="xgv"):
    _lowest: ClassVar[int] = -1

    broadcast_id: int
    line: int
    mark: int
    sort: ConditionKind


class AddTerm(Address, prefix="xga"):
    """`value` is a role or «none», a number of days, a topic, the id of an event or of an alert."""

    _lowest: ClassVar[int] = -1

    broadcast_id: int
    line: int
    mark: int
    sort: ConditionKind
    value: str


class SwitchMailing(Address, prefix="u"):
    """Refuse a topic, or want it again."""

    topic: Topic
    wanted: bool = False


class FollowButton(Address, prefix="ub"):
    """An author's button, by its place: the press is counted, then its target is opened."""

    broadcast_id: int
    place: int
