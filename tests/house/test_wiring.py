"""Handlers get by name and type what `Services` and the framework really give."""

import inspect
from dataclasses import fields
from typing import get_type_hints

import pytest
from aiogram import Bot
from aiogram.filters import BaseFilter, CommandObject
from aiogram.filters.callback_data import CallbackData
from aiogram.types import TelegramObject

from bot.audience.forms_repository import Form
from bot.audience.models import Person
from bot.services import Services
from bot.specialist.models import Dialogue, Enquiry
from bot.ui.callbacks.address import ADMIN_PREFIX, Address
from handlers import CARRIED, build_routers
from handlers.staff import IsStaff

GIVEN = {field.name: field.type for field in fields(Services)} | {
    "bot": Bot,
    "person": Person,
    "command": CommandObject,
    "question": str,
    "dialogue": Dialogue,
    "enquiry": Enquiry,
    "form": Form,
}


def routers():
    for router in build_routers():
        yield from router.chain_tail


def routes():
    for router in routers():
        for observer in router.observers.values():
            for route in observer.handlers:
                yield pytest.param(router, route, id=f"{router.name}.{route.callback.__name__}")


def addresses():
    def below(kind):
        for child in kind.__subclasses__():
            yield child
            yield from below(child)

    return list(below(Address))


@pytest.mark.parametrize(("router", "route"), list(routes()))
def test_every_handler_gets_what_it_asks_for(router, route):
    hints = get_type_hints(route.callback)
    event, *asked = inspect.signature(route.callback).parameters.values()
    assert issubclass(hints[event.name], TelegramObject)
    for argument in asked:
        kind = hints[argument.name]
        if argument.name == "callback_data":
            assert issubclass(kind, CallbackData)
            continue
        assert argument.name in GIVEN, f"nobody gives {argument.name}"
        assert kind in {GIVEN[argument.name], GIVEN[argument.name] | None}


def test_every_filter_gets_what_it_asks_for():
    given = {*CARRIED, "bot", "person"}
    for router in routers():
        for observer in router.observers.values():
            for route in (observer._handler, *observer.handlers):
                for one in route.filters or ():
                    own = isinstance(one.callback, BaseFilter) and type(one.callback).__call__
                    if own and own.__module__.startswith(("bot.", "handlers.")):
                        _self, _event, *asked = inspect.signature(own).parameters
                        assert given.issuperset(asked), own


def test_no_two_addresses_share_a_prefix():
    prefixes = [kind.__prefix__ for kind in addresses()]
    assert len(prefixes) == len(set(prefixes))
    assert all(len(prefix) <= 3 for prefix in prefixes)


def test_every_address_has_a_handler():
    handled = {
        route_filter.callback.callback_data
        for router in routers()
        for route in router.callback_query.handlers
        for route_filter in route.filters or ()
        if hasattr(route_filter.callback, "callback_data")
    }
    assert set(addresses()) == handled


def test_admin_addresses_are_handled_only_behind_the_admin_filter():
    inside = next(router for router in routers() if router.name == "admin")
    behind = {id(router) for router in inside.chain_tail}
    for router in routers():
        if id(router) in behind or router.name in {"admin", *(r.name for r in inside.chain_tail)}:
            continue
        if router.name == "staff":  # behind a filter of its own: the staff are more than admins
            filters = router.callback_query._handler.filters or ()
            assert [type(one.callback) for one in filters] == [IsStaff]
            continue
        for route in router.callback_query.handlers:
            for route_filter in route.filters or ():
                kind = getattr(route_filter.callback, "callback_data", None)
                assert kind is None or not kind.__prefix__.startswith(ADMIN_PREFIX)
