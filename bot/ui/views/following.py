from collections.abc import Sequence

from bot.events.filtering import EventPage
from bot.events.models import Event
from bot.knowledge.catalogue import Catalogue
from bot.reminders.models import Alert
from bot.ui.callbacks.applications import OpenMyApplications
from bot.ui.callbacks.ballot import OpenMyVotes
from bot.ui.callbacks.catalogue import OpenCatalogue
from bot.ui.callbacks.events import OpenEvent, OpenEvents
from bot.ui.callbacks.following import OpenAlerts, OpenMyEvents, RemoveAlert, SendMyCalendar
from bot.ui.callbacks.menu import OpenHome
from bot.ui.callbacks.settings import OpenSettings
from bot.ui.files import File
from bot.ui.screen import Rows, Screen
from bot.ui.texts import applications, ballot, catalogue
from bot.ui.texts import events as event_texts
from bot.ui.texts import following as texts
from bot.ui.views.calendar import chosen, line
from bot.ui.views.common import page_row, way_back

EVENTS_PER_PAGE = 7
SHOWN_ALERTS = 50


def my_events(found: Sequence[Event], here: OpenMyEvents) -> Screen:
    """A page past the end is the last one."""
    pages = max(1, -(-len(found) // EVENTS_PER_PAGE))
    here = here.turned(page=max(0, min(here.page, pages - 1)))
    shown = found[here.page * EVENTS_PER_PAGE : (here.page + 1) * EVENTS_PER_PAGE]
    body = "\n".join(map(line, shown)) if shown else texts.EMPTY
    counted = texts.found(len(found)) if found else ""
    return Screen(
        "\n\n".join(filter(None, (texts.TITLE, counted, body))),
        (
            *event_rows(shown, here),
            page_row(here, here.page, pages),
            ((texts.ALL_TO_CALENDAR, SendMyCalendar().beside(here)),) if found else (),
            (
                (texts.ALERTS, OpenAlerts().after(here)),
                (texts.WHEN_TO_REMIND, OpenSettings().after(here)),
            ),
            (
                (applications.MINE, OpenMyApplications().after(here)),
                (ballot.MINE, OpenMyVotes().after(here)),
            ),
            ((event_texts.CALENDAR_SHORT, OpenEvents().after(here)),),
            way_back(here, OpenHome()),
        ),
    )


def alerts(found: Sequence[Alert], here: OpenAlerts | RemoveAlert) -> Screen:
    """Of more than a message has buttons for, the rest comes up as the first are removed."""
    here = OpenAlerts().beside(here)
    rows = tuple(
        ((texts.remove(each.kind, each.title), RemoveAlert(alert_id=each.id).beside(here)),)
        for each in found[:SHOWN_ALERTS]
    )
    hint = texts.ALERTS_HINT if found else texts.ALERTS_EMPTY
    lists = (
        (event_texts.CALENDAR_SHORT, OpenEvents().after(here)),
        (catalogue.CATALOGUE, OpenCatalogue().after(here)),
    )
    return Screen(f"{texts.ALERTS_TITLE}\n\n{hint}", (*rows, lists, way_back(here, OpenMyEvents())))


def followed(found: EventPage) -> str:
    """The filter of an alert in words."""
    return ", ".join(chosen(found).values()) or texts.EVERYTHING


def followed_courses(found: Catalogue) -> str:
    wanted = found.filter
    words = (
        catalogue.LEARNERS.get(wanted.learner),
        found.directions.get(wanted.direction),
        found.places.get(wanted.place),
    )
    return ", ".join(filter(None, words)) or texts.ALL_COURSES


def my_calendar(content: bytes) -> File:
    return File(texts.FILE_NAME, content, texts.FILE_CAPTION)


def event_rows(found: Sequence[Event], here: OpenMyEvents) -> Rows:
    return tuple(((each.label, OpenEvent(event_id=each.id).after(here)),) for each in found)
