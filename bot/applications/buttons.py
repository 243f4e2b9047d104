from bot.applications.models import Step
from bot.ui.address import Address


class OpenForm(Address, prefix="w"):
    """Open the person's draft for the event at its current step, or a new draft."""

    event_id: int


class OpenStep(Address, prefix="wt"):
    """Open another step of the form."""

    event_id: int
    to: Step


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
    application_id: int


class ExportApplications(Address, prefix="xac"):
    pass
