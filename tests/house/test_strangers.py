"""Whoever has no right to it, and presses or writes what only the team may, changes nothing."""

import sqlite3
from contextlib import closing

import pytest
from aiogram.filters import Command

from bot.broadcast.models import BroadcastDraft
from bot.conversation import texts as conversation_texts
from bot.people.models import Topic
from bot.team.models import RIGHTS, Right, TeamRole
from bot.team.texts import COMMANDS, refused
from bot.ui import profile
from bot.ui import texts as ui_texts
from bot.ui.address import ADMIN_PREFIX
from handlers import build_private_routes
from handlers.desk_filters import IsStaff
from handlers.filters import May
from tests.addresses import addresses
from tests.fixtures import ADMIN

# What every update leaves behind, whoever it comes from.
COMMON = frozenset({"updates", "people", "sqlite_sequence"})
# Whoever changes one of these changes `content` too, or writes into `audit`.
LARGE = frozenset({"answers", "phrasings", "events", "revisions", "sections", "related"})
EVERYBODYS = {"cancel", "menu", "start"}  # the team only sees one more button
BELOW = sorted(set(TeamRole) - {TeamRole.OWNER})
STRANGER = None


def rights_of(table, *, command):
    """What each command, or each prefix of an address, needs."""
    found = {}
    for route in table.routes:
        needed = {one.right for one in route.filters if isinstance(one, May)}
        if any(isinstance(one, IsStaff) for one in route.filters):
            needed = {Right.DIALOGUES}
        for one in route.filters:
            if command and type(one) is Command and needed:
                found |= dict.fromkeys(map(str, one.commands), *needed)
            elif not command and hasattr(one, "callback_data") and needed:
                found[one.callback_data.__prefix__] = next(iter(needed))
    return found


ROUTES = build_private_routes()
OF_COMMANDS = rights_of(ROUTES.messages, command=True)
OF_PRESSES = rights_of(ROUTES.presses, command=False)
TEAM_COMMANDS = sorted(OF_COMMANDS.keys() - EVERYBODYS)


def written(path, left_out=frozenset()):
    """Everything that is kept, but for what any update leaves."""
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
        ).fetchall()
        return {
            name: connection.execute(f'SELECT * FROM "{name}"').fetchall()
            for (name,) in tables
            if name not in COMMON | left_out
        }


@pytest.fixture(params=[STRANGER, *BELOW], ids=lambda role: role or "stranger")
async def role(request, person, services, database):
    """The person has this role or none; a draft waits for nothing but a press."""
    await person.writes("/start")
    draft = BroadcastDraft(from_chat_id=person.id, message_ids=(1,), topic=Topic.NEWS)
    await services.broadcasts.repository.create_draft(1000001, draft)
    if request.param:
        assert await services.team.give(ADMIN, person.id, request.param)
        await services.team.remember_name(person.id, "Ирина")
    return request.param


@pytest.mark.slow
async def test_a_press_without_the_right_changes_nothing_and_is_refused_and_logged(
    role, person, world, database, caplog
):
    """All that the team could press, but for what this role may."""
    before, screen = written(database.path), person.screen.message
    small = {name: rows for name, rows in before.items() if name not in LARGE}
    for address in addresses(ADMIN_PREFIX):
        if role and OF_PRESSES[address.__prefix__] in RIGHTS[role]:
            continue
        caplog.clear()
        await person.opens(address.pack())
        assert person.toast == refused(role), address
        assert person.screen.message == screen, address
        assert written(database.path, LARGE) == small, address
        assert f"Person {person.id} pressed the admin button" in caplog.text, address
    assert written(database.path) == before
    assert not world.calls("copyMessage")


async def test_a_command_without_the_right_changes_nothing_and_is_refused_and_logged(
    role, person, database, caplog
):
    before = written(database.path)
    small = {name: rows for name, rows in before.items() if name not in LARGE}
    for name in TEAM_COMMANDS:
        if role and OF_COMMANDS[name] in RIGHTS[role]:
            continue
        caplog.clear()
        await person.writes(f"/{name} 1")
        words = refused(role) if role else conversation_texts.unknown_command("")
        assert person.screen.text == words, name
        assert written(database.path, LARGE) == small, name
        assert f"Person {person.id} sent the admin command" in caplog.text, name
    assert written(database.path) == before


async def test_to_a_stranger_a_command_of_the_team_is_like_any_unknown_one(person):
    for name in TEAM_COMMANDS:
        await person.writes(f"/{name} 1")
        shown = person.screen.message
        await person.writes("/nonsense 1")
        assert [shown[part] for part in ("text", "reply_markup")] == [
            person.screen.message[part] for part in ("text", "reply_markup")
        ]


def test_every_press_of_the_team_needs_a_right():
    assert {kind.__prefix__ for kind in addresses(ADMIN_PREFIX)} <= OF_PRESSES.keys()


@pytest.mark.parametrize("right", Right)
def test_each_right_is_used_and_missed_by_a_role_below(right):
    """But for the menu, which every role has: it shows what the role may."""
    assert right in {*OF_COMMANDS.values(), *OF_PRESSES.values()}
    having = [role for role in TeamRole if right in RIGHTS[role]]
    assert TeamRole.OWNER in having
    assert (len(having) < len(TeamRole)) == (right is not Right.MENU)


def test_every_command_of_the_team_is_shown_to_those_who_may_and_to_nobody_else():
    assert {name: right for name, (right, _) in COMMANDS.items()} == {
        name: OF_COMMANDS[name] for name in TEAM_COMMANDS
    }
    assert not set(TEAM_COMMANDS) & set(profile.PRIVATE_COMMANDS)


def test_a_stranger_is_not_told_of_roles():
    assert refused(None) == ui_texts.TEAM_ONLY
