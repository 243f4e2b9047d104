"""Screens of a broadcast that is confirmed, planned, running or finished; the lists."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.broadcast import run_texts, screens, texts
from bot.broadcast.buttons import (
    AskConfirm,
    Confirm,
    DownloadDeliveries,
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
    BroadcastButton,
    BroadcastOverview,
    BroadcastState,
    ConfirmedAction,
    Delivery,
    DeliveryState,
)
from bot.broadcast.segments import lines
from bot.ui.address import Address
from bot.ui.screen import HOME_BUTTON, Button, Rows, Screen, page_row, way_back
from bot.ui.texts import HOME, paragraphs

MINUTE = 60
HOURS = (10, 14, 18)
READY_CHOICES = 5


def confirm(
    overview: BroadcastOverview, here: AskConfirm, at: datetime | None, token: str
) -> Screen:
    """`at` is when to send; None means at once."""
    key = overview.broadcast.id
    yes = Confirm(broadcast_id=key, action=here.action, minute=here.minute, token=token)
    label = run_texts.schedule_button(at) if at else _confirm_label(overview, here.action)
    return Screen(
        _question(overview, here.action, at), (((label, yes),), _decline_row(overview, here.action))
    )


def moments(broadcast_id: int, now: datetime) -> Screen:
    """The next usual hours. The admin may type any other moment."""
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
    return AskConfirm(broadcast_id=broadcast_id, action=ConfirmedAction.SEND, minute=minute)


def _question(overview: BroadcastOverview, action: ConfirmedAction, at: datetime | None) -> str:
    counts = overview.progress.counts
    match action:
        case ConfirmedAction.SEND:
            audience = texts.describe_audience(lines(overview.broadcast.audience))
            until = None if overview.broadcast.at_night else overview.silent_until
            return run_texts.confirm_send(
                overview.broadcast, audience, overview.recipients, at, until
            )
        case ConfirmedAction.RECALL:
            return run_texts.confirm_recall(counts[DeliveryState.DELIVERED])
        case ConfirmedAction.AGAIN:
            return run_texts.confirm_again(counts[DeliveryState.UNKNOWN])
        case ConfirmedAction.CANCEL if overview.broadcast.started_at is None:
            return run_texts.CANCEL_PLANNED
        case ConfirmedAction.CANCEL:
            return run_texts.confirm_cancel(counts[DeliveryState.PENDING])


def _confirm_label(overview: BroadcastOverview, action: ConfirmedAction) -> str:
    if action is ConfirmedAction.SEND:
        return texts.send(overview.recipients)
    return run_texts.YES[action]


def _decline_row(overview: BroadcastOverview, action: ConfirmedAction) -> tuple[Button, ...]:
    """Back to the broadcast. One that was paused for this question is resumed."""
    key = overview.broadcast.id
    back: Button = (run_texts.NO, OpenBroadcast(broadcast_id=key))
    if action is ConfirmedAction.CANCEL and overview.broadcast.started_at:
        back = (run_texts.RESUME, ResumeRun(broadcast_id=key))
    return (back, HOME_BUTTON)


def screen(overview: BroadcastOverview, here: Address) -> Screen:
    match overview.broadcast.state:
        case BroadcastState.DRAFT:
            return screens.draft(overview, here)
        case BroadcastState.SCHEDULED | BroadcastState.MISSED:
            return _planned(overview, here)
        case _:
            return _run(overview, here)


def is_live(overview: BroadcastOverview) -> bool:
    """Whether the screen changes without a press; a planned one does at its time."""
    what = overview.broadcast
    if what.state is BroadcastState.SCHEDULED:
        return True
    sending = what.started_at is not None and what.finished_at is None
    return sending or (what.state is BroadcastState.RECALLED and what.recalled_at is None)


def _planned(overview: BroadcastOverview, here: Address) -> Screen:
    what, key = overview.broadcast, overview.broadcast.id
    at = what.scheduled_at or what.created_at
    words = run_texts.missed(at) if what.state is BroadcastState.MISSED else run_texts.planned(at)
    facts = texts.facts(what, texts.describe_audience(lines(what.audience)), overview.recipients)
    return Screen(
        f"{run_texts.title(what)}\n\n{words}\n\n{facts}",
        (
            ((texts.PREVIEW, Preview(broadcast_id=key)),),
            ((run_texts.SEND_NOW, AskConfirm(broadcast_id=key, action=ConfirmedAction.SEND)),),
            ((run_texts.OTHER_MOMENT, OpenMoments(broadcast_id=key)),),
            (
                (run_texts.UNSCHEDULE, Unschedule(broadcast_id=key)),
                _ask_confirm(overview, ConfirmedAction.CANCEL),
            ),
            _last_row(overview, here),
        ),
    )


def _run(overview: BroadcastOverview, here: Address) -> Screen:
    what, progress = overview.broadcast, overview.progress
    blocks = (
        (run_texts.title(what), run_texts.about(what)),
        (run_texts.problem(what.problem) if what.problem else "",),
        _progress_bar(overview),
        _outcomes(overview),
        run_texts.reasons(overview.reasons),
        (
            *run_texts.recall_outcomes(progress),
            run_texts.opted_out(overview.opted_out),
            *_clicks(overview),
        ),
    )
    text = paragraphs(*("\n".join(filter(None, block)) for block in blocks))
    return Screen(text, (*_actions(overview), _last_row(overview, here)))


def _last_row(overview: BroadcastOverview, here: Address) -> tuple[Button, ...]:
    """A live card is left by an address of its own: it is then no longer updated."""
    last = way_back(here, OpenBroadcasts())
    return (*last[:-1], (HOME, LeaveCard())) if is_live(overview) else last


def _progress_bar(overview: BroadcastOverview) -> tuple[str, ...]:
    what, progress = overview.broadcast, overview.progress
    if what.state not in (BroadcastState.RUNNING, BroadcastState.PAUSED):
        return ()
    if what.total is None:
        return (run_texts.PREPARING,)
    if what.state is BroadcastState.PAUSED:
        return run_texts.bar(progress.settled, progress.total), run_texts.done(progress)
    waits = overview.silent_until if not what.at_night else None
    return (
        run_texts.bar(progress.settled, progress.total),
        run_texts.pace(progress),
        run_texts.night(waits) if waits else "",
    )


def _outcomes(overview: BroadcastOverview) -> tuple[str, ...]:
    """Nothing while the recipients are still being stored."""
    if overview.broadcast.total is None:
        return ()
    return (
        run_texts.recipients_total(overview.progress.total),
        *run_texts.outcomes(overview.progress),
    )


def _clicks(overview: BroadcastOverview) -> tuple[str, ...]:
    return tuple(
        run_texts.clicks(button.label, overview.clicks.get(place, 0))
        for place, button in enumerate(overview.broadcast.buttons)
    )


def _actions(overview: BroadcastOverview) -> Rows:
    key = overview.broadcast.id
    cancel = _ask_confirm(overview, ConfirmedAction.CANCEL)
    recall = _ask_confirm(overview, ConfirmedAction.RECALL)
    match overview.broadcast.state:
        case BroadcastState.RUNNING:
            return (((run_texts.PAUSE, PauseRun(broadcast_id=key)), cancel),)
        case BroadcastState.PAUSED:
            resume: Button = (run_texts.RESUME, ResumeRun(broadcast_id=key))
            return ((resume, cancel), (recall,))
    files = (
        (run_texts.ROWS, DownloadDeliveries(broadcast_id=key)),
        (run_texts.ROWS_XLSX, DownloadDeliveries(broadcast_id=key, xlsx=True)),
    )
    refresh = ((run_texts.REFRESH, OpenBroadcast(broadcast_id=key)),)
    if overview.broadcast.state is BroadcastState.RECALLED:
        return (files, refresh)
    unknown = overview.progress.counts[DeliveryState.UNKNOWN]
    repeat = (_ask_confirm(overview, ConfirmedAction.AGAIN),) if unknown else ()
    return (files, refresh, repeat, (recall,) if overview.broadcast.started_at else ())


def _ask_confirm(overview: BroadcastOverview, action: ConfirmedAction) -> Button:
    unknown = overview.progress.counts[DeliveryState.UNKNOWN]
    labels = {
        ConfirmedAction.CANCEL: run_texts.CANCEL,
        ConfirmedAction.RECALL: run_texts.RECALL,
        ConfirmedAction.AGAIN: run_texts.again_button(unknown),
    }
    return labels[action], AskConfirm(broadcast_id=overview.broadcast.id, action=action)


PAGE_SIZE = 6


def broadcasts(
    found: Iterable[Broadcast], pages: int, waiting: int, here: OpenBroadcasts
) -> Screen:
    """One page of the list; `waiting` is the number of drafts."""
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


def drafts(found: Iterable[Broadcast], here: OpenBroadcastDrafts) -> Screen:
    """Drafts, the newest first."""
    rows = _items(found, here)
    hint = run_texts.DRAFTS_HINT if rows else run_texts.DRAFTS_EMPTY
    return Screen(f"{run_texts.DRAFTS_TITLE}\n\n{hint}", (*rows, way_back(here, OpenBroadcasts())))


def _items(found: Iterable[Broadcast], here: Address) -> Rows:
    return tuple(
        ((run_texts.list_item(what), OpenBroadcast(broadcast_id=what.id).after(here)),)
        for what in found
    )


def row(delivery: Delivery, buttons: Sequence[BroadcastButton]) -> tuple[object, ...]:
    """In the order of `run_texts.COLUMNS`; `buttons` are those of the broadcast."""
    labels = [buttons[place].label for place in delivery.pressed if place < len(buttons)]
    return (
        delivery.person_id,
        run_texts.OUTCOMES[delivery.outcome],
        delivery.at or "",
        delivery.reason,
        run_texts.RECALL_OUTCOMES[delivery.recalled] if delivery.recalled else "",
        ", ".join(labels),
    )
