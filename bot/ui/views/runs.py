"""A broadcast in whatever state it is: composed, planned, sent, finished or taken back."""

from bot.broadcast.audience import lines
from bot.broadcast.look import Look
from bot.broadcast.models import Outcome, State
from bot.ui.callbacks.address import Address
from bot.ui.callbacks.broadcast import (
    AskConfirm,
    Deed,
    GetRows,
    LeaveCard,
    OpenBroadcast,
    OpenBroadcasts,
    OpenMoments,
    PauseRun,
    Preview,
    ResumeRun,
    Unschedule,
)
from bot.ui.screen import Button, Rows, Screen
from bot.ui.texts import audience as audiences
from bot.ui.texts import broadcast as drafts
from bot.ui.texts import confirming, results
from bot.ui.texts import runs as texts
from bot.ui.texts.common import HOME
from bot.ui.views import broadcast as composing
from bot.ui.views.common import way_back


def screen(look: Look, here: Address) -> Screen:
    match look.broadcast.state:
        case State.DRAFT:
            return composing.draft(look, here)
        case State.SCHEDULED | State.MISSED:
            return _planned(look, here)
        case _:
            return _run(look, here)


def is_live(look: Look) -> bool:
    """Whether its screen will change by itself."""
    what = look.broadcast
    begun = what.started_at is not None and what.finished_at is None
    return begun or (what.state is State.RECALLED and what.recalled_at is None)


def _planned(look: Look, here: Address) -> Screen:
    what, key = look.broadcast, look.broadcast.id
    at = what.scheduled_at or what.created_at
    words = texts.missed(at) if what.state is State.MISSED else texts.planned(at)
    facts = drafts.facts(what, audiences.told(lines(what.audience)), look.recipients)
    return Screen(
        f"{texts.title(what)}\n\n{words}\n\n{facts}",
        (
            ((drafts.PREVIEW, Preview(broadcast_id=key)),),
            ((texts.SEND_NOW, AskConfirm(broadcast_id=key, deed=Deed.SEND)),),
            ((texts.OTHER_MOMENT, OpenMoments(broadcast_id=key)),),
            ((texts.UNSCHEDULE, Unschedule(broadcast_id=key)), _ask(look, Deed.CANCEL)),
            way_back(here, OpenBroadcasts()),
        ),
    )


def _run(look: Look, here: Address) -> Screen:
    what, progress = look.broadcast, look.progress
    blocks = (
        (texts.title(what), texts.about(what)),
        (texts.problem(what.problem) if what.problem else "",),
        _bar(look),
        _fates(look),
        results.reasons(look.reasons),
        (*results.taken_back(progress), results.opted_out(look.opted_out), *_clicks(look)),
    )
    text = "\n\n".join(filter(None, ("\n".join(filter(None, block)) for block in blocks)))
    last = way_back(here, OpenBroadcasts())
    if is_live(look):
        last = (*last[:-1], (HOME, LeaveCard()))
    return Screen(text, (*_steer(look), last))


def _bar(look: Look) -> tuple[str, ...]:
    what, progress = look.broadcast, look.progress
    if what.state not in (State.RUNNING, State.PAUSED):
        return ()
    if what.total is None:
        return (texts.PREPARING,)
    if what.state is State.PAUSED:
        return texts.bar(progress.settled, progress.total), texts.done(progress)
    waits = look.silent_until if not what.at_night else None
    return (
        texts.bar(progress.settled, progress.total),
        texts.pace(progress),
        texts.night(waits) if waits else "",
    )


def _fates(look: Look) -> tuple[str, ...]:
    """Nothing while the recipients are still being written down."""
    if look.broadcast.total is None:
        return ()
    return (results.recipients_total(look.progress.total), *results.fates(look.progress))


def _clicks(look: Look) -> tuple[str, ...]:
    return tuple(
        results.clicks(button.label, look.clicks.get(place, 0))
        for place, button in enumerate(look.broadcast.buttons)
    )


def _steer(look: Look) -> Rows:
    key = look.broadcast.id
    rows = (
        ((texts.ROWS, GetRows(broadcast_id=key)), (texts.REFRESH, OpenBroadcast(broadcast_id=key))),
    )
    match look.broadcast.state:
        case State.RUNNING:
            return (((texts.PAUSE, PauseRun(broadcast_id=key)), _ask(look, Deed.CANCEL)),)
        case State.PAUSED:
            go_on = (texts.RESUME, ResumeRun(broadcast_id=key))
            return ((go_on, _ask(look, Deed.CANCEL)), (_ask(look, Deed.RECALL),))
        case State.RECALLED:
            return rows
        case _:
            again = (_ask(look, Deed.AGAIN),) if look.progress.counts[Outcome.UNKNOWN] else ()
            recall = (_ask(look, Deed.RECALL),) if look.broadcast.started_at else ()
            return (*rows, again, recall)


def _ask(look: Look, deed: Deed) -> Button:
    unknown = look.progress.counts[Outcome.UNKNOWN]
    labels = {
        Deed.CANCEL: texts.CANCEL,
        Deed.RECALL: texts.RECALL,
        Deed.AGAIN: confirming.again_button(unknown),
    }
    return labels[deed], AskConfirm(broadcast_id=look.broadcast.id, deed=deed)
