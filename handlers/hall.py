"""An update goes straight to the rooms that may take it instead of knocking at every door."""

from typing import Any

from aiogram import Dispatcher, Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.dispatcher.event.handler import FilterObject
from aiogram.dispatcher.event.telegram import TelegramEventObserver
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackQueryFilter
from aiogram.types import CallbackQuery, Message, TelegramObject

from handlers.said import said

_ANY = "*"


class Hall(Router):
    """Has rooms and no routes; knows which room takes which command, and the press of which prefix.

    A message without a command, and a press that is nobody's, is shown only to rooms that take
    any. The order of rooms stays, and so do their filters: this saves time and changes nothing.
    """

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - aiogram's
        super().__init__(**options)
        self._known: dict[tuple[str, str], list[Router]] = {}

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
        for router in self._rooms(update_type, _name(event)) if passed else ():
            response = await router.propagate_event(update_type, event, **{**kwargs, **found})
            if response is not UNHANDLED:
                return response
        return UNHANDLED

    def _rooms(self, update_type: str, name: str) -> list[Router]:
        if (update_type, "") not in self._known:
            rooms = [room for each in self.sub_routers for room in _rooms_of(each, update_type)]
            doors = [_doors(room, update_type) for room in rooms]
            for known in {""}.union(*doors):
                self._known[update_type, known] = [
                    room for room, names in zip(rooms, doors, strict=True) if names & {known, _ANY}
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


def _doors(router: Router, update_type: str) -> set[str]:
    """The names a router handles, its sub-routers' too; `*` where it takes any."""
    found = {name for inner in router.sub_routers for name in _doors(inner, update_type)}
    for route in router.observers[update_type].handlers:
        asked = [name for one in route.filters or () for name in _asked(one)]
        found |= set(asked) or {_ANY}
    return found


def _asked(one: FilterObject) -> list[str]:
    match one.callback:
        case CallbackQueryFilter(callback_data=address):
            return [address.__prefix__]
        case Command(commands=commands, prefix="/"):
            return [name.casefold() for name in commands if isinstance(name, str)]
    return []
