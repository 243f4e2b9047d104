from bot.applications.models import Step
from bot.ui.address import Address


class OpenForm(Address, prefix="w"):
    """The person's draft for the event, at the step where it stands; a new one if there is none."""

    event_id: int


class TurnForm(Address, prefix="wt"):
    event_id: int
    to: Step


class DiscardForm(Address, prefix="wd"):
    event_id: int


class SendForm(Address, prefix="ws"):
    application_id: int


class OpenMyApplications(Address, prefix="wm"):
    """What the person has sent."""

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
