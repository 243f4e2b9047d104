"""Screens of applications: the form, the person's own list, the admins' list and notices."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from aiogram.types import Contact

from bot.applications import english_texts, texts
from bot.applications.buttons import (
    AnswerAside,
    AskForNote,
    AskForNumber,
    AskForReply,
    AskState,
    AskToWithdraw,
    DiscardForm,
    ExportApplications,
    KeepAside,
    OpenApplication,
    OpenApplications,
    OpenForm,
    OpenMyApplication,
    OpenMyApplications,
    OpenStep,
    SendForm,
    SetState,
    TakeUsername,
    WithdrawApplication,
)
from bot.applications.models import (
    FIELDS,
    NEXT_STATES,
    Application,
    ApplicationNote,
    ApplicationPage,
    ApplicationState,
    Refusal,
    Step,
)
from bot.events.buttons import OpenEvent
from bot.reminders.buttons import OpenMyEvents
from bot.specialist import texts as specialist_texts
from bot.specialist.buttons import OpenSpecialist
from bot.ui import texts as ui_texts
from bot.ui.address import Address
from bot.ui.screen import Button, Rows, Screen
from bot.ui.screens import HOME_BUTTON, in_columns, page_row, way_back
from bot.ui.texts import cut, shown_name

APPLICATIONS_PER_PAGE = 7
SHOWN = 10  # applications of one notice
NOTE_CHARACTERS = 300  # of each of the notes on a card


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
        f"{texts.title(_safe(found.event))}\n{texts.step(found.step)}",
        refused,
        texts.QUESTIONS[found.step],
        f"<i>{texts.EXAMPLE}: {texts.EXAMPLES[found.step]}</i>",
        f"{texts.NOW}: <b>{_safe(value)}</b>" if value else "",
        texts.ESCAPE,
        texts.WHO_SEES if found.step is Step.COMPANY else "",
    )
    rows = (
        _forward(found),
        *(_contact_rows(found, username) if found.step is Step.CONTACT else ()),
        (_back(found), _cancel(found)),
        (HOME_BUTTON,),
    )
    english = english_texts.form(found, _safe(found.event), refusal, _safe(value))
    return Screen("\n\n".join(filter(None, parts)), rows, Screen(english, rows))


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


def sent(found: Application) -> Screen:
    rows: Rows = (
        ((texts.MINE, OpenMyApplications()),),
        ((texts.TO_EVENT, OpenEvent(event_id=found.event_id)), HOME_BUTTON),
    )
    return Screen(texts.sent(found.id), rows, Screen(english_texts.sent(found.id), rows))


def discarded(event_id: int) -> Screen:
    return Screen(texts.DISCARDED, (((texts.TO_EVENT, OpenEvent(event_id=event_id)), HOME_BUTTON),))


def summary(found: Application) -> str:
    """The fields with their values, one a line."""
    return "\n".join(
        f"{texts.FIELDS[step]}: <b>{value}</b>" for step, value in _values(found).items()
    )


def _values(found: Application) -> dict[Step, str]:
    return {step: _safe(found.value(step) or texts.NOTHING) for step in FIELDS}


def _confirmation(found: Application) -> Screen:
    parts = (
        f"{texts.title(_safe(found.event))}\n{texts.CHECK}",
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
    english = english_texts.confirmation(_safe(found.event), _values(found))
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


def _safe(text: str) -> str:
    return escape(text, quote=False)


def my_applications(found: Sequence[Application], here: OpenMyApplications) -> Screen:
    """A page past the end is the last one."""
    pages = max(1, -(-len(found) // APPLICATIONS_PER_PAGE))
    here = here.changed(page=max(0, min(here.page, pages - 1)))
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
    """A person's own application. `here` may be a button of this screen, too."""
    here = OpenMyApplication(application_id=found.id).beside(here)
    handled = found.state is not ApplicationState.SENT
    ask: Button = (specialist_texts.ASK, OpenSpecialist().after(here))
    withdraw: Button = (texts.WITHDRAW, AskToWithdraw(application_id=found.id).beside(here))
    parts = (
        f"<b>{texts.number(found.id)} · {escape(found.event, quote=False)}</b>",
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
        texts.ask_to_withdraw(number, escape(found.event, quote=False)),
        (
            ((texts.WITHDRAW_NOW, WithdrawApplication(application_id=number).beside(here)),),
            ((ui_texts.BACK, OpenMyApplication(application_id=number).beside(here)), HOME_BUTTON),
        ),
    )


def _line(found: Application) -> str:
    label = escape(found.label, quote=False)
    return texts.my_line(found.id, label, found.state, _day(found.sent_at))


def _button(found: Application, here: OpenMyApplications) -> Button:
    label = f"{texts.number(found.id)} · {found.label}"
    return label, OpenMyApplication(application_id=found.id).after(here)


def _day(when: datetime | None) -> str:
    return ui_texts.day(when.date()) if when else ""


def applications(found: ApplicationPage, here: OpenApplications) -> Screen:
    here = here.changed(page=found.page)
    counted = texts.counted(found.total, found.waiting) if found.total else texts.NONE_YET
    return Screen(
        f"{texts.APPLICATIONS}\n\n{counted}",
        (
            *((_admin_button(each, here),) for each in found.applications),
            page_row(here, found.page, found.pages),
            ((texts.EXPORT, ExportApplications().beside(here)),) if found.total else (),
            way_back(here),
        ),
    )


def application(found: Application, here: Address, notes: Sequence[ApplicationNote] = ()) -> Screen:
    """An application as the team sees it. `here` may be a button of this screen, too."""
    here = OpenApplication(application_id=found.id).beside(here)
    states = [_to_state(found, state, here) for state in NEXT_STATES.get(found.state, ())]
    note: Button = (texts.NOTE, AskForNote(application_id=found.id).beside(here))
    reply: Button = (texts.REPLY, AskForReply(application_id=found.id).beside(here))
    return Screen(
        _card(found, notes),
        (
            *in_columns(states),
            (note, reply),
            ((texts.TO_EVENT, OpenEvent(event_id=found.event_id).after(here)),),
            way_back(here, OpenApplications()),
        ),
    )


def _to_state(found: Application, state: ApplicationState, here: OpenApplication) -> Button:
    """Taking into work is told to nobody outside, so it is not asked about."""
    if state is not ApplicationState.TAKEN:
        asked = AskState(application_id=found.id, state=state).beside(here)
        return texts.TO_STATES[state], asked
    again = found.state is not ApplicationState.SENT
    label = texts.TAKE_BACK if again else texts.TO_STATES[state]
    return label, SetState(application_id=found.id, state=state, tell=False).beside(here)


def ask_state(found: Application, here: AskState) -> Screen:
    """Whether the applicant is to be told, and in which words."""
    told = texts.state_told(found.id, _safe(found.event), here.state)
    chosen = SetState(application_id=found.id, state=here.state, tell=True)
    back = OpenApplication(application_id=found.id).beside(here)
    return Screen(
        texts.ask_state(found.id, here.state, told),
        (
            ((texts.TELL, chosen.beside(here)),),
            ((texts.TELL_NOT, chosen.changed(tell=False).beside(here)),),
            ((ui_texts.BACK, back), HOME_BUTTON),
        ),
    )


def ask_words(words: str, here: AskForNote | AskForReply) -> Screen:
    """What the team is to write: a note, or a reply to the applicant."""
    back = OpenApplication(application_id=here.application_id).beside(here)
    return Screen(words, (((texts.CANCEL, back), HOME_BUTTON),))


def state_told(found: Application) -> Screen:
    """What the applicant gets when the team has decided."""
    told = found.id, _safe(found.event), found.state
    return _to_applicant(found, texts.state_told(*told), english_texts.state_told(*told))


def replied(found: Application, html: str) -> Screen:
    """What the applicant gets when the team answers."""
    told = found.id, _safe(found.event), html
    return _to_applicant(found, texts.replied(*told), english_texts.replied(*told))


def _to_applicant(found: Application, words: str, english: str) -> Screen:
    here, home = OpenMyApplication(application_id=found.id), (HOME_BUTTON,)
    in_english = Screen(english, (((english_texts.own(found.id), here),), home))
    return Screen(words, (((texts.own(found.id), here),), home), in_english)


def new_applications(found: Sequence[Application]) -> Screen:
    """The notice to an admin: one application in full, several as a list."""
    if len(found) == 1:
        return application(found[0], OpenApplication(application_id=found[0].id))
    return _notice(texts.NEW_TITLE, found)


def handled_applications(found: Sequence[Application]) -> Screen:
    """The notice to the colleagues: who has seen to which application."""
    lines = "\n".join(map(_admin_line, found[:SHOWN]))
    return _notice(f"{texts.HANDLED_TITLE}\n\n{lines}", found)


def _notice(text: str, found: Sequence[Application]) -> Screen:
    return Screen(
        text,
        (
            *((_admin_button(each, OpenApplications()),) for each in found[:SHOWN]),
            ((texts.ALL, OpenApplications()), HOME_BUTTON),
        ),
    )


def row(found: Application) -> tuple[object, ...]:
    """In the order of `texts.HEADER`."""
    return (
        found.id,
        found.sent_at or "",
        found.event,
        found.company,
        found.contact,
        found.wish,
        found.person_id,
        texts.STATES[found.state],
        found.handled_at or "",
        found.handler,
    )


def _card(found: Application, notes: Sequence[ApplicationNote]) -> str:
    parts = (
        f"<b>📨 {texts.number(found.id)} · {_safe(found.event)}</b>",
        summary(found),
        f"<i>{texts.sent_at(_time(found.sent_at))}</i>",
        texts.state_line(found.state, _handler(found), _time(found.handled_at)),
        *map(_note, notes),
    )
    return "\n\n".join(parts)


def _note(found: ApplicationNote) -> str:
    author, words = shown_name(found.author), cut(found.text, NOTE_CHARACTERS)
    heading = texts.note_heading(_safe(author), _time(found.written_at), is_reply=found.is_reply)
    return f"{heading}\n{_safe(words)}"


def _admin_line(found: Application) -> str:
    company = escape(found.company, quote=False)
    return f"{texts.number(found.id)} · {company} — {_handler(found)}"


def _admin_button(found: Application, here: OpenApplications) -> tuple[str, OpenApplication]:
    label = f"{texts.MARKS[found.state]} {texts.number(found.id)} · {found.company} · {found.event}"
    return label[:60], OpenApplication(application_id=found.id).after(here)


def _handler(found: Application) -> str:
    return escape(found.handler, quote=False)


def _time(when: datetime | None) -> str:
    return f"{when:%d.%m.%Y %H:%M}" if when else ""
