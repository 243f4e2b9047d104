"""The settings screen, and its switches: each carries what it switches to."""

from typing import Annotated

from pydantic import Field

from bot.people.models import Deadline, Role, Topic
from bot.ui.address import Address

# No button offers more, and no calendar goes so far: whoever plans everybody's day counts with it.
Days = Annotated[int, Field(le=366)]


class OpenSettings(Address, prefix="o"):
    pass


class SwitchRole(Address, prefix="or"):
    role: Role


class SwitchTopic(Address, prefix="ot"):
    topic: Topic
    wanted: bool


class SetReminder(Address, prefix="od"):
    """`days` before the deadline; 0 for never."""

    deadline: Deadline
    days: Days


class SwitchQuiet(Address, prefix="oq"):
    quiet: bool


class Pause(Address, prefix="op"):
    """For so many days; 0 ends the pause."""

    days: Days


class OpenPrivacy(Address, prefix="p"):
    pass


class ExportMe(Address, prefix="pe"):
    pass


class AskDeletion(Address, prefix="pd"):
    """What would be removed, and the button that removes it."""


class DeleteMe(Address, prefix="pdd"):
    pass


class OpenAudit(Address, prefix="xu"):
    page: int = 0
