from bot.audience.models import Deadline, Person, Role, Topic, Wishes
from bot.ui.callbacks.address import Address
from bot.ui.callbacks.menu import OpenHome
from bot.ui.callbacks.settings import (
    OpenSettings,
    Pause,
    SetReminder,
    SwitchQuiet,
    SwitchRole,
    SwitchTopic,
)
from bot.ui.screen import Button, Rows, Screen
from bot.ui.texts import settings as texts
from bot.ui.texts.topics import TOPICS
from bot.ui.views.common import way_back

STEPS = {Deadline.APPLY: (0, 3, 7, 14, 30), Deadline.START: (0, 1, 3, 7, 14)}
PAUSES = (7, 30)


def settings(person: Person, wishes: Wishes, here: Address) -> Screen:
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


def _text(person: Person, wishes: Wishes) -> str:
    lines = (
        texts.pause_line(wishes),
        texts.role_line(person.role),
        texts.topics_line(set(Topic) - wishes.refused),
        texts.reminders_line(wishes.days, wanted=Topic.EXHIBITIONS not in wishes.refused),
        texts.quiet_line(quiet=wishes.quiet),
        texts.HINT,
    )
    return "\n\n".join(filter(None, (texts.TITLE, *lines)))


def _role(role: Role, person: Person, here: Address) -> Button:
    label = texts.choice(texts.ROLES[role], chosen=person.role is role)
    return label, SwitchRole(role=role).beside(here)


def _topics(wishes: Wishes, here: Address) -> Rows:
    buttons = [_topic(topic, topic not in wishes.refused, here) for topic in Topic]
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))


def _topic(topic: Topic, wanted: bool, here: Address) -> Button:  # noqa: FBT001 - the state shown
    label = texts.choice(TOPICS[topic], chosen=wanted)
    return label, SwitchTopic(topic=topic, wanted=not wanted).beside(here)


def _reminder(deadline: Deadline, wishes: Wishes, here: Address) -> Button:
    """Each press is the next step; after the longest comes never."""
    days = wishes.days[deadline]
    onward = next((step for step in STEPS[deadline] if step > days), 0)
    target = SetReminder(deadline=deadline, days=onward).beside(here)
    return texts.reminder_button(deadline, days), target


def _pauses(wishes: Wishes, here: Address) -> tuple[Button, ...]:
    if wishes.paused_until:
        return ((texts.RESUME, Pause(days=0).beside(here)),)
    return tuple((texts.pause_button(days), Pause(days=days).beside(here)) for days in PAUSES)
