"""Addresses of settings, privacy and the audit log. A switch carries the state to switch to."""

from typing import Annotated

from pydantic import Field

from bot.people.models import Deadline, Language, Role, Topic
from bot.ui.address import Address

# The planner of reminders relies on this limit; no button offers more.
Days = Annotated[int, Field(le=366)]


class OpenSettings(Address, prefix="o"):
    pass


class SwitchRole(Address, prefix="or"):
    role: Role


class SwitchTopic(Address, prefix="ot"):
    topic: Topic
    wanted: bool


class OpenMailings(Address, prefix="om"):
    """The topics of broadcasts alone, with one button for all of them."""


class SwitchMailings(Address, prefix="oa"):
    """All topics of broadcasts at once."""

    wanted: bool


class SetReminder(Address, prefix="od"):
    """`days` before the deadline; 0 for never."""

    deadline: Deadline
    days: Days


class SwitchQuiet(Address, prefix="oq"):
    quiet: bool


class Pause(Address, prefix="op"):
    """`days` is how long the pause is; 0 ends it."""

    days: Days


class SwitchKeyboard(Address, prefix="ok"):
    """The buttons under the input field."""

    wanted: bool


class SwitchLanguage(Address, prefix="ol"):
    language: Language


class OpenMine(Address, prefix="my"):
    """Everything that the person has here."""


class OpenPrivacy(Address, prefix="p"):
    pass


class ExportMe(Address, prefix="pe"):
    pass


class AskDeletion(Address, prefix="pd"):
    """Show what would be deleted, and the button that deletes it."""


class DeleteMe(Address, prefix="pdd"):
    pass


class OpenAudit(Address, prefix="xu"):
    page: int = 0
