"""Every command is heard however a phone writes it."""

from aiogram.filters import Command

from handlers import build_routers


def test_every_command_ignores_case():
    commands = [
        one.callback
        for router in build_routers()
        for each in router.chain_tail
        for route in each.message.handlers
        for one in route.filters or ()
        if isinstance(one.callback, Command)
    ]
    assert len(commands) > 20
    for command in commands:
        assert command.ignore_case, command
        assert all(name == name.casefold() for name in command.commands), command
