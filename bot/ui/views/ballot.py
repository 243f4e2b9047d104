from collections.abc import Sequence
from html import escape

from bot.csv_file import csv_file
from bot.events.marks import Ballot, Total
from bot.events.models import Event
from bot.ui.callbacks.ballot import ExportVotes, OpenMyVotes, OpenVotes
from bot.ui.callbacks.events import OpenEvent, OpenEvents
from bot.ui.callbacks.following import OpenMyEvents
from bot.ui.files import File
from bot.ui.screen import Screen
from bot.ui.texts import ballot as texts
from bot.ui.texts import events as event_texts
from bot.ui.views.common import page_row, way_back

EVENTS_PER_PAGE = 8
TOTALS_PER_PAGE = 20


def my_votes(found: Sequence[Event], ballot: Ballot, here: OpenMyVotes) -> Screen:
    """A page past the end is the last one."""
    pages = max(1, -(-len(found) // EVENTS_PER_PAGE))
    here = here.turned(page=max(0, min(here.page, pages - 1)))
    shown = found[here.page * EVENTS_PER_PAGE : (here.page + 1) * EVENTS_PER_PAGE]
    parts = (texts.title(ballot), texts.deadline(ballot), texts.WHAT_FOR, *_nothing(found))
    return Screen(
        "\n\n".join(parts),
        (
            *(((each.label, OpenEvent(event_id=each.id).after(here)),) for each in shown),
            page_row(here, here.page, pages),
            ((event_texts.CALENDAR, OpenEvents().after(here)),),
            way_back(here, OpenMyEvents()),
        ),
    )


def totals(found: Sequence[Total], ballot: Ballot, here: OpenVotes) -> Screen:
    pages = max(1, -(-len(found) // TOTALS_PER_PAGE))
    here = here.turned(page=max(0, min(here.page, pages - 1)))
    start = here.page * TOTALS_PER_PAGE
    lines = [
        f"{place}. {escape(each.name, quote=False)} — {texts.votes(each.votes)}"
        for place, each in enumerate(found[start : start + TOTALS_PER_PAGE], start + 1)
    ]
    body = "\n".join(lines) or texts.NOBODY
    return Screen(
        "\n\n".join((texts.title(ballot), texts.deadline(ballot), body)),
        (
            page_row(here, here.page, pages),
            ((texts.EXPORT, ExportVotes().beside(here)),) if found else (),
            way_back(here),
        ),
    )


def votes_file(found: Sequence[Total], ballot: Ballot) -> File:
    rows = ((each.event_id, each.name, each.country, each.votes) for each in found)
    return File(texts.file_name(ballot), csv_file(texts.HEADER, rows), texts.CAPTION)


def _nothing(found: Sequence[Event]) -> tuple[str, ...]:
    return () if found else (texts.EMPTY,)
