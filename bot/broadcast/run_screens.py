"""Confirming, running and judging a broadcast; the lists."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.broadcast import run_texts, screens, texts
from bot.broadcast.buttons import (
    AskConfirm,
    Confirm,
    ConfirmedAction,
    GetRows,
    LeaveCard,
    OpenBroadcast,
    OpenBroadcastDrafts,
    OpenBroadcasts,
    OpenMoments,
    PauseRun,
    Preview,
    ResumeRun,
    StartNew,
    Unschedule,
)
from bot.broadcast.models import (
    Broadcast,
    BroadcastOverview,
    BroadcastState,
    Delivery,
    DeliveryState,
)
from bot.broadcast.segments import lines
from bot.ui.address import Address
from bot.ui.screen import Button, Rows, Screen
from bot.ui.screens import HOME_BUTTON, page_row, way_back
from bot.ui.texts import HOME

MINUTE = 60
HOURS = (10, 14, 18)
READY_CHOICES = 5


def confirm(look: BroadcastOverview, here: AskConfirm, at: datetime | None, token: str) -> Screen:
    """`at` is when to send, None: at once."""
    key = look.broadcast.id
    yes = Confirm(broadcast_id=key, deed=here.deed, minute=here.minute, token=token)
    label = run_texts.schedule_button(at) if at else _label(look, here.deed)
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
        run_texts.choose_moment(now),
        (
            *(((texts.moment(at), at_moment(broadcast_id, at)),) for at in ahead),
            ((texts.DROP_INPUT, OpenBroadcast(broadcast_id=broadcast_id)), HOME_BUTTON),
        ),
    )


def at_moment(broadcast_id: int, at: datetime) -> AskConfirm:
    minute = int(at.timestamp()) // MINUTE
    return AskConfirm(broadcast_id=broadcast_id, deed=ConfirmedAction.SEND, minute=minute)


def _question(look: BroadcastOverview, deed: ConfirmedAction, at: datetime | None) -> str:
    counts = look.progress.counts
    match deed:
        case ConfirmedAction.SEND:
            audience = texts.told(lines(look.broadcast.audience))
            until = None if look.broadcast.at_night else look.silent_until
            return run_texts.confirm_send(look.broadcast, audience, look.recipients, at, until)
        case ConfirmedAction.RECALL:
            return run_texts.confirm_recall(counts[DeliveryState.DELIVERED])
        case ConfirmedAction.AGAIN:
            return run_texts.confirm_again(counts[DeliveryState.UNKNOWN])
        case ConfirmedAction.CANCEL if look.broadcast.started_at is None:
            return run_texts.CANCEL_PLANNED
        case ConfirmedAction.CANCEL:
            return run_texts.confirm_cancel(counts[DeliveryState.PENDING])


def _label(look: BroadcastOverview, deed: ConfirmedAction) -> str:
    if deed is ConfirmedAction.SEND:
        return texts.send(look.recipients)
    return run_texts.YES[deed]


def _no(look: BroadcastOverview, deed: ConfirmedAction) -> tuple[Button, ...]:
    """Back to where it was; a run that was paused for the question goes on from here."""
    key = look.broadcast.id
    back: Button = (run_texts.NO, OpenBroadcast(broadcast_id=key))
    if deed is ConfirmedAction.CANCEL and look.broadcast.started_at:
        back = (run_texts.RESUME, ResumeRun(broadcast_id=key))
    return (back, HOME_BUTTON)


def screen(look: BroadcastOverview, here: Address) -> Screen:
    match look.broadcast.state:
        case BroadcastState.DRAFT:
            return screens.draft(look, here)
        case BroadcastState.SCHEDULED | BroadcastState.MISSED:
            return _planned(look, here)
        case _:
            return _run(look, here)


def is_live(look: BroadcastOverview) -> bool:
    """Whether its screen will change by itself."""
    what = look.broadcast
    begun = what.started_at is not None and what.finished_at is None
    return begun or (what.state is BroadcastState.RECALLED and what.recalled_at is None)


def _planned(look: BroadcastOverview, here: Address) -> Screen:
    what, key = look.broadcast, look.broadcast.id
    at = what.scheduled_at or what.created_at
    words = run_texts.missed(at) if what.state is BroadcastState.MISSED else run_texts.planned(at)
    facts = texts.facts(what, texts.told(lines(what.audience)), look.recipients)
    return Screen(
        f"{run_texts.title(what)}\n\n{words}\n\n{facts}",
        (
            ((texts.PREVIEW, Preview(broadcast_id=key)),),
            ((run_texts.SEND_NOW, AskConfirm(broadcast_id=key, deed=ConfirmedAction.SEND)),),
            ((run_texts.OTHER_MOMENT, OpenMoments(broadcast_id=key)),),
            (
                (run_texts.UNSCHEDULE, Unschedule(broadcast_id=key)),
                _ask(look, ConfirmedAction.CANCEL),
            ),
            way_back(here, OpenBroadcasts()),
        ),
    )


def _run(look: BroadcastOverview, here: Address) -> Screen:
    what, progress = look.broadcast, look.progress
    blocks = (
        (run_texts.title(what), run_texts.about(what)),
        (run_texts.problem(what.problem) if what.problem else "",),
        _bar(look),
        _fates(look),
        run_texts.reasons(look.reasons),
        (*run_texts.taken_back(progress), run_texts.opted_out(look.opted_out), *_clicks(look)),
    )
    text = "\n\n".join(filter(None, ("\n".join(filter(None, block)) for block in blocks)))
    last = way_back(here, OpenBroadcasts())
    if is_live(look):
        last = (*last[:-1], (HOME, LeaveCard()))
    return Screen(text, (*_steer(look), last))


def _bar(look: BroadcastOverview) -> tuple[str, ...]:
    what, progress = look.broadcast, look.progress
    if what.state not in (BroadcastState.RUNNING, BroadcastState.PAUSED):
        return ()
    if what.total is None:
        return (run_texts.PREPARING,)
    if what.state is BroadcastState.PAUSED:
        return run_texts.bar(progress.settled, progress.total), run_texts.done(progress)
    waits = look.silent_until if not what.at_night else None
    return (
        run_texts.bar(progress.settled, progress.total),
        run_texts.pace(progress),
        run_texts.night(waits) if waits else "",
    )


def _fates(look: BroadcastOverview) -> tuple[str, ...]:
    """Nothing while the recipients are still being written down."""
    if look.broadcast.total is None:
        return ()
    return (run_texts.recipients_total(look.progress.total), *run_texts.fates(look.progress))


def _clicks(look: BroadcastOverview) -> tuple[str, ...]:
    return tuple(
        run_texts.clicks(button.label, look.clicks.get(place, 0))
        for place, button in enumerate(look.broadcast.buttons)
    )


def _steer(look: BroadcastOverview) -> Rows:
    key = look.broadcast.id
    rows = (
        (
            (run_texts.ROWS, GetRows(broadcast_id=key)),
            (run_texts.REFRESH, OpenBroadcast(broadcast_id=key)),
        ),
    )
    match look.broadcast.state:
        case BroadcastState.RUNNING:
            return (
                ((run_texts.PAUSE, PauseRun(broadcast_id=key)), _ask(look, ConfirmedAction.CANCEL)),
            )
        case BroadcastState.PAUSED:
            go_on = (run_texts.RESUME, ResumeRun(broadcast_id=key))
            return (
                (go_on, _ask(look, ConfirmedAction.CANCEL)),
                (_ask(look, ConfirmedAction.RECALL),),
            )
        case BroadcastState.RECALLED:
            return rows
        case _:
            again = (
                (_ask(look, ConfirmedAction.AGAIN),)
                if look.progress.counts[DeliveryState.UNKNOWN]
                else ()
            )
            recall = (_ask(look, ConfirmedAction.RECALL),) if look.broadcast.started_at else ()
            return (*rows, again, recall)


def _ask(look: BroadcastOverview, deed: ConfirmedAction) -> Button:
    unknown = look.progress.counts[DeliveryState.UNKNOWN]
    labels = {
        ConfirmedAction.CANCEL: run_texts.CANCEL,
        ConfirmedAction.RECALL: run_texts.RECALL,
        ConfirmedAction.AGAIN: run_texts.again_button(unknown),
    }
    return labels[deed], AskConfirm(broadcast_id=look.broadcast.id, deed=deed)


PAGE_SIZE = 6


def broadcasts(
    found: Iterable[Broadcast], pages: int, waiting: int, here: OpenBroadcasts
) -> Screen:
    """One page; `waiting` is how many drafts there are."""
    rows = _items(found, here)
    to_drafts: Rows = (((run_texts.drafts_button(waiting), OpenBroadcastDrafts().after(here)),),)
    return Screen(
        f"{run_texts.LIST_TITLE}\n\n{run_texts.LIST_HINT if rows else run_texts.LIST_EMPTY}",
        (
            *rows,
            page_row(here, here.page, pages),
            *(to_drafts if waiting else ()),
            ((texts.NEW, StartNew()),),
            way_back(here),
        ),
    )


def unsent(found: Iterable[Broadcast], here: OpenBroadcastDrafts) -> Screen:
    """Drafts, the newest first."""
    rows = _items(found, here)
    hint = run_texts.DRAFTS_HINT if rows else run_texts.DRAFTS_EMPTY
    return Screen(f"{run_texts.DRAFTS_TITLE}\n\n{hint}", (*rows, way_back(here, OpenBroadcasts())))


def _items(found: Iterable[Broadcast], here: Address) -> Rows:
    return tuple(
        ((run_texts.list_item(what), OpenBroadcast(broadcast_id=what.id).after(here)),)
        for what in found
    )


FORMULA = ("=", "+", "-", "@", "\t", "\r")


def head() -> tuple[str, ...]:
    return run_texts.COLUMNS


def row(delivery: Delivery) -> Iterable[str]:
    """A cell never begins like a formula: a spreadsheet would carry it out."""
    reason = delivery.reason
    return (
        str(delivery.person_id),
        run_texts.FATES[delivery.outcome],
        f"{delivery.at:%d.%m.%Y %H:%M:%S}" if delivery.at else "",
        f"'{reason}" if reason.startswith(FORMULA) else reason,
        run_texts.TAKEN_BACK[delivery.recalled] if delivery.recalled else "",
    )
