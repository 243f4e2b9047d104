"""The words of settings and privacy in English; where they are shown, see `bot.ui.english`."""

from datetime import date

from bot.applications.english_texts import STANDS
from bot.applications.models import ApplicationState
from bot.people import texts
from bot.people.models import (
    Deadline,
    NotificationSettings,
    OwnThings,
    Role,
    Topic,
    WaitingThings,
)
from bot.ui.texts import paragraphs, safe

TOPICS = {
    Topic.EXPORT: "Exports",
    Topic.EXHIBITIONS: "Exhibitions",
    Topic.TRAINING: "Training",
    Topic.NEWS: "News",
}
_ROLES = {
    Role.BUSINESS: "You are a business: your sections come first in the Russian menu.",
    Role.STUDENT: "You study or want to: your sections come first in the Russian menu.",
    None: "Say who you are, and your sections come first in the Russian menu.",
}
_REMINDERS = {
    Deadline.APPLY: "⏰ Applications: {}",
    Deadline.START: "⏰ Beginning: {}",
}
_DEADLINES = {
    Deadline.APPLY: "{} before applications close",
    Deadline.START: "{} before it begins",
}
_ONLY_QUESTIONS = "Questions I answer as always."
_SILENCED = (
    "You have deleted your data, so I send nothing unasked until you press “▶️ Send again”. "
    f"{_ONLY_QUESTIONS}"
)

PRIVACY = (
    "<b>🔒 What I keep about you</b>\n\n"
    "<b>I keep:</b> your questions, what you saved, applications and settings.\n"
    "<b>I do not keep:</b> phone numbers, e-mail addresses and numbers of documents in questions.\n"
    "<b>You can delete everything</b> at any time by the button below.\n\n"
    "In detail, in Russian:"
)
EXPORTED = "Everything that I keep about you."
ASK_DELETION = (
    "<b>Delete your data?</b>\n\n"
    "Everything that I keep about you goes: what you saved, reminders, applications, questions, "
    "votes, the dialogue with a specialist, your role and settings. It cannot be undone.\n\n"
    "What stays is a fingerprint of your Telegram id that cannot be turned back, so that I do not "
    "write to you first. Words of a question that the editors have added to an answer stay in it "
    "without your name, and nightly copies of the database keep the old until they are replaced. "
    "You can delete the messages of this chat yourself; what you wrote to the specialists stays in "
    "their chat."
)
KEPT_OF_TEAM = (
    "You have worked with the bot as an admin, an editor or a specialist: the log of these actions "
    "and your name as an author stay."
)
DELETED = (
    "Done: everything that I kept about you is deleted but the fingerprint of your Telegram id, "
    "and I do not write to you first.\n\n"
    "If you ask again, I keep the question: /privacy shows what. To come back, press /start."
)
_MINE = "<b>⭐ Mine</b>"
_MINE_HINT = "All that you saved, sent and wait for."
_MINE_EMPTY = (
    "Nothing here yet. This is the place of all that is yours: the answers and events that you "
    "marked with ⭐, applications and notifications."
)
_UNFINISHED = "An application is not finished: you can go on where you stopped."


def mine(own: OwnThings, *, is_empty: bool) -> str:
    parts = (_MINE, _MINE_EMPTY if is_empty else _MINE_HINT, _UNFINISHED if own.form else "")
    return paragraphs(*parts)


def waiting(found: WaitingThings, today: date) -> str:
    """As `bot.people.texts.waiting`; an event has the name that the calendar gives it."""
    parts = []
    if found.starts:
        parts.append(f"{found.event} — {_ahead((found.starts - today).days)}")
    parts += [
        f"application № {number}: {STANDS[ApplicationState(state)]}"
        for number, state in found.applications
    ]
    if found.news:
        parts.append(f"{found.news} new event{'' if found.news == 1 else 's'}")
    return safe(" · ".join(parts))


def _ahead(number: int) -> str:
    return {0: "today", 1: "tomorrow"}.get(number) or f"in {days(number)}"


def settings(role: Role | None, chosen: NotificationSettings) -> str:
    wanted = [TOPICS[topic] for topic in Topic if topic not in chosen.refused]
    parts = (
        "<b>⚙️ Settings</b>",
        pause_line(chosen),
        _ROLES[role],
        topics_line(wanted),
        _reminders(chosen),
        f"<b>Sound.</b> {_quiet(quiet=chosen.quiet)}",
    )
    return paragraphs(*parts)


def mailings(chosen: NotificationSettings) -> str:
    wanted = [TOPICS[topic] for topic in Topic if topic not in chosen.refused]
    parts = ("<b>Mailings</b>", pause_line(chosen), topics_line(wanted))
    return paragraphs(*parts)


def pause_line(chosen: NotificationSettings) -> str:
    if chosen.paused_until is None:
        return ""
    if chosen.silenced:
        return f"<b>Nothing unasked.</b> {_SILENCED}"
    until = f"{chosen.paused_until:%d.%m.%Y}"
    return f"<b>Paused.</b> I send nothing unasked until {until}. {_ONLY_QUESTIONS}"


def topics_line(wanted: list[str]) -> str:
    """Mailings are written in Russian."""
    if not wanted:
        return "<b>Topics.</b> You have switched all mailings off."
    return f"<b>Topics.</b> I send mailings, in Russian, on: {', '.join(wanted)}."


def _reminders(chosen: NotificationSettings) -> str:
    if Topic.EXHIBITIONS in chosen.refused:
        return "<b>Reminders.</b> Exhibitions are switched off: I do not remind you of saved ones."
    lines = [_DEADLINES[each].format(days(left)) for each, left in chosen.days.items() if left]
    if not lines:
        return "<b>Reminders.</b> I do not remind you of saved events."
    return f"<b>Reminders.</b> I remind you of saved events {' and '.join(lines)}."


def _quiet(*, quiet: bool) -> str:
    return f"Mailings and reminders come {'without a' if quiet else 'with'} sound."


def days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def reminder_button(deadline: Deadline, number: int) -> str:
    return _REMINDERS[deadline].format(days(number) if number else "never")


def reminder_set(number: int) -> str:
    return f"I will remind you {days(number)} before" if number else "I will not remind you"


def topic_switched(topic: Topic, *, wanted: bool) -> str:
    return f"{TOPICS[topic]}: {'on' if wanted else 'off'}"


def paused(number: int) -> str:
    if not number:
        return "I send again what you have chosen"
    return f"Nothing unasked for {days(number)}. {_ONLY_QUESTIONS}"


_DAYS = range(31)
LABELS = {
    **{
        texts.reminder_button(deadline, number): reminder_button(deadline, number)
        for deadline in Deadline
        for number in _DAYS
    },
    **{texts.pause_button(number): f"⏸ {days(number)}" for number in _DAYS},
}
TOASTS = {
    **{texts.reminder_set(number): reminder_set(number) for number in _DAYS},
    **{texts.paused(number): paused(number) for number in _DAYS},
    **{
        texts.topic_switched(topic, wanted=wanted): topic_switched(topic, wanted=wanted)
        for topic in Topic
        for wanted in (False, True)
    },
    texts.quiet_switched(quiet=True): "Without sound from now on",
    texts.quiet_switched(quiet=False): "With sound from now on",
    texts.MAILINGS_ARE[True]: "Mailings are on",
    texts.MAILINGS_ARE[False]: "Mailings are off",
}
