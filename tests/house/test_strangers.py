"""Whoever is not an admin, and presses or writes what only admins may, changes nothing."""

import sqlite3
from contextlib import closing

import pytest
from aiogram.filters import Command

from bot.broadcast.models import BroadcastDraft
from bot.conversation import texts as conversation_texts
from bot.people.models import Topic
from bot.ui import profile
from bot.ui import texts as ui_texts
from bot.ui.address import ADMIN_PREFIX
from handlers import build_private_routes
from handlers.filters import IsAdmin
from tests.addresses import addresses

# What every update leaves behind, whoever it comes from.
COMMON = frozenset({"updates", "people", "sqlite_sequence"})


def admin_commands():
    return sorted(
        {
            str(command)
            for route in build_private_routes().messages.routes
            if any(isinstance(one, IsAdmin) for one in route.filters)
            for one in route.filters
            if type(one) is Command
            for command in one.commands
        }
        - {"cancel", "menu"}  # everybody may: admins only see one more button
    )


def written(path):
    """Everything that is kept, but for what any update leaves."""
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
        ).fetchall()
        return {
            name: connection.execute(f'SELECT * FROM "{name}"').fetchall()
            for (name,) in tables
            if name not in COMMON
        }


@pytest.fixture
async def prepared(person, services, database):
    """A draft that waits for nothing but a press, and a stranger with a screen to press on."""
    await person.writes("/start")
    draft = BroadcastDraft(from_chat_id=person.id, message_ids=(1,), topic=Topic.NEWS)
    await services.broadcasts.repository.create_draft(1000001, draft)
    return database.path


async def test_a_strangers_press_changes_nothing_and_is_refused_and_logged(
    person, prepared, world, caplog
):
    """All that an admin could press, one after another."""
    before, screen = written(prepared), person.screen.message
    for address in addresses(ADMIN_PREFIX):
        caplog.clear()
        await person.opens(address.pack())
        assert person.toast == ui_texts.ADMINS_ONLY, address
        assert person.screen.message == screen, address
        assert written(prepared) == before, address
        assert f"Person {person.id} pressed the admin button" in caplog.text, address
    assert not world.calls("copyMessage")


@pytest.mark.parametrize("command", admin_commands())
async def test_a_strangers_command_changes_nothing_is_logged_and_is_unknown_to_the_bot(
    command, person, prepared, caplog
):
    before = written(prepared)
    await person.writes(f"/{command} 1")
    assert person.screen.text == conversation_texts.unknown_command("")
    assert written(prepared) == before
    assert f"Person {person.id} sent the admin command" in caplog.text
    shown = person.screen.message
    await person.writes("/nonsense 1")
    assert [shown[part] for part in ("text", "reply_markup")] == [
        person.screen.message[part] for part in ("text", "reply_markup")
    ]


def test_every_admin_command_is_shown_to_admins_and_to_nobody_else():
    assert set(admin_commands()) == set(profile.ADMIN_COMMANDS)
    assert not set(admin_commands()) & set(profile.PRIVATE_COMMANDS)
