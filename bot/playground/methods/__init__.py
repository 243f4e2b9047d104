"""The table of the methods that this Bot API knows, by name in lower case."""

from collections.abc import Callable

from bot.playground.methods import (
    chats,
    copying,
    editing,
    forum,
    media,
    messages,
    profile,
    queries,
    receiving,
)
from bot.playground.params import Params
from bot.playground.wire import Result
from bot.playground.world import World

Method = Callable[[World, Params], Result]


def method_table() -> dict[str, Method]:
    """Telegram does not look at the case of a method's name."""
    modules = (chats, copying, editing, forum, media, messages, profile, queries, receiving)
    return {name.lower(): run for module in modules for name, run in module.METHODS.items()}
