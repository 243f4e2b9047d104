"""Addresses of the form, of a person's own applications, and of the team's list."""

from bot.applications.models import ApplicationState, Step
from bot.ui.address import Address


class OpenForm(Address, prefix="w"):
    """Open the person's draft for the event at its current step, or a new draft."""

    event_id: int


class OpenStep(Address, prefix="wt"):
    """Open another step of the form."""

    event_id: int
    to: Step


class AnswerAside(Address, prefix="wq"):
    """Answer the question that was typed into the form, then go on with the form.

    Like the next one, its button stands under a reply to the message with the text.
    """

    event_id: int


class KeepAside(Address, prefix="wk"):
    """Write the text into the form as it is."""

    event_id: int


class AskForNumber(Address, prefix="wc"):
    """Show Telegram's button that shares the person's phone number."""

    event_id: int


class TakeUsername(Address, prefix="wu"):
    """Take the person's name in Telegram as their contact."""

    event_id: int


class DiscardForm(Address, prefix="wd"):
    event_id: int


class SendForm(Address, prefix="ws"):
    application_id: int


class OpenMyApplications(Address, prefix="wm"):
    """List what the person has sent."""

    page: int = 0


class OpenMyApplication(Address, prefix="wmo"):
    application_id: int


class AskToWithdraw(Address, prefix="wma"):
    application_id: int


class WithdrawApplication(Address, prefix="wmx"):
    application_id: int


class OpenApplications(Address, prefix="xa"):
    page: int = 0


class OpenApplication(Address, prefix="xao"):
    application_id: int


class HandleApplication(Address, prefix="xah"):
    """Take it into work."""

    application_id: int


class AskState(Address, prefix="xas"):
    """Ask whether the applicant is to be told of this state."""

    application_id: int
    state: ApplicationState


class SetState(Address, prefix="xat"):
    """`tell`: the applicant is told."""

    application_id: int
    state: ApplicationState
    tell: bool


class AskForNote(Address, prefix="xan"):
    application_id: int


class AskForReply(Address, prefix="xar"):
    """Wait for what the bot is to send to the applicant."""

    application_id: int


class ExportApplications(Address, prefix="xac"):
    pass
