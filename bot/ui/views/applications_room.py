"""Applications as admins see them."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from bot.applications.models import Application, ApplicationPage, ApplicationState
from bot.csv_file import csv_file
from bot.reminders.models import Kind
from bot.ui.callbacks.applications import (
    ExportApplications,
    HandleApplication,
    OpenApplication,
    OpenApplications,
)
from bot.ui.callbacks.events import OpenEvent
from bot.ui.files import File
from bot.ui.screen import Button, Screen
from bot.ui.texts import applications as texts
from bot.ui.texts import notices
from bot.ui.views.applications import summary
from bot.ui.views.common import HOME_BUTTON, page_row, way_back

SHOWN = 10


def applications(found: ApplicationPage, here: OpenApplications) -> Screen:
    here = here.turned(page=found.page)
    counted = texts.counted(found.total, found.waiting) if found.total else texts.NONE_YET
    return Screen(
        f"{texts.APPLICATIONS}\n\n{counted}",
        (
            *((_button(each, here),) for each in found.applications),
            page_row(here, found.page, found.pages),
            ((texts.EXPORT, ExportApplications().beside(here)),) if found.total else (),
            way_back(here),
        ),
    )


def application(found: Application, here: OpenApplication | HandleApplication) -> Screen:
    """`here` may be a button of this screen: the way back is the same."""
    here = OpenApplication(application_id=found.id).beside(here)
    handle: Button = (texts.HANDLE, HandleApplication(application_id=found.id).beside(here))
    return Screen(
        _card(found),
        (
            (handle,) if found.state is ApplicationState.SENT else (),
            ((texts.TO_EVENT, OpenEvent(event_id=found.event_id).after(here)),),
            way_back(here, OpenApplications()),
        ),
    )


def duty(kind: Kind, found: Sequence[Application]) -> Screen:
    """What an admin is told: one application whole, several as a list, or who has handled them."""
    if kind is Kind.APPLICATION and len(found) == 1:
        return application(found[0], OpenApplication(application_id=found[0].id))
    lines = "\n".join(map(_line, found[:SHOWN])) if kind is Kind.HANDLED else ""
    return Screen(
        "\n\n".join(filter(None, (notices.TITLES[kind], lines))),
        (
            *((_button(each, OpenApplications()),) for each in found[:SHOWN]),
            ((texts.ALL, OpenApplications()), HOME_BUTTON),
        ),
    )


def applications_file(found: Sequence[Application]) -> File:
    rows = (
        (
            each.id,
            _time(each.sent_at),
            each.event,
            each.company,
            each.contact,
            each.wish,
            each.person_id,
            texts.STATES[each.state],
            _time(each.handled_at),
            each.handler,
        )
        for each in found
    )
    return File(texts.FILE_NAME, csv_file(texts.HEADER, rows), texts.CAPTION)


def _card(found: Application) -> str:
    parts = (
        f"<b>📨 {texts.number(found.id)} · {escape(found.event, quote=False)}</b>",
        summary(found),
        f"<i>{texts.sent_at(_time(found.sent_at))}</i>",
        texts.handled(_handler(found), _time(found.handled_at)) if found.handled_at else "",
    )
    return "\n\n".join(filter(None, parts))


def _line(found: Application) -> str:
    company = escape(found.company, quote=False)
    return f"{texts.number(found.id)} · {company} — {_handler(found)}"


def _button(found: Application, here: OpenApplications) -> tuple[str, OpenApplication]:
    label = f"{texts.MARKS[found.state]} {texts.number(found.id)} · {found.company} · {found.event}"
    return label[:60], OpenApplication(application_id=found.id).after(here)


def _handler(found: Application) -> str:
    return escape(found.handler, quote=False)


def _time(when: datetime | None) -> str:
    return f"{when:%d.%m.%Y %H:%M}" if when else ""
