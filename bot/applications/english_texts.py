"""The words of the form in English; where they are shown, see `bot.ui.english`."""

from bot.applications import texts
from bot.applications.models import LONGEST, Application, ApplicationState, Refusal, Step
from bot.ui.texts import paragraphs

FIELDS = {Step.COMPANY: "Company", Step.CONTACT: "Contact", Step.WISH: "Wish"}
_QUESTIONS = {
    Step.COMPANY: "What is your company called?",
    Step.CONTACT: "How can we reach you? A phone number, an e-mail address or a Telegram name.",
    Step.WISH: "What matters to you at this exhibition? You can skip this.",
}
_EXAMPLES = {
    Step.COMPANY: "Example Trading LLC, Dubai",
    Step.CONTACT: "Ann, +971 00 000 0000, info@example.org",
    Step.WISH: "we buy sauces, want to meet producers, two people",
}
_ESCAPE = "Answer in a message. The form is kept for a day: you can come back to it from the menu."
_WHO_SEES = (
    "👀 The people who run this bot read it, to get in touch with you. It does not replace an "
    "official application to the organiser."
)
_PRESS_SEND = "All is filled in: press “✅ Send”, or correct a field."
_UNREACHABLE = "I see no phone number, e-mail address or @name here. Please write it again."
_DECIDED = {
    ApplicationState.CONFIRMED: "The application is confirmed.",
    ApplicationState.REFUSED: "The application is refused.",
}
STANDS = {
    ApplicationState.SENT: "sent, waiting for an answer",
    ApplicationState.TAKEN: "in progress",
    ApplicationState.CONFIRMED: "confirmed",
    ApplicationState.REFUSED: "refused",
}
# What stands above the form when it is shown once more.
REASONS = {
    texts.RESUMED: "↩️ <b>Back to the form</b>",
    texts.NOT_WORDS: "✋ The form takes words only: no picture, voice message or file.",
    texts.EDITED: (
        "✋ I do not take over what you edit in a message that was sent. Go back to the step by "
        "“‹ Back” and write it anew."
    ),
}


def form(found: Application, event: str, refusal: Refusal | None, value: str) -> str:
    """The question of a step; `event` and `value` are escaped."""
    refused = _refused(refusal, found.step) if refusal else ""
    number = f"Step {found.step + 1} of {len(FIELDS)} · {FIELDS[found.step]}"
    parts = (
        f"{_title(event)}\n{number}",
        refused,
        _QUESTIONS[found.step],
        f"<i>For example: {_EXAMPLES[found.step]}</i>",
        f"Written so far: <b>{value}</b>" if value else "",
        _ESCAPE,
        _WHO_SEES if found.step is Step.COMPANY else "",
    )
    return paragraphs(*parts)


def confirmation(event: str, values: dict[Step, str]) -> str:
    lines = "\n".join(f"{FIELDS[step]}: <b>{value}</b>" for step, value in values.items())
    head = f"{_title(event)}\n<b>Check the application</b>"
    return f"{head}\n\n{lines}\n\n{_WHO_SEES}\n\n{_PRESS_SEND}"


def sent(number: int) -> str:
    return (
        f"<b>Application № {number} is sent</b>\n\n"
        "The people who run this bot read it, to get in touch with you. You can take it back in "
        "“📝 My applications”. What I keep about you: /privacy"
    )


def own(number: int) -> str:
    return f"📝 Your application № {number}"


def state_told(number: int, event: str, state: ApplicationState) -> str:
    return (
        f"{texts.MARKS[state]} <b>Application № {number}</b> · {event}\n\n{_DECIDED[state]} Reply "
        "to this message, and your question goes to the specialists."
    )


def replied(number: int, event: str, html: str) -> str:
    """The words of the team are as they wrote them."""
    return f"✉️ <b>The reply to your application № {number}</b> · {event}\n\n{html}"


def _title(event: str) -> str:
    return f"<b>🙋 I want to take part: {event}</b>"


def _refused(reason: Refusal, step: Step) -> str:
    if reason is Refusal.UNREACHABLE:
        return _UNREACHABLE
    return f"This is too long: at most {LONGEST[step]} characters."
