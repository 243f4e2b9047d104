"""Addresses of the team: its people, their roles, links that give a role."""

from bot.team.models import TeamRole
from bot.ui.address import Address


class OpenTeam(Address, prefix="xm"):
    page: int = 0


class OpenMember(Address, prefix="xmo"):
    """A member, or a person whom somebody is about to give a role."""

    person_id: int


class AskForPerson(Address, prefix="xma"):
    """Wait for a forwarded message or a contact of whoever is to get a role."""


class GiveRole(Address, prefix="xmg"):
    person_id: int
    role: TeamRole


class TakeRole(Address, prefix="xmt"):
    person_id: int


class LeaveTeam(Address, prefix="xml"):
    """The person's own role ends."""


class MakeLink(Address, prefix="xmk"):
    """Make a link that gives this role to the first who opens it."""

    role: TeamRole


class RevokeLink(Address, prefix="xmr"):
    link_id: int
