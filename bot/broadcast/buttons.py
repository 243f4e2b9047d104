"""Addresses of the screens where admins compose and send broadcasts, and of people's buttons."""

from typing import ClassVar, Literal

from bot.broadcast.models import ConditionKind, ConfirmedAction, InputKind
from bot.people.models import Topic
from bot.ui.address import Address


class OpenBroadcasts(Address, prefix="xbl"):
    page: int = 0


class OpenBroadcastDrafts(Address, prefix="xbd"):
    pass


class StartNew(Address, prefix="xby"):
    """Ask for a message to broadcast."""


class OpenBroadcast(Address, prefix="xb"):
    """The screen of a broadcast in any state: draft, plan, progress or result."""

    broadcast_id: int


class LeaveCard(Address, prefix="xbh"):
    """Home from a card that is kept up to date; the card must not be drawn over the menu."""


class AskInput(Address, prefix="xbi"):
    broadcast_id: int
    kind: InputKind


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
    broadcast_id: int
    kind: Literal["answer", "event"]
    target_id: int


class DropButton(Address, prefix="xbx"):
    """`mark` is a checksum of the buttons as they were shown."""

    broadcast_id: int
    place: int
    mark: int


class MakeBold(Address, prefix="xbf"):
    """Use the message that this one replies to, with bold words instead of stars around them."""

    broadcast_id: int


class DiscardBroadcast(Address, prefix="xbz"):
    """Delete a draft; asks first."""

    broadcast_id: int
    sure: bool = False


class Preview(Address, prefix="xbv"):
    broadcast_id: int


class TestSend(Address, prefix="xbs"):
    broadcast_id: int


class OpenMoments(Address, prefix="xbm"):
    """Choose when to send."""

    broadcast_id: int


class AskConfirm(Address, prefix="xbc"):
    """`minute` is when to send, in Unix minutes; 0: at once."""

    broadcast_id: int
    action: ConfirmedAction
    minute: int = 0


class Confirm(Address, prefix="xbo"):
    broadcast_id: int
    action: ConfirmedAction
    minute: int
    token: str


class Unschedule(Address, prefix="xbw"):
    broadcast_id: int


class PauseRun(Address, prefix="xbp"):
    broadcast_id: int


class ResumeRun(Address, prefix="xbr"):
    broadcast_id: int


class DownloadDeliveries(Address, prefix="xbe"):
    """The file with a row per recipient."""

    _added = 1
    broadcast_id: int
    xlsx: bool = False


class OpenAudience(Address, prefix="xg"):
    broadcast_id: int


# In these, `line` and `at` are the place of a term in the audience; `mark` is a checksum of the
# audience as it was shown.


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


class OpenConditionKinds(Address, prefix="xgs"):
    """`line` is the line that the condition will be added to; -1: a new line."""

    _lowest: ClassVar[int] = -1

    broadcast_id: int
    line: int
    mark: int


class OpenConditionValues(Address, prefix="xgv"):
    _lowest: ClassVar[int] = -1

    broadcast_id: int
    line: int
    mark: int
    kind: ConditionKind


class AddTerm(Address, prefix="xga"):
    """`value` is a role or «none», a number of days, a topic, or the id of an event or an alert."""

    _lowest: ClassVar[int] = -1

    broadcast_id: int
    line: int
    mark: int
    kind: ConditionKind
    value: str


class SwitchMailing(Address, prefix="u"):
    """Unsubscribe from a topic, or subscribe again."""

    topic: Topic
    wanted: bool = False


class FollowButton(Address, prefix="ub"):
    """A button under a broadcast, by its place: count the press, then open the target."""

    broadcast_id: int
    place: int
