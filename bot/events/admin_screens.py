"""Moving the dates of an exhibition; the vote for next year's."""

from collections.abc import Collection, Sequence
from datetime import date
from html import escape

from bot.events import texts
from bot.events.buttons import (
    AskToMove,
    ExportVotes,
    MoveEvent,
    OpenEvent,
    OpenEvents,
    OpenMyVotes,
    OpenVotes,
    PreviewMove,
)
from bot.events.models import Event, Status, Total, VotingPeriod
from bot.reminders.buttons import OpenMyEvents
from bot.ui import texts as ui_texts
from bot.ui.csv_file import csv_file
from bot.ui.screen import Rows, Screen
from bot.ui.screens import HOME_BUTTON, page_row, way_back
from bot.ui.show import File

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
    return ui_texts.span(found.starts, found.ends or found.starts) if found.starts else ""


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
    return Screen(text, (((texts.APPLY, apply),), ((ui_texts.BACK, back), HOME_BUTTON)))


def _statuses(found: Event, here: AskToMove) -> Rows:
    """A date that is not there cannot be confirmed."""
    return tuple(
        ((label, PreviewMove.to(found.id, (found.starts, found.ends), status).beside(here)),)
        for status, label in texts.TO_STATUS.items()
        if status is not found.status and (found.starts or status is not Status.CONFIRMED)
    )


def _said(days: Days, status: Status) -> str:
    starts, ends = days
    words = ui_texts.span(starts, ends or starts) if starts else texts.MOVE_NO_DATES
    return f"{words}, {texts.STATUSES[status]}"


EVENTS_PER_PAGE = 8
TOTALS_PER_PAGE = 20


def my_votes(found: Sequence[Event], ballot: VotingPeriod, here: OpenMyVotes) -> Screen:
    """A page past the end is the last one."""
    pages = max(1, -(-len(found) // EVENTS_PER_PAGE))
    here = here.turned(page=max(0, min(here.page, pages - 1)))
    shown = found[here.page * EVENTS_PER_PAGE : (here.page + 1) * EVENTS_PER_PAGE]
    parts = (texts.vote_title(ballot), texts.deadline(ballot), texts.WHAT_FOR, *_nothing(found))
    return Screen(
        "\n\n".join(parts),
        (
            *(((each.label, OpenEvent(event_id=each.id).after(here)),) for each in shown),
            page_row(here, here.page, pages),
            ((texts.CALENDAR, OpenEvents().after(here)),),
            way_back(here, OpenMyEvents()),
        ),
    )


def totals(found: Sequence[Total], ballot: VotingPeriod, here: OpenVotes) -> Screen:
    pages = max(1, -(-len(found) // TOTALS_PER_PAGE))
    here = here.turned(page=max(0, min(here.page, pages - 1)))
    start = here.page * TOTALS_PER_PAGE
    lines = [
        f"{place}. {escape(each.name, quote=False)} — {texts.votes(each.votes)}"
        for place, each in enumerate(found[start : start + TOTALS_PER_PAGE], start + 1)
    ]
    body = "\n".join(lines) or texts.NOBODY
    return Screen(
        "\n\n".join((texts.vote_title(ballot), texts.deadline(ballot), body)),
        (
            page_row(here, here.page, pages),
            ((texts.EXPORT, ExportVotes().beside(here)),) if found else (),
            way_back(here),
        ),
    )


def votes_file(found: Sequence[Total], ballot: VotingPeriod) -> File:
    rows = ((each.event_id, each.name, each.country, each.votes) for each in found)
    return File(texts.file_name(ballot), csv_file(texts.HEADER, rows), texts.CAPTION)


def _nothing(found: Sequence[Event]) -> tuple[str, ...]:
    return () if found else (texts.EMPTY,)
