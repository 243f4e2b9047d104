"""What a person sees of their applications: the form, their own list, what the team tells them."""

from collections.abc import Sequence
from datetime import datetime

from aiogram.types import Contact

from bot.applications import english_texts, texts
from bot.applications.buttons import (
    AnswerAside,
    AskForNumber,
    AskToWithdraw,
    DiscardForm,
    KeepAside,
    OpenForm,
    OpenMyApplication,
    OpenMyApplications,
    OpenStep,
    SendForm,
    TakeUsername,
    WithdrawApplication,
)
from bot.applications.models import (
    FIELDS,
    Application,
    ApplicationState,
    Refusal,
    Step,
)
from bot.events.buttons import OpenEvent
from bot.paging import page_of
from bot.reminders import texts as reminders_texts
from bot.reminders.buttons import OpenMyEvents
from bot.reminders.models import SavedResult
from bot.specialist import texts as specialist_texts
from bot.specialist.buttons import OpenSpecialist
from bot.ui import texts as ui_texts
from bot.ui.address import Address
from bot.ui.screen import HOME_BUTTON, Button, Rows, Screen, in_columns, page_row, way_back
from bot.ui.texts import paragraphs, safe

APPLICATIONS_PER_PAGE = 7


def form(
    found: Application, refusal: Refusal | None = None, *, username: str | None = None
) -> Screen:
    """The question of the current step; after the last one, the form to check and send.

    `username` is the person's own in Telegram: it may be their contact.
    """
    if found.step is Step.CONFIRM:
        return _confirmation(found)
    refused = texts.refused(refusal, found.step) if refusal else ""
    value = found.value(found.step)
    parts = (
        f"{texts.title(safe(found.event))}\n{texts.step(found.step)}",
        refused,
        texts.QUESTIONS[found.step],
        f"<i>{texts.EXAMPLE}: {texts.EXAMPLES[found.step]}</i>",
        f"{texts.NOW}: <b>{safe(value)}</b>" if value else "",
        texts.ESCAPE,
        texts.WHO_SEES if found.step is Step.COMPANY else "",
    )
    rows = (
        _forward(found),
        *(_contact_rows(found, username) if found.step is Step.CONTACT else ()),
        (_back(found), _cancel(found)),
        (HOME_BUTTON,),
    )
    english = english_texts.form(found, safe(found.event), refusal, safe(value))
    return Screen(paragraphs(*parts), rows, Screen(english, rows))


def repeated(found: Application, reason: str, *, username: str | None = None) -> Screen:
    """The form once more, under a line: why the message was not accepted, or what comes now."""
    again = form(found, username=username)
    in_english = again.english.text if again.english else ""
    english = Screen(f"{english_texts.REASONS[reason]}\n\n{in_english}", again.rows)
    return Screen(f"{reason}\n\n{again.text}", again.rows, english)


def aside(found: Application, *, is_question: bool) -> Screen:
    """What was typed into the form is hardly meant for it: what to do with it."""
    event_id = found.event_id
    answer: Button = (texts.ANSWER, AnswerAside(event_id=event_id))
    keep: Button = (texts.KEEP_ASIDE, KeepAside(event_id=event_id))
    return Screen(
        texts.ASIDE_QUESTION if is_question else texts.ASIDE_OTHER,
        (
            (answer,) if is_question else (),
            (keep,) if found.step is not Step.CONFIRM else (),
            ((texts.TO_FORM, OpenForm(event_id=event_id)), _cancel(found)),
            (HOME_BUTTON,),
        ),
    )


def shared(contact: Contact | None) -> str:
    """A contact shared in Telegram as the value of the field: «Ирина, +79000000003»."""
    if contact is None:
        return ""
    return f"{contact.first_name}, +{contact.phone_number.removeprefix('+')}"


def _contact_rows(found: Application, username: str | None) -> Rows:
    share: Button = (texts.SHARE_NUMBER, AskForNumber(event_id=found.event_id))
    if not username:
        return ((share,),)
    return ((share,), ((f"@{username}", TakeUsername(event_id=found.event_id)),))


def sent(found: Application, saved: SavedResult | None = None) -> Screen:
    """`saved`: the exhibition was saved together with the application."""
    rows: Rows = (
        ((texts.MINE, OpenMyApplications()),),
        ((texts.TO_EVENT, OpenEvent(event_id=found.event_id)), HOME_BUTTON),
    )
    text, english = texts.sent(found.id), english_texts.sent(found.id)
    if saved:
        first, silenced = saved.first_reminder, saved.silenced
        text += f"\n\n⭐ {reminders_texts.saved(first, silenced=silenced)}"
        english += f"\n\n⭐ {reminders_texts.saved_in_english(first, silenced=silenced)}"
    return Screen(text, rows, Screen(english, rows))


def discarded(event_id: int) -> Screen:
    return Screen(texts.DISCARDED, (((texts.TO_EVENT, OpenEvent(event_id=event_id)), HOME_BUTTON),))


def summary(found: Application) -> str:
    """The fields with their values, one a line."""
    return "\n".join(
        f"{texts.FIELDS[step]}: <b>{value}</b>" for step, value in _values(found).items()
    )


def _values(found: Application) -> dict[Step, str]:
    return {step: safe(found.value(step) or texts.NOTHING) for step in FIELDS}


def _confirmation(found: Application) -> Screen:
    parts = (
        f"{texts.title(safe(found.event))}\n{texts.CHECK}",
        summary(found),
        texts.WHO_SEES,
        texts.PRESS_SEND,
    )
    rows = (
        ((texts.SEND, SendForm(application_id=found.id)),),
        *in_columns((texts.edit(step), _step(found, step)) for step in FIELDS),
        (_back(found), _cancel(found)),
        (HOME_BUTTON,),
    )
    english = english_texts.confirmation(safe(found.event), _values(found))
    return Screen("\n\n".join(parts), rows, Screen(english, rows))


def _forward(found: Application) -> tuple[Button, ...]:
    """The button to the next step, where the field is filled or optional."""
    target = _step(found, Step(found.step + 1))
    if found.value(found.step):
        return ((texts.KEEP, target),)
    return ((texts.SKIP, target),) if found.step is Step.WISH else ()


def _back(found: Application) -> Button:
    if found.step is Step.COMPANY:
        return ui_texts.BACK, OpenEvent(event_id=found.event_id)
    return ui_texts.BACK, _step(found, Step(found.step - 1))


def _cancel(found: Application) -> Button:
    return texts.CANCEL, DiscardForm(event_id=found.event_id)


def _step(found: Application, step: Step) -> OpenStep:
    return OpenStep(event_id=found.event_id, to=step)


def my_applications(found: Sequence[Application], here: OpenMyApplications) -> Screen:
    """A page past the end is the last one."""
    shown, page, pages = page_of(found, here.page, APPLICATIONS_PER_PAGE)
    here = here.changed(page=page)
    lines = map(_line, shown) if shown else (texts.MINE_EMPTY,)
    return Screen(
        "\n\n".join((texts.MINE_TITLE, *lines, *((texts.MINE_HINT,) if shown else ()))),
        (
            *((_button(each, here),) for each in shown),
            page_row(here, page, pages),
            way_back(here, OpenMyEvents()),
        ),
    )


def my_application(found: Application, here: Address) -> Screen:
    """A person's own application. `here` may be a button of this screen, too."""
    here = OpenMyApplication(application_id=found.id).beside(here)
    handled = found.state is not ApplicationState.SENT
    ask: Button = (specialist_texts.ASK, OpenSpecialist().after(here))
    withdraw: Button = (texts.WITHDRAW, AskToWithdraw(application_id=found.id).beside(here))
    parts = (
        f"<b>{texts.number(found.id)} · {safe(found.event)}</b>",
        summary(found),
        f"<i>{texts.sent_at(_day(found.sent_at))}</i>",
        texts.seen_to(found.state, _day(found.handled_at)) if handled else texts.NOT_HANDLED,
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
    """Ask for confirmation; an application that is no longer new shows its card instead."""
    if found.state is not ApplicationState.SENT:
        return my_application(found, here)
    number = found.id
    return Screen(
        texts.ask_to_withdraw(number, safe(found.event)),
        (
            ((texts.WITHDRAW_NOW, WithdrawApplication(application_id=number).beside(here)),),
            ((ui_texts.BACK, OpenMyApplication(application_id=number).beside(here)), HOME_BUTTON),
        ),
    )


def _line(found: Application) -> str:
    label = safe(found.label)
    return texts.my_line(found.id, label, found.state, _day(found.sent_at))


def _button(found: Application, here: OpenMyApplications) -> Button:
    label = f"{texts.number(found.id)} · {found.label}"
    return label, OpenMyApplication(application_id=found.id).after(here)


def _day(when: datetime | None) -> str:
    return ui_texts.day(when.date()) if when else ""


def state_told(found: Application) -> Screen:
    """What the applicant gets when the team has decided."""
    told = found.id, safe(found.event), found.state
    return _to_applicant(found, texts.state_told(*told), english_texts.state_told(*told))


def replied(found: Application, html: str) -> Screen:
    """What the applicant gets when the team answers."""
    told = found.id, safe(found.event), html
    return _to_applicant(found, texts.replied(*told), english_texts.replied(*told))


def _to_applicant(found: Application, words: str, english: str) -> Screen:
    here, home = OpenMyApplication(application_id=found.id), (HOME_BUTTON,)
    in_english = Screen(english, (((english_texts.own(found.id), here),), home))
    return Screen(words, (((texts.own(found.id), here),), home), in_english)
