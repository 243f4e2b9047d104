"""Roles of the people who work with the bot, and what each of them may do."""

from dataclasses import dataclass
from datetime import datetime
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
_GIVEN_BY_ADMINS = (TeamRole.EDITOR, TeamRole.SPECIALIST, TeamRole.ANALYST)
_GIVEN = {
    TeamRole.OWNER: (TeamRole.ADMIN, *_GIVEN_BY_ADMINS),
    TeamRole.ADMIN: _GIVEN_BY_ADMINS,
}


def given_by(role: TeamRole | None) -> tuple[TeamRole, ...]:
    """The roles that this one gives and takes: those below it."""
    return _GIVEN.get(role, ()) if role else ()


@dataclass(frozen=True, slots=True)
class TeamMember:
    """`name` is empty for an owner who has not written to the bot yet.

    Without a role: somebody who has left, or who is about to get one.
    """

    person_id: int
    name: str
    role: TeamRole | None


@dataclass(frozen=True, slots=True)
class TeamLink:
    """`token` is what the deep link carries; the database does not know it."""

    id: int
    token: str
    role: TeamRole
    expires: datetime


@dataclass(frozen=True, slots=True)
class UsedLink:
    """What a link has done; `author_id` is who made it."""

    author_id: int
    role: TeamRole
