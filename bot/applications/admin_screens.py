"""What the team sees of applications: the list, the card with its notes, the notices."""

from collections.abc import Sequence
from datetime import datetime

from bot.applications import texts
from bot.applications.buttons import (
    AskForNote,
    AskForReply,
    AskState,
    ExportApplications,
    OpenApplication,
    OpenApplications,
    SetState,
)
from bot.applications.models import (
    NEXT_STATES,
    Application,
    ApplicationNote,
    ApplicationPage,
    ApplicationState,
)
from bot.applications.screens import summary
from bot.events.buttons import OpenEvent
from bot.ui import texts as ui_texts
from bot.ui.address import Address
from bot.ui.screen import HOME_BUTTON, Button, Screen, in_columns, page_row, way_back
from bot.ui.texts import cut, safe, shown_name

SHOWN = 10  # applications of one notice
NOTE_CHARACTERS = 300  # of each of the notes on a card


def applications(found: ApplicationPage, here: OpenApplications) -> Screen:
    here = here.changed(page=found.page)
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
    told = texts.state_told(found.id, safe(found.event), here.state)
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


def new_applications(found: Sequence[Application]) -> Screen:
    """The notice to an admin: one application in full, several as a list."""
    if len(found) == 1:
        return application(found[0], OpenApplication(application_id=found[0].id))
    return _notice(texts.NEW_TITLE, found)


def handled_applications(found: Sequence[Application]) -> Screen:
    """The notice to the colleagues: who has seen to which application."""
    lines = "\n".join(map(_line, found[:SHOWN]))
    return _notice(f"{texts.HANDLED_TITLE}\n\n{lines}", found)


def _notice(text: str, found: Sequence[Application]) -> Screen:
    return Screen(
        text,
        (
            *((_button(each, OpenApplications()),) for each in found[:SHOWN]),
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
        f"<b>📨 {texts.number(found.id)} · {safe(found.event)}</b>",
        summary(found),
        f"<i>{texts.sent_at(_time(found.sent_at))}</i>",
        texts.state_line(found.state, safe(found.handler), _time(found.handled_at)),
        *map(_note, notes),
    )
    return "\n\n".join(parts)


def _note(found: ApplicationNote) -> str:
    author, words = shown_name(found.author), cut(found.text, NOTE_CHARACTERS)
    heading = texts.note_heading(safe(author), _time(found.written_at), is_reply=found.is_reply)
    return f"{heading}\n{safe(words)}"


def _line(found: Application) -> str:
    company = safe(found.company)
    return f"{texts.number(found.id)} · {company} — {safe(found.handler)}"


def _button(found: Application, here: OpenApplications) -> tuple[str, OpenApplication]:
    label = f"{texts.MARKS[found.state]} {texts.number(found.id)} · {found.company} · {found.event}"
    return label[:60], OpenApplication(application_id=found.id).after(here)


def _time(when: datetime | None) -> str:
    return f"{when:%d.%m.%Y %H:%M}" if when else ""
