"""«Мои заявки»: what a person has sent with «Хочу участвовать», and how to take it back."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from bot.applications.models import Application, ApplicationState
from bot.ui.callbacks.address import Address
from bot.ui.callbacks.applications import (
    AskToWithdraw,
    OpenMyApplication,
    OpenMyApplications,
    WithdrawApplication,
)
from bot.ui.callbacks.events import OpenEvent
from bot.ui.callbacks.following import OpenMyEvents
from bot.ui.callbacks.specialist import OpenSpecialist
from bot.ui.screen import Button, Screen
from bot.ui.texts import applications as texts
from bot.ui.texts import common, dates, specialist
from bot.ui.views.applications import summary
from bot.ui.views.common import HOME_BUTTON, page_row, way_back

APPLICATIONS_PER_PAGE = 7


def my_applications(found: Sequence[Application], here: OpenMyApplications) -> Screen:
    """A page past the end is the last one."""
    pages = max(1, -(-len(found) // APPLICATIONS_PER_PAGE))
    here = here.turned(page=max(0, min(here.page, pages - 1)))
    start = here.page * APPLICATIONS_PER_PAGE
    shown = found[start : start + APPLICATIONS_PER_PAGE]
    lines = map(_line, shown) if shown else (texts.MINE_EMPTY,)
    return Screen(
        "\n\n".join((texts.MINE_TITLE, *lines, *((texts.MINE_HINT,) if shown else ()))),
        (
            *((_button(each, here),) for each in shown),
            page_row(here, here.page, pages),
            way_back(here, OpenMyEvents()),
        ),
    )


def my_application(found: Application, here: Address) -> Screen:
    """`here` may be a button of this screen: the way back is the same."""
    here = OpenMyApplication(application_id=found.id).beside(here)
    handled = found.state is ApplicationState.HANDLED
    ask: Button = (specialist.ASK, OpenSpecialist().after(here))
    withdraw: Button = (texts.WITHDRAW, AskToWithdraw(application_id=found.id).beside(here))
    parts = (
        f"<b>{texts.number(found.id)} · {escape(found.event, quote=False)}</b>",
        summary(found),
        f"<i>{texts.sent_at(_day(found.sent_at))}</i>",
        texts.taken_up(_day(found.handled_at)) if handled else texts.NOT_HANDLED,
    )
    return Screen(
        "\n\n".join(parts),
        (
            (ask,) if handled else (withdraw,),
            ((texts.TO_EVENT, OpenEvent(event_id=found.event_id).after(here)),),
            way_back(here, OpenMyApplications()),
        ),
    )


def withdrawal(found: Application, here: AskToWithdraw) -> Screen:
    """The last question; of an application that was taken up since, the card instead."""
    if found.state is ApplicationState.HANDLED:
        return my_application(found, here)
    number = found.id
    return Screen(
        texts.ask_to_withdraw(number, escape(found.event, quote=False)),
        (
            ((texts.WITHDRAW_NOW, WithdrawApplication(application_id=number).beside(here)),),
            ((common.BACK, OpenMyApplication(application_id=number).beside(here)), HOME_BUTTON),
        ),
    )


def _line(found: Application) -> str:
    label = escape(found.label, quote=False)
    return texts.my_line(found.id, label, found.state, _day(found.sent_at))


def _button(found: Application, here: OpenMyApplications) -> Button:
    label = f"{texts.number(found.id)} · {found.label}"
    return label, OpenMyApplication(application_id=found.id).after(here)


def _day(when: datetime | None) -> str:
    return dates.day(when.date()) if when else ""
