"""Handlers get by name and type what `Services` and the framework really give."""

import inspect
from dataclasses import fields
from types import NoneType
from typing import get_args, get_type_hints

from aiogram import Bot
from aiogram.filters import BaseFilter, CommandObject
from aiogram.filters.callback_data import CallbackData
from aiogram.types import TelegramObject

from bot.app import Services
from bot.broadcast.models import Broadcast
from bot.people.models import Person
from bot.people.repository import Form
from bot.specialist.models import Dialogue, Enquiry
from bot.ui.address import ADMIN_PREFIX, Address
from handlers import build_group_routes, build_private_routes, build_router
from handlers.desk_filters import IsStaff
from handlers.filters import May

GIVEN = {field.name: field.type for field in fields(Services) if field.name != "resources"} | {
    "bot": Bot,
    "person": Person,
    "command": CommandObject,
    "question": str,
    "dialogue": Dialogue,
    "enquiry": Enquiry,
    "form": Form,
    "open_form": Form,
    "mailing": Broadcast,
    "replaced": int,
}


PRIVATE, GROUPS = build_private_routes(), build_group_routes()


def tables():
    return [PRIVATE.messages, PRIVATE.edits, PRIVATE.presses, GROUPS.messages, GROUPS.edits]


def callbacks():
    """Every handler, with its filters."""
    found = [(route.callback, route.filters) for table in tables() for route in table.routes]
    for router in build_router(build_private_routes(), build_group_routes()).chain_tail:
        for observer in router.observers.values():
            found.extend(
                (each.callback, [one.callback for one in each.filters or ()])
                for each in observer.handlers
                if not each.varkw  # not a table, whose routes are counted above
            )
    return found


def addresses():
    def below(kind):
        for child in kind.__subclasses__():
            yield child
            yield from below(child)

    return list(below(Address))


def kinds(hint):
    """The types of a hint like `Message | CallbackQuery` or `OpenTeam | None`."""
    return {each for each in get_args(hint) or (hint,) if each is not NoneType}


def test_every_handler_gets_what_it_asks_for():
    for callback in dict.fromkeys(each for each, _ in callbacks()):
        hints = get_type_hints(callback)
        event, *asked = inspect.signature(callback).parameters.values()
        assert all(issubclass(each, TelegramObject) for each in kinds(hints[event.name])), callback
        for argument in asked:
            kind = hints[argument.name]
            if argument.name == "callback_data":
                assert all(issubclass(each, CallbackData) for each in kinds(kind)), callback
                continue
            assert argument.name in GIVEN, f"nobody gives {argument.name} to {callback}"
            assert kind in {GIVEN[argument.name], GIVEN[argument.name] | None}, callback


def test_every_filter_gets_what_it_asks_for():
    for _, filters in callbacks():
        for one in filters:
            own = isinstance(one, BaseFilter) and type(one).__call__
            if own and own.__module__.startswith(("bot.", "handlers.")):
                _self, _event, *asked = inspect.signature(own).parameters
                assert GIVEN.keys() >= {*asked}, own


def test_there_are_few_services():
    """One or two a feature."""
    names = {field.name for field in fields(Services)} - {"resources"}
    assert len(names) <= 15, names


def test_no_two_addresses_share_a_prefix():
    prefixes = [kind.__prefix__ for kind in addresses()]
    assert len(prefixes) == len(set(prefixes))
    assert all(len(prefix) <= 3 for prefix in prefixes)


def test_every_address_has_a_handler():
    handled = {
        one.callback_data
        for route in PRIVATE.presses.routes
        for one in route.filters
        if hasattr(one, "callback_data")
    }
    assert set(addresses()) == handled


def test_admin_addresses_are_handled_only_behind_a_filter():
    for route in PRIVATE.presses.routes:
        for one in route.filters:
            kind = getattr(one, "callback_data", None)
            if kind is not None and kind.__prefix__.startswith(ADMIN_PREFIX):
                assert isinstance(route.filters[0], (May, IsStaff)), kind
