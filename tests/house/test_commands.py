"""Every command is heard however a phone writes it."""

from aiogram.filters import Command

from handlers import build_group_routes, build_private_routes


def test_every_command_ignores_case():
    commands = [
        one
        for routes in (build_private_routes(), build_group_routes())
        for route in routes.messages.routes
        for one in route.filters
        if isinstance(one, Command)
    ]
    assert len(commands) > 20
    for command in commands:
        assert command.ignore_case, command
        assert all(name == name.casefold() for name in command.commands), command
