"""Settings, privacy and the audit log."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from bot.applications import texts as applications_texts
from bot.applications.buttons import OpenForm, OpenMyApplications
from bot.events import texts as events_texts
from bot.events.buttons import OpenMyVotes
from bot.finder.buttons import OpenFinder
from bot.finder.models import SavedPlan
from bot.knowledge import texts as knowledge_texts
from bot.knowledge.buttons import OpenHome, OpenSaved
from bot.knowledge.models import LABEL_LENGTH
from bot.people import audit_texts, english_texts, texts
from bot.people.buttons import (
    AskDeletion,
    DeleteMe,
    ExportMe,
    OpenAudit,
    OpenMailings,
    OpenPrivacy,
    OpenSettings,
    Pause,
    SetReminder,
    SwitchKeyboard,
    SwitchLanguage,
    SwitchMailings,
    SwitchQuiet,
    SwitchRole,
    SwitchTopic,
)
from bot.people.models import (
    AuditRecord,
    DataKind,
    Deadline,
    KeptDays,
    Language,
    NotificationSettings,
    OwnThings,
    Person,
    Role,
    Topic,
    WaitingThings,
)
from bot.reminders import texts as reminders_texts
from bot.reminders.buttons import OpenAlerts, OpenMyEvents
from bot.specialist import texts as specialist_texts
from bot.specialist.buttons import OpenEnquiry
from bot.ui.address import Address
from bot.ui.screen import Button, Rows, Screen, notice, page_row, way_back
from bot.ui.texts import TOPICS, cut, folded, paragraphs

STEPS = {Deadline.APPLY: (0, 3, 7, 14, 30), Deadline.START: (0, 1, 3, 7, 14)}
PAUSES = (7, 30)
SHOWN_PLANS = 3


def waiting(found: WaitingThings, today: date) -> Screen:
    """What a person who comes back may want to know first; without words where nothing waits."""
    return Screen(texts.waiting(found, today), english=Screen(english_texts.waiting(found, today)))


def mine(own: OwnThings, plans: Iterable[SavedPlan], here: Address) -> Screen:
    """Whatever the person has, an unfinished form first; what they have not is left out."""
    buttons = [*_unfinished(own), *_lists(own)]
    buttons += [
        (cut(f"🧭 {each.words}", LABEL_LENGTH), OpenFinder(kind=each.kind, answers=each.answers))
        for each in plans
    ][:SHOWN_PLANS]
    hint = texts.MINE_HINT if buttons else texts.MINE_EMPTY
    parts = (texts.MINE_TITLE, hint, texts.UNFINISHED if own.form else "")
    rows = (*(((label, to.after(here)),) for label, to in buttons), way_back(here, OpenHome()))
    english = Screen(english_texts.mine(own, is_empty=not buttons), rows)
    return Screen(paragraphs(*parts), rows, english)


def _unfinished(own: OwnThings) -> Iterator[tuple[str, Address]]:
    """A form and a question that were begun and not sent."""
    if own.form:
        event_id, event = own.form
        yield applications_texts.go_on(event), OpenForm(event_id=event_id)
    if own.enquiry:
        enquiry_id, question = own.enquiry
        yield specialist_texts.unfinished(question), OpenEnquiry(enquiry_id=enquiry_id)


def _lists(own: OwnThings) -> list[tuple[str, Address]]:
    lists: tuple[tuple[str, int, Address], ...] = (
        (knowledge_texts.SAVED_ANSWERS, own.answers, OpenSaved()),
        (reminders_texts.MINE, own.events, OpenMyEvents()),
        (applications_texts.MINE, own.applications, OpenMyApplications()),
        (reminders_texts.ALERTS, own.alerts, OpenAlerts()),
        (events_texts.MINE, own.votes, OpenMyVotes()),
    )
    return [(texts.counted(label, number), to) for label, number, to in lists if number]


def settings(person: Person, chosen: NotificationSettings, here: Address) -> Screen:
    """`here` may be the pressed switch: the way back is the same."""
    here = OpenSettings().beside(here)
    quiet = SwitchQuiet(quiet=not chosen.quiet).beside(here)
    rows = (
        *((_role(role, person, here),) for role in Role),
        *_topics(chosen, here),
        *((_reminder(deadline, chosen, here),) for deadline in Deadline),
        (
            (texts.QUIET_ON if chosen.quiet else texts.QUIET_OFF, quiet),
            _keyboard(chosen, here),
        ),
        _pauses(chosen, here),
        (_language(person),),
        way_back(here, OpenHome()),
    )
    english = Screen(english_texts.settings(person.role, chosen), rows)
    return Screen(_text(person, chosen), rows, english)


def mailings(chosen: NotificationSettings) -> Screen:
    """What a person sees who asks in words to stop or to resume broadcasts."""
    here = OpenMailings()
    wanted = set(Topic) - chosen.refused
    switches = tuple(
        ((label, SwitchMailings(wanted=on)),)
        for label, on, useful in (
            (texts.MAILINGS_OFF, False, bool(wanted)),
            (texts.MAILINGS_ON, True, bool(chosen.refused)),
        )
        if useful
    )
    pause = (texts.RESUME, Pause(days=0)) if chosen.paused_until else None
    parts = (texts.MAILINGS_TITLE, texts.pause_line(chosen), texts.topics_line(wanted))
    rows = (
        (pause,) if pause else (),
        *switches,
        ((texts.ALL_SETTINGS, OpenSettings().after(here)),),
        way_back(here, OpenHome()),
    )
    english = Screen(english_texts.mailings(chosen), rows)
    return Screen(paragraphs(*parts), rows, english)


def _text(person: Person, chosen: NotificationSettings) -> str:
    lines = (
        texts.pause_line(chosen),
        texts.role_line(person.role),
        texts.topics_line(set(Topic) - chosen.refused),
        texts.reminders_line(chosen.days, wanted=Topic.EXHIBITIONS not in chosen.refused),
        texts.quiet_line(quiet=chosen.quiet),
    )
    return paragraphs(texts.SETTINGS_TITLE, *lines)


def _role(role: Role, person: Person, here: Address) -> Button:
    label = texts.only_choice(texts.ROLES[role], chosen=person.role is role)
    return label, SwitchRole(role=role).beside(here)


def _topics(chosen: NotificationSettings, here: Address) -> Rows:
    buttons = [_topic(topic, topic not in chosen.refused, here) for topic in Topic]
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))


def _topic(topic: Topic, wanted: bool, here: Address) -> Button:  # noqa: FBT001 - the state shown
    label = texts.choice(TOPICS[topic], chosen=wanted)
    return label, SwitchTopic(topic=topic, wanted=not wanted).beside(here)


def _reminder(deadline: Deadline, chosen: NotificationSettings, here: Address) -> Button:
    """Each press goes to the next longer time; after the longest comes «never»."""
    days = chosen.days[deadline]
    onward = next((step for step in STEPS[deadline] if step > days), 0)
    target = SetReminder(deadline=deadline, days=onward).beside(here)
    return texts.reminder_button(deadline, days), target


def _keyboard(chosen: NotificationSettings, here: Address) -> Button:
    label = texts.choice(texts.KEYBOARD, chosen=chosen.keyboard)
    return label, SwitchKeyboard(wanted=not chosen.keyboard).beside(here)


def _language(person: Person) -> Button:
    """The other one."""
    other = next(each for each in Language if each is not person.language)
    return texts.IN[other], SwitchLanguage(language=other)


def _pauses(chosen: NotificationSettings, here: Address) -> tuple[Button, ...]:
    if chosen.paused_until:
        return ((texts.RESUME, Pause(days=0).beside(here)),)
    return tuple((texts.pause_button(days), Pause(days=days).beside(here)) for days in PAUSES)


def privacy(kept: KeptDays, here: Address, *, has_staff: bool) -> Screen:
    """One line for each kind of data that the bot stores, and for how long."""
    lines = "\n".join(f"• {_line(kind, kept)};" for kind in DataKind).removesuffix(";") + "."
    parts = (lines, texts.NOT_KEPT, texts.STAFF if has_staff else "")
    whole = folded(paragraphs(*parts))
    rows = (
        ((texts.EXPORT, ExportMe()),),
        ((texts.DELETE, AskDeletion().after(here)),),
        way_back(here),
    )
    english = Screen(f"{english_texts.PRIVACY}\n{whole}", rows)
    return Screen(f"{texts.TITLE}\n\n{texts.IN_SHORT}\n{whole}", rows, english)


def deletion(here: Address, kept: Iterable[DataKind]) -> Screen:
    """`kept` is what will stay because the person works with the bot."""
    rows = (((texts.DELETE_NOW, DeleteMe()),), way_back(here, OpenPrivacy()))
    stays = any(kept)
    english = paragraphs(english_texts.ASK_DELETION, english_texts.KEPT_OF_TEAM if stays else "")
    words = paragraphs(texts.ASK_DELETION, texts.KEPT_OF_ADMINS if stays else "")
    return Screen(words, rows, Screen(english, rows))


def deleted(kept: Iterable[DataKind]) -> Screen:
    """`kept` as in `deletion`."""
    stays = any(kept)
    english = notice(paragraphs(english_texts.DELETED, english_texts.KEPT_OF_TEAM if stays else ""))
    shown = notice(paragraphs(texts.DELETED, texts.KEPT_OF_ADMINS if stays else ""))
    return replace(shown, english=english)


def _line(kind: DataKind, kept: KeptDays) -> str:
    return texts.DATA_KINDS[kind] + texts.kept_for(kind, kept.usual, kept.audit)


PAGE_SIZE = 8


def audit(found: Iterable[AuditRecord], pages: int, here: OpenAudit) -> Screen:
    entries = [audit_texts.entry(record) for record in found]
    return Screen(
        "\n\n".join((audit_texts.TITLE, *(entries or [audit_texts.EMPTY]))),
        (page_row(here, here.page, pages), way_back(here)),
    )
