"""Settings, privacy and the audit log."""

from collections.abc import Iterable

from bot.knowledge.buttons import OpenHome
from bot.people import audit_texts, texts
from bot.people.audit import Action
from bot.people.buttons import (
    AskDeletion,
    DeleteMe,
    ExportMe,
    OpenAudit,
    OpenPrivacy,
    OpenSettings,
    Pause,
    SetReminder,
    SwitchQuiet,
    SwitchRole,
    SwitchTopic,
)
from bot.people.models import Deadline, NotificationSettings, Person, Role, Topic
from bot.people.privacy import PERSONAL_DATA, What
from bot.ui.address import Address
from bot.ui.screen import Button, Rows, Screen
from bot.ui.screens import notice, page_row, way_back
from bot.ui.texts import TOPICS

STEPS = {Deadline.APPLY: (0, 3, 7, 14, 30), Deadline.START: (0, 1, 3, 7, 14)}
PAUSES = (7, 30)


def settings(person: Person, wishes: NotificationSettings, here: Address) -> Screen:
    """`here` may be a switch that was pressed: the way back is the same."""
    here = OpenSettings().beside(here)
    quiet = SwitchQuiet(quiet=not wishes.quiet).beside(here)
    return Screen(
        _text(person, wishes),
        (
            *((_role(role, person, here),) for role in Role),
            *_topics(wishes, here),
            *((_reminder(deadline, wishes, here),) for deadline in Deadline),
            ((texts.QUIET_ON if wishes.quiet else texts.QUIET_OFF, quiet),),
            _pauses(wishes, here),
            way_back(here, OpenHome()),
        ),
    )


def _text(person: Person, wishes: NotificationSettings) -> str:
    lines = (
        texts.pause_line(wishes),
        texts.role_line(person.role),
        texts.topics_line(set(Topic) - wishes.refused),
        texts.reminders_line(wishes.days, wanted=Topic.EXHIBITIONS not in wishes.refused),
        texts.quiet_line(quiet=wishes.quiet),
        texts.HINT,
    )
    return "\n\n".join(filter(None, (texts.SETTINGS_TITLE, *lines)))


def _role(role: Role, person: Person, here: Address) -> Button:
    label = texts.choice(texts.ROLES[role], chosen=person.role is role)
    return label, SwitchRole(role=role).beside(here)


def _topics(wishes: NotificationSettings, here: Address) -> Rows:
    buttons = [_topic(topic, topic not in wishes.refused, here) for topic in Topic]
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))


def _topic(topic: Topic, wanted: bool, here: Address) -> Button:  # noqa: FBT001 - the state shown
    label = texts.choice(TOPICS[topic], chosen=wanted)
    return label, SwitchTopic(topic=topic, wanted=not wanted).beside(here)


def _reminder(deadline: Deadline, wishes: NotificationSettings, here: Address) -> Button:
    """Each press is the next step; after the longest comes never."""
    days = wishes.days[deadline]
    onward = next((step for step in STEPS[deadline] if step > days), 0)
    target = SetReminder(deadline=deadline, days=onward).beside(here)
    return texts.reminder_button(deadline, days), target


def _pauses(wishes: NotificationSettings, here: Address) -> tuple[Button, ...]:
    if wishes.paused_until:
        return ((texts.RESUME, Pause(days=0).beside(here)),)
    return tuple((texts.pause_button(days), Pause(days=days).beside(here)) for days in PAUSES)


def privacy(keep_days: int, here: Address, *, has_staff: bool) -> Screen:
    """What the settings really make the bot keep, a line for each, and for how long."""
    lines = "\n".join(f"• {_line(what, keep_days)};" for what in _kinds()).removesuffix(";") + "."
    parts = (texts.TITLE, lines, texts.NOT_KEPT, texts.STAFF if has_staff else "")
    return Screen(
        "\n\n".join(filter(None, parts)),
        (
            ((texts.EXPORT, ExportMe()),),
            ((texts.DELETE, AskDeletion().after(here)),),
            way_back(here),
        ),
    )


def deletion(here: Address, kept: Iterable[What]) -> Screen:
    """`kept` is what of this person will stay, because they work here."""
    words = f"{texts.ASK_DELETION}\n\n{texts.KEPT_OF_ADMINS}" if any(kept) else texts.ASK_DELETION
    return Screen(words, (((texts.DELETE_NOW, DeleteMe()),), way_back(here, OpenPrivacy())))


def deleted(kept: Iterable[What]) -> Screen:
    """`kept` as in `deletion`: what has been said before is true after it, too."""
    stays = texts.KEPT_OF_ADMINS if any(kept) else ""
    return notice("\n\n".join(filter(None, (texts.DELETED, stays))))


def _kinds() -> Iterable[What]:
    return dict.fromkeys(holding.what for holding in PERSONAL_DATA)


def _line(what: What, keep_days: int) -> str:
    limited = f" (храню {texts.kept_for(keep_days)})" if what in texts.FOR_A_TIME else ""
    return texts.WHAT[what] + limited


PAGE_SIZE = 8


def audit(found: Iterable[Action], pages: int, here: OpenAudit) -> Screen:
    entries = [audit_texts.entry(action) for action in found]
    return Screen(
        "\n\n".join((audit_texts.TITLE, *(entries or [audit_texts.EMPTY]))),
        (page_row(here, here.page, pages), way_back(here)),
    )
