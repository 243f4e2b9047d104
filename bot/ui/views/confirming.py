"""The second screen before a deed that many people feel; and the choice of a moment."""

from datetime import datetime, timedelta

from bot.broadcast.audience import lines
from bot.broadcast.look import Look
from bot.broadcast.models import Outcome
from bot.ui.callbacks.broadcast import (
    AskConfirm,
    Confirm,
    Deed,
    OpenBroadcast,
    ResumeRun,
)
from bot.ui.screen import Button, Screen
from bot.ui.texts import audience as audiences
from bot.ui.texts import broadcast as drafts
from bot.ui.texts import confirming as texts
from bot.ui.texts import runs
from bot.ui.views.common import HOME_BUTTON

MINUTE = 60
HOURS = (10, 14, 18)
READY_CHOICES = 5


def confirm(look: Look, here: AskConfirm, at: datetime | None, token: str) -> Screen:
    """`at` is when to send, None: at once."""
    key = look.broadcast.id
    yes = Confirm(broadcast_id=key, deed=here.deed, minute=here.minute, token=token)
    label = texts.schedule_button(at) if at else _label(look, here.deed)
    return Screen(_question(look, here.deed, at), (((label, yes),), _no(look, here.deed)))


def moments(broadcast_id: int, now: datetime) -> Screen:
    """The next usual hours; any other moment is typed."""
    hours = (
        now.replace(hour=hour, minute=0, second=0, microsecond=0) + timedelta(days=days)
        for days in range(3)
        for hour in HOURS
    )
    ahead = [at for at in hours if at > now][:READY_CHOICES]
    return Screen(
        texts.choose_moment(now),
        (
            *(((drafts.moment(at), at_moment(broadcast_id, at)),) for at in ahead),
            ((drafts.DROP_INPUT, OpenBroadcast(broadcast_id=broadcast_id)), HOME_BUTTON),
        ),
    )


def at_moment(broadcast_id: int, at: datetime) -> AskConfirm:
    minute = int(at.timestamp()) // MINUTE
    return AskConfirm(broadcast_id=broadcast_id, deed=Deed.SEND, minute=minute)


def _question(look: Look, deed: Deed, at: datetime | None) -> str:
    counts = look.progress.counts
    match deed:
        case Deed.SEND:
            audience = audiences.told(lines(look.broadcast.audience))
            until = None if look.broadcast.at_night else look.silent_until
            return texts.confirm_send(look.broadcast, audience, look.recipients, at, until)
        case Deed.RECALL:
            return texts.confirm_recall(counts[Outcome.DELIVERED])
        case Deed.AGAIN:
            return texts.confirm_again(counts[Outcome.UNKNOWN])
        case Deed.CANCEL if look.broadcast.started_at is None:
            return texts.CANCEL_PLANNED
        case Deed.CANCEL:
            return texts.confirm_cancel(counts[Outcome.PENDING])


def _label(look: Look, deed: Deed) -> str:
    if deed is Deed.SEND:
        return drafts.send(look.recipients)
    return texts.YES[deed]


def _no(look: Look, deed: Deed) -> tuple[Button, ...]:
    """Back to where it was; a run that was paused for the question goes on from here."""
    key = look.broadcast.id
    back: Button = (texts.NO, OpenBroadcast(broadcast_id=key))
    if deed is Deed.CANCEL and look.broadcast.started_at:
        back = (runs.RESUME, ResumeRun(broadcast_id=key))
    return (back, HOME_BUTTON)
