"""Screens of the team: who is in it, who may what, giving and taking roles, links."""

from collections.abc import Sequence

from bot.paging import page_of
from bot.questions.buttons import OpenEditors
from bot.questions.texts import EDITORS
from bot.team import texts
from bot.team.buttons import (
    AskForPerson,
    GiveRole,
    LeaveTeam,
    MakeLink,
    OpenMember,
    OpenTeam,
    RevokeLink,
    TakeRole,
)
from bot.team.models import TeamLink, TeamMember, TeamRole, given_by
from bot.ui.address import Address
from bot.ui.screen import HOME_BUTTON, Button, CopyText, Screen, notice, page_row, way_back

PAGE_SIZE = 8


def team(members: Sequence[TeamMember], me: TeamMember, here: OpenTeam) -> Screen:
    """Who is in it and what each role may; a button for everybody whose role `me` may change.

    A page past the end is the last one.
    """
    shown, page, pages = page_of(members, here.page, PAGE_SIZE)
    here = here.changed(page=page)
    given = given_by(me.role)
    names = "\n".join(map(texts.member_line, shown))
    return Screen(
        "\n\n".join((texts.TITLE, names, texts.WHO_MAY_WHAT, texts.who_may_what(tuple(TeamRole)))),
        (
            *((_to_member(one, here),) for one in shown if one.role in given),
            page_row(here, page, pages),
            ((texts.ADD, AskForPerson().after(here)),) if given else (),
            () if me.role is TeamRole.OWNER else ((texts.LEAVE, LeaveTeam()),),
            way_back(here, OpenEditors()),
        ),
    )


def ask_for_person(me: TeamMember, here: AskForPerson) -> Screen:
    given = given_by(me.role)
    return Screen(
        f"{texts.ASK_FOR_PERSON}\n\n{texts.who_may_what(given)}",
        (
            *(((texts.link_button(role), MakeLink(role=role).after(here)),) for role in given),
            way_back(here, OpenTeam()),
        ),
    )


def member(found: TeamMember, me: TeamMember, here: Address) -> Screen:
    """A member, or somebody who is about to become one, with the roles that `me` may give."""
    given = given_by(me.role)
    may = found.role is None or found.role in given
    roles = [role for role in given if may and role is not found.role]
    parts = (f"<b>{texts.member_line(found)}</b>", texts.who_may_what(given))
    take = ((texts.TAKE, TakeRole(person_id=found.person_id).beside(here)),)
    return Screen(
        "\n\n".join(parts),
        (
            *((_give(found, role, here),) for role in roles),
            take if found.role in given else (),
            way_back(here, OpenTeam()),
        ),
    )


def link(made: TeamLink, url: str, here: MakeLink) -> Screen:
    return Screen(
        texts.link_made(made.role, url, made.expires),
        (
            ((texts.COPY_LINK, CopyText(url)),),
            ((texts.REVOKE, RevokeLink(link_id=made.id).beside(here)),),
            way_back(here, OpenTeam()),
        ),
    )


def link_revoked(here: RevokeLink, *, revoked: bool) -> Screen:
    words = texts.LINK_REVOKED if revoked else texts.LINK_NOT_REVOKED
    return Screen(words, (way_back(here, OpenTeam()),))


def welcome(role: TeamRole) -> Screen:
    """What a new member is told, and everybody whose role has changed."""
    return Screen(texts.you_have(role), (((EDITORS, OpenEditors()), HOME_BUTTON),))


def farewell(role: TeamRole) -> Screen:
    """What somebody is told whose role was taken."""
    return notice(texts.you_had(role))


def link_used(found: TeamMember) -> Screen:
    """What the author of a link is told."""
    to_member = (texts.member_button(found), OpenMember(person_id=found.person_id))
    return Screen(texts.link_used(found), ((to_member,), (HOME_BUTTON,)))


def _to_member(found: TeamMember, here: OpenTeam) -> Button:
    return texts.member_button(found), OpenMember(person_id=found.person_id).after(here)


def _give(found: TeamMember, role: TeamRole, here: Address) -> Button:
    return texts.give(role), GiveRole(person_id=found.person_id, role=role).beside(here)
