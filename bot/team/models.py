"""Roles of the people who work with the bot, and what each of them may do."""

from dataclasses import dataclass
from enum import StrEnum


class TeamRole(StrEnum):
    """From the one that may do most; owners are named by the setting and by nobody else."""

    OWNER = "owner"
    ADMIN = "admin"
    EDITOR = "editor"
    SPECIALIST = "specialist"
    ANALYST = "analyst"


class Right(StrEnum):
    """What a route of the team may ask for."""

    MENU = "menu"  # the work page and the team's page; everybody in the team has it
    EDIT = "edit"  # answers, dates, questions without an answer
    DIALOGUES = "dialogues"  # what people ask a specialist
    APPLICATIONS = "applications"
    STATS = "stats"  # statistics, ratings and votes
    BROADCAST = "broadcast"
    AUDIT = "audit"
    ROLES = "roles"  # giving and taking roles


RIGHTS: dict[TeamRole, frozenset[Right]] = {
    TeamRole.OWNER: frozenset(Right),
    TeamRole.ADMIN: frozenset(Right),
    TeamRole.EDITOR: frozenset({Right.MENU, Right.EDIT, Right.STATS}),
    TeamRole.SPECIALIST: frozenset({Right.MENU, Right.DIALOGUES, Right.APPLICATIONS}),
    TeamRole.ANALYST: frozenset({Right.MENU, Right.STATS}),
}


_GIVES = {
    TeamRole.OWNER: frozenset(TeamRole) - {TeamRole.OWNER},
    TeamRole.ADMIN: frozenset(TeamRole) - {TeamRole.OWNER, TeamRole.ADMIN},
}


def gives(role: TeamRole | None) -> frozenset[TeamRole]:
    """The roles that this one gives and takes: those below it."""
    return _GIVES.get(role, frozenset()) if role else frozenset()


@dataclass(frozen=True, slots=True)
class TeamMember:
    """`name` is empty for an owner who has not written to the bot yet."""

    person_id: int
    role: TeamRole
    name: str = ""
