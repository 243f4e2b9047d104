"""An update goes straight to the routes that may take it instead of knocking at every door."""

from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any

from aiogram import Dispatcher, Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.dispatcher.event.telegram import TelegramEventObserver
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackQueryFilter
from aiogram.types import CallbackQuery, Message, TelegramObject

from handlers.said import said

Way = Callable[..., Awaitable[Any]]

_ANY = "*"


class Hall(Router):
    """Has rooms and no routes; knows which route takes which command, the press of which prefix.

    A message without a command, and a press that is nobody's, is shown only to routes that take
    any. The order of routes stays, and so do their filters: this saves time and changes nothing.
    """

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - aiogram's
        super().__init__(**options)
        self._known: dict[tuple[str, str], list[Way]] = {}

    async def _propagate_event(
        self,
        observer: TelegramEventObserver | None,
        update_type: str,
        event: TelegramObject,
        **kwargs: Any,  # noqa: ANN401 - aiogram's signature
    ) -> Any:  # noqa: ANN401 - as above
        if observer is None or not isinstance(event, (CallbackQuery, Message)):
            return await super()._propagate_event(observer, update_type, event, **kwargs)
        passed, found = await observer.check_root_filters(event, **kwargs)
        for way in self._ways(update_type, _name(event)) if passed else ():
            response = await way(update_type=update_type, event=event, **found)
            if response is not UNHANDLED:
                return response
        return UNHANDLED

    def _ways(self, update_type: str, name: str) -> list[Way]:
        if (update_type, "") not in self._known:
            found = [room for each in self.sub_routers for room in _rooms_of(each, update_type)]
            rooms = [(room, _doors(room, update_type)) for room in found]
            for known in {""}.union(*(doors for _, doors in rooms)):
                self._known[update_type, known] = [
                    _way(room, update_type, {known, _ANY})
                    for room, doors in rooms
                    if doors & {known, _ANY}
                ]
        return self._known.get((update_type, name)) or self._known[update_type, ""]


class Entrance(Hall, Dispatcher):
    """The first hall."""


def _name(event: CallbackQuery | Message) -> str:
    """The prefix of a press, or the command of a message as aiogram reads it."""
    if isinstance(event, CallbackQuery):
        return (event.data or "").partition(":")[0]
    word = (said(event).split(maxsplit=1) or ("",))[0]
    return word[1:].partition("@")[0].casefold() if word.startswith("/") else ""


def _rooms_of(router: Router, update_type: str) -> list[Router]:
    """Look through a router that does nothing to such an update itself."""
    observer = router.observers[update_type]
    if observer.handlers or observer._handler.filters or len(observer.outer_middleware):  # noqa: SLF001
        return [router]
    return [room for inner in router.sub_routers for room in _rooms_of(inner, update_type)]


def _way(room: Router, update_type: str, names: set[str]) -> Way:
    """Into a room, past the routes that take none of these names; a larger house has its own."""
    observer = room.observers[update_type]
    if room.sub_routers or len(observer.outer_middleware):
        return room.propagate_event
    shown = TelegramEventObserver(room, update_type)
    shown._handler = observer._handler  # noqa: SLF001 - its root filters
    shown.handlers = [route for route in observer.handlers if _names([route]) & names]
    return partial(room._propagate_event, observer=shown)  # noqa: SLF001


def _doors(router: Router, update_type: str) -> set[str]:
    """The names a router handles, its sub-routers' too; `*` where it takes any."""
    inside = (_doors(inner, update_type) for inner in router.sub_routers)
    return _names(router.observers[update_type].handlers).union(*inside)


def _names(routes: Iterable[HandlerObject]) -> set[str]:
    return {name for route in routes for name in _names_of(route) or (_ANY,)}


def _names_of(route: HandlerObject) -> list[str]:
    found: list[str] = []
    for one in route.filters or ():
        match one.callback:
            case CallbackQueryFilter(callback_data=address):
                found.append(address.__prefix__)
            case Command(commands=commands, prefix="/"):
                found += [name.casefold() for name in commands if isinstance(name, str)]
    return found
