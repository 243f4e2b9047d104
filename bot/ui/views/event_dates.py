"""How an admin moves or cancels an exhibition."""

from collections.abc import Collection
from datetime import date
from html import escape

from bot.events.models import Event, Status
from bot.ui.callbacks.event_dates import AskToMove, MoveEvent, PreviewMove
from bot.ui.callbacks.events import OpenEvent
from bot.ui.screen import Rows, Screen
from bot.ui.texts import common, dates
from bot.ui.texts import event_dates as texts
from bot.ui.views.common import HOME_BUTTON, way_back

Days = tuple[date | None, date | None]


def ask(found: Event, here: AskToMove, *, unreadable: bool = False) -> Screen:
    parts = (
        texts.title(escape(found.name, quote=False)),
        texts.now(_said((found.starts, found.ends), found.status)),
        texts.UNREADABLE if unreadable else "",
        texts.ASK,
    )
    return Screen(
        "\n\n".join(filter(None, parts)),
        (*_statuses(found, here), way_back(here, OpenEvent(event_id=found.id))),
    )


def dates_of(found: Event) -> str:
    """Its dates as answers write them; empty where it has none."""
    return dates.span(found.starts, found.ends or found.starts) if found.starts else ""


def preview(found: Event, wanted: PreviewMove, followers: int, named: Collection[str]) -> Screen:
    """`named` are the answers that name the dates as they are: the change does not reach those."""
    parts = (
        texts.title(escape(found.name, quote=False)),
        texts.change(
            _said((found.starts, found.ends), found.status), _said(wanted.days, wanted.status)
        ),
        texts.followers(followers),
        escape(texts.named(named), quote=False) if found.starts else "",
        texts.UNTIL,
    )
    apply = MoveEvent(**wanted.model_dump() | {"seen": found.sequence}).beside(wanted)
    back = AskToMove(event_id=found.id).beside(wanted)
    text = "\n\n".join(filter(None, parts))
    return Screen(text, (((texts.APPLY, apply),), ((common.BACK, back), HOME_BUTTON)))


def _statuses(found: Event, here: AskToMove) -> Rows:
    """A date that is not there cannot be confirmed."""
    return tuple(
        ((label, PreviewMove.to(found.id, (found.starts, found.ends), status).beside(here)),)
        for status, label in texts.TO_STATUS.items()
        if status is not found.status and (found.starts or status is not Status.CONFIRMED)
    )


def _said(days: Days, status: Status) -> str:
    starts, ends = days
    words = dates.span(starts, ends or starts) if starts else texts.NO_DATES
    return f"{words}, {texts.STATUSES[status]}"
